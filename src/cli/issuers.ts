/** The issuers of a running podpass, as its own service lists them. */
import { Failure } from './failure.ts'
import type { Installation } from './installation.ts'
import { callPodpass } from './podpass-api.ts'

export interface ListedIssuer {
  /** The issuer's URL, exactly as it stands in tokens. */
  readonly Issuer: string
  readonly Cluster: string
  readonly SigningKeyId: string
  readonly Keys: readonly ListedKey[]
}

export interface ListedKey {
  readonly KeyId: string
  readonly Algorithm: string
  readonly State: 'published' | 'signing' | 'retired'
  /** Seconds since the epoch. */
  readonly SignsFrom?: number
  readonly RemovedAt?: number
}

export async function listIssuers(installation: Installation): Promise<readonly ListedIssuer[]> {
  return (await callPodpass<{ Issuers: ListedIssuer[] }>(installation, 'ListIssuers', {})).Issuers
}

/** A copy of another cluster's issuer documents. */
export interface ListedMirror {
  readonly Issuer: string
  readonly Source: string
  readonly KeyIds: readonly string[]
  /** Seconds since the epoch. */
  readonly CopiedAt: number
}

export async function listMirrors(installation: Installation): Promise<readonly ListedMirror[]> {
  return (await callPodpass<{ Mirrors: ListedMirror[] }>(installation, 'ListIssuerMirrors', {})).Mirrors
}

/** The issuer of a cluster; of the only cluster when none is named. */
export async function findIssuer(
  installation: Installation,
  cluster: string | undefined,
): Promise<ListedIssuer> {
  const issuers = await listIssuers(installation)
  const fitting = cluster === undefined ? issuers : issuers.filter((issuer) => issuer.Cluster === cluster)
  if (fitting.length === 1) return fitting[0]!
  if (cluster !== undefined) throw new Failure(`there is no cluster \`${cluster}\``)
  throw new Failure(
    issuers.length === 0
      ? 'there is no cluster yet; make one with: aws eks create-cluster'
      : 'there are several clusters; name one with --cluster',
  )
}

/** A key and its part in the life of the ring, in words for people. */
export function describeKey(key: ListedKey): string {
  const moment = (seconds: number): string => new Date(seconds * 1000).toISOString()
  if (key.State === 'published' && key.SignsFrom !== undefined)
    return `${key.KeyId} is published and signs from ${moment(key.SignsFrom)}`
  if (key.State === 'retired' && key.RemovedAt !== undefined)
    return `${key.KeyId} no longer signs and is published until ${moment(key.RemovedAt)}`
  return `${key.KeyId} ${key.State === 'signing' ? 'signs' : `is ${key.State}`}`
}
