/** Certificates that were issued before: read from disk and judged whether they still serve. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readIfPresent } from '../data-directory.ts'
import { type IssuedCertificate, lifetimes, type ServerNames } from '../../kit/index.ts'

/** A file that is damaged counts as none: a new certificate takes its place. */
export function readIssued(path: string): IssuedCertificate | undefined {
  const text = readIfPresent(path)
  const certificateAt = text?.indexOf('-----BEGIN CERTIFICATE-----') ?? -1
  if (text === undefined || certificateAt === -1) return undefined
  const [key, cert] = [text.slice(0, certificateAt), text.slice(certificateAt)]
  try {
    const leaf = new X509Certificate(cert)
    if (!leaf.checkPrivateKey(createPrivateKey(key))) return undefined
    return { key, cert, notAfter: leaf.validToDate.getTime() }
  } catch {
    return undefined
  }
}

/** Whether a certificate holds all the names, is signed by this very root and has time left. */
export function serves(
  { cert, notAfter }: IssuedCertificate,
  { names, ips = [] }: ServerNames,
  root: string,
  now: number,
): boolean {
  const leaf = new X509Certificate(cert)
  const timely = notAfter - now > lifetimes.renewal && leaf.validFromDate.getTime() <= now
  const named =
    names.every((name) => leaf.checkHost(name) !== undefined) &&
    ips.every((ip) => leaf.checkIP(ip) !== undefined)
  return timely && named && cert.endsWith(root) && leaf.verify(new X509Certificate(root).publicKey)
}
