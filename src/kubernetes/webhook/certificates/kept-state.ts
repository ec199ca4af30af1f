/** What the replicas agree on: authority and serving certificate, in the keys of one Secret. */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Root } from '../../../kit/index.ts'
import { readCertificates } from './judge-pair.ts'
import type { SecretData } from './secret-data.ts'
import type { ServingPair } from './source.ts'

export interface KeptState {
  /** Signs what is served. */
  readonly authority: Root
  /** Is to sign, once every API server trusts it. */
  readonly next?: Root
  /** When the next one stood in every caBundle, in milliseconds. */
  readonly nextPublishedAt?: number
  /** The certificate of the one before, trusted until nobody serves what it signed. */
  readonly previous?: string
  readonly replacedAt?: number
  readonly serving: ServingPair
}

const keys = [
  'tls.crt',
  'tls.key',
  'ca.crt',
  'ca.key',
  'next-ca.crt',
  'next-ca.key',
  'next-ca-published-at',
  'previous-ca.crt',
  'ca-replaced-at',
] as const

type Data = Readonly<Record<(typeof keys)[number], string | null>>

/** A key of ours that a Secret from elsewhere does not have. */
export const isOurs = (data: SecretData): boolean =>
  data['ca.key'] !== undefined || keys.every((key) => data[key] === undefined)

/** Undefined when there is none, or a damaged one in whose place a new one has to be made. */
export function readState(data: SecretData): KeptState | undefined {
  const authority = readAuthority(data['ca.crt'], data['ca.key'])
  if (authority === undefined) return undefined
  const next = readAuthority(data['next-ca.crt'], data['next-ca.key'])
  const nextPublishedAt = timeOf(data['next-ca-published-at'])
  const replacedAt = timeOf(data['ca-replaced-at'])
  const previous = data['previous-ca.crt']
  return {
    authority,
    serving: { cert: data['tls.crt'] ?? '', key: data['tls.key'] ?? '' },
    ...(next !== undefined && { next }),
    ...(next !== undefined && nextPublishedAt !== undefined && { nextPublishedAt }),
    ...(previous !== undefined && readCertificates(previous).length > 0 && { previous }),
    ...(replacedAt !== undefined && { replacedAt }),
  }
}

export const writeState = (state: KeptState): Data => ({
  'tls.crt': state.serving.cert,
  'tls.key': state.serving.key,
  'ca.crt': state.authority.certificate,
  'ca.key': state.authority.key,
  'next-ca.crt': state.next?.certificate ?? null,
  'next-ca.key': state.next?.key ?? null,
  'next-ca-published-at': textOf(state.nextPublishedAt),
  'previous-ca.crt': state.previous ?? null,
  'ca-replaced-at': textOf(state.replacedAt),
})

/** What API servers are to trust: the old authority and the new one together during a change. */
export const bundleOf = ({ authority, next, previous }: KeptState): string =>
  [authority.certificate, next?.certificate, previous]
    .filter((each) => each !== undefined)
    .map((each) => `${each.trim()}\n`)
    .join('')

function readAuthority(certificate: string | undefined, key: string | undefined): Root | undefined {
  if (certificate === undefined || key === undefined) return undefined
  try {
    return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))
      ? { certificate, key }
      : undefined
  } catch {
    return undefined
  }
}

const textOf = (time: number | undefined): string | null =>
  time === undefined ? null : new Date(time).toISOString()

function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? undefined : time
}
