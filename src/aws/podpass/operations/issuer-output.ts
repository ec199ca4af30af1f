/** An issuer as callers are shown it. */
import type { IssuerFacts } from '../needs.ts'

export interface IssuerOutput {
  readonly Issuer: string
  readonly Cluster?: string
  readonly SigningKeyId: string
  readonly Keys: readonly IssuerKeyOutput[]
}

export interface IssuerKeyOutput {
  readonly KeyId: string
  readonly Algorithm: string
  readonly State: string
  readonly PublishedAt: Date
  readonly SignsFrom?: Date
  readonly RemovedAt?: Date
}

export const issuerOutput = (facts: IssuerFacts): IssuerOutput => ({
  Issuer: facts.issuer,
  ...(facts.cluster !== undefined && { Cluster: facts.cluster }),
  SigningKeyId: facts.signingKeyId,
  Keys: facts.keys.map((key) => ({
    KeyId: key.keyId,
    Algorithm: key.algorithm,
    State: key.state,
    PublishedAt: new Date(key.publishedAt),
    ...(key.signsFrom !== undefined && { SignsFrom: new Date(key.signsFrom) }),
    ...(key.removedAt !== undefined && { RemovedAt: new Date(key.removedAt) }),
  })),
})
