/** Warning headers (RFC 9111 section 5.5, code 299) as kube-apiserver writes them. */

const totalLimit = 4096
const shortLimit = 256

/** A text with a line's end is dropped whole; when all are too long together, each is cut and the rest dropped. */
export function warningHeaders(warnings: readonly string[]): readonly string[] {
  const texts = [...new Set(warnings)].filter((text) => text !== '' && !/[\r\n]/.test(text))
  const total = texts.reduce((sum, text) => sum + text.length, 0)
  const headers: string[] = []
  let length = 0
  for (const text of texts) {
    const header = format(total > totalLimit ? text.slice(0, shortLimit) : text)
    length += header.length
    if (length > totalLimit + shortLimit) break
    headers.push(header)
  }
  return headers
}

/** Header values are Latin-1 on the wire; what lies outside of it, Go percent-escapes as its UTF-8 bytes never would. */
const format = (text: string): string => {
  const plain = text.replace(/\p{Cc}/gu, ' ').replace(/["\\]/g, '\\$&')
  return `299 - "${Buffer.from(plain, 'utf8').toString('latin1')}"`
}
