/** A copy of an issuer's documents as callers are shown it, and an issuer as policies name it. */
import type { Call } from '../../protocol/index.ts'
import type { IssuerMirrorFacts } from '../needs.ts'

export interface IssuerMirrorOutput {
  readonly Issuer: string
  readonly Source: string
  readonly KeyIds: readonly string[]
  readonly CopiedAt: Date
}

export const issuerMirrorOutput = (facts: IssuerMirrorFacts): IssuerMirrorOutput => ({
  Issuer: facts.issuer,
  Source: facts.source,
  KeyIds: facts.keyIds,
  CopiedAt: new Date(facts.copiedAt),
})

export const issuerResource = (
  { partition, region, account }: Pick<Call, 'partition' | 'region' | 'account'>,
  issuer: string,
): string => `arn:${partition}:podpass:${region}:${account}:issuer/${issuer.replace(/^https:\/\//, '')}`
