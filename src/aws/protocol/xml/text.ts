/** Escapes text for XML. */

const special = /[&<>"\u2028\uFFFE\uFFFF[\p{Cc}--[\t\n]]]/gv

/** Characters that a parser would change or refuse are written as references, as S3 does in the keys it lists. */
export const escapeXml = (text: string): string =>
  text.search(special) === -1 ? text : text.replace(special, (found) => references[found] ?? numeric(found))

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

const numeric = (character: string): string => `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
