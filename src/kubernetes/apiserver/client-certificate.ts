/** Whom a client certificate makes: its common name is the user, its organizations are the groups. */
import { X509Certificate } from 'node:crypto'
import { sha256Hex } from '../../kit/index.ts'
import type { User } from './user.ts'

const clientAuthentication = '1.3.6.1.5.5.7.3.2'

export interface Authority {
  /** PEM of the one authority that issues client certificates itself, with nothing between. */
  readonly clientCa: string
  readonly now: number
}

/** Undefined where the certificate is another authority's, is out of its time, or is no client's. */
export function userOfCertificate(der: Uint8Array, { clientCa, now }: Authority): User | undefined {
  const certificate = parse(der)
  if (certificate === undefined || !isTrusted(certificate, clientCa, now)) return undefined
  const { CN, O } = certificate.toLegacyObject().subject as Readonly<Record<string, unknown>>
  const username = textsOf(CN).at(-1) ?? ''
  if (username === '') return undefined
  return {
    username,
    groups: [...textsOf(O), 'system:authenticated'],
    extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${sha256Hex(der)}`] },
  }
}

function parse(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    return undefined
  }
}

function isTrusted(certificate: X509Certificate, clientCa: string, now: number): boolean {
  const authority = new X509Certificate(clientCa)
  const isInTime = ({ validFromDate, validToDate }: X509Certificate): boolean =>
    validFromDate.getTime() <= now && now <= validToDate.getTime()
  return (
    !certificate.ca &&
    isInTime(certificate) &&
    isInTime(authority) &&
    (certificate.keyUsage?.includes(clientAuthentication) ?? false) &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey)
  )
}

/** A name that is there once is a text, else a list. */
const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string')
