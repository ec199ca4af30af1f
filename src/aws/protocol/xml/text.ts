/** Escapes text for XML. */

const special = /[&<>"\u2028\uFFFE\uFFFF[\p{Cc}--[\t\n]]]/gv

/** Characters that a parser would change are written as references; those that XML cannot hold, not even so, give way. */
export const escapeXml = (text: string): string =>
  text.search(special) === -1
    ? text
    : text.replace(special, (found) => references[found] ?? (inXml.test(found) ? numeric(found) : '\uFFFD'))

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

/** Of those that are not written plainly: https://www.w3.org/TR/xml/#charsets */
const inXml = /[\r\x7F-\x9F\u2028]/

const numeric = (character: string): string => `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
