/** Reads a file of certificates that is to be published: every one of them has to be one, and no key may be among them. */
import { X509Certificate } from 'node:crypto'

export type ReadCa =
  | { readonly ok: true; readonly pem: string }
  | { readonly ok: false; readonly problem: string }

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** Far more than any chain, and far below what a ConfigMap may hold. */
const mostBytes = 256 * 1024

/** Only the certificates are taken, so that nothing that stands between them goes out with them. */
export function readCa(text: string): ReadCa {
  if (text.length > mostBytes) return { ok: false, problem: `it is longer than ${mostBytes} bytes` }
  if (/-----BEGIN [^-]*PRIVATE KEY-----/.test(text))
    return { ok: false, problem: 'it holds a private key, which is not for everybody to read' }
  const blocks = text.match(block) ?? []
  if (blocks.length === 0) return { ok: false, problem: 'it holds no certificate in PEM' }
  try {
    return { ok: true, pem: blocks.map((each) => new X509Certificate(each).toString()).join('') }
  } catch {
    return { ok: false, problem: 'one of its certificates cannot be read' }
  }
}
