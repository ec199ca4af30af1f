/** Percent-encoding as SigV4 wants it: everything but RFC 3986's unreserved characters, hex digits in upper case. */

const plain = /^[A-Za-z0-9\-._~]*$/
const needsEncoding = /[^A-Za-z0-9\-._~]/gu

export const encodeText = (text: string): string =>
  plain.test(text) ? text : text.replace(needsEncoding, encodeCharacter)

/** Encodes a path and leaves its slashes. */
export const encodePath = (path: string): string => path.replace(/[^A-Za-z0-9\-._~/]/gu, encodeCharacter)

/** Encodes what is not encoded yet and keeps every escape as it came. */
export const encodePathOnce = (path: string): string =>
  path.replace(/%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~/%]/gu, encodeCharacter)

/** The one spelling of a query name or value, however it was encoded; a plus is a space. */
export const respell = (text: string): string =>
  plain.test(text) ? text : text.replace(/%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/gu, respellCharacter)

function respellCharacter(found: string): string {
  if (found === '+') return '%20'
  if (found.length !== 3 || found[0] !== '%') return encodeCharacter(found)
  const character = String.fromCharCode(Number.parseInt(found.slice(1), 16))
  return plain.test(character) ? character : found.toUpperCase()
}

const encodeCharacter = (character: string): string =>
  [...Buffer.from(character, 'utf8')].map((byte) => escapes[byte]).join('')

const escapes = Array.from(
  { length: 256 },
  (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
)
