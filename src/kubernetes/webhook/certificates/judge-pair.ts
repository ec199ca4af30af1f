/** Whether a certificate can be served, and whether an authority vouches for it. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { ServingPair } from './source.ts'

/** What is wrong with it, in words without its key; undefined when it can be served. */
export function judgePair(pair: ServingPair, now: number, names: readonly string[] = []): string | undefined {
  const chain = readCertificates(pair.cert)
  const leaf = chain[0]
  if (leaf === undefined) return 'the certificate is no PEM'
  try {
    if (!leaf.checkPrivateKey(createPrivateKey(pair.key))) return 'the key is not that of the certificate'
  } catch {
    return 'the key is no PEM'
  }
  if (leaf.validToDate.getTime() <= now) return `the certificate expired at ${leaf.validTo}`
  if (leaf.validFromDate.getTime() > now) return `the certificate is not valid before ${leaf.validFrom}`
  const missing = names.find((name) => leaf.checkHost(name) === undefined)
  return missing === undefined ? undefined : `the certificate is not for ${missing}`
}

/** Whether a chain leads to one of the authorities, at this moment. */
export function isVouchedFor(chainPem: string, bundlePem: string, now: number): boolean {
  const chain = readCertificates(chainPem)
  const authorities = readCertificates(bundlePem)
  let issued = chain[0]
  for (let at = 0; issued !== undefined; at++) {
    if (!isTimely(issued, now)) return false
    const current = issued
    if (authorities.some((authority) => isTimely(authority, now) && isIssuedBy(current, authority)))
      return true
    const next = chain[at + 1]
    issued = next !== undefined && isIssuedBy(current, next) ? next : undefined
  }
  return false
}

const isIssuedBy = (certificate: X509Certificate, authority: X509Certificate): boolean =>
  certificate.checkIssued(authority) && certificate.verify(authority.publicKey)

const isTimely = (certificate: X509Certificate, now: number): boolean =>
  certificate.validFromDate.getTime() <= now && now < certificate.validToDate.getTime()

/** The certificates of a PEM text; none when one of them is damaged. */
export function readCertificates(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  try {
    return blocks.map((block) => new X509Certificate(block))
  } catch {
    return []
  }
}

/** Whether two texts hold the same certificates, in whatever order and wrapping. */
export function sameCertificates(a: string, b: string): boolean {
  const [left, right] = [a, b].map((pem) => new Set(readCertificates(pem).map((each) => each.fingerprint256)))
  return left!.size === right!.size && [...left!].every((each) => right!.has(each))
}
