/** PutIssuerMirror: takes over the public keys of another cluster's issuer, whose API server shows them to nobody here. */
import type { Operation } from '../../protocol/index.ts'
import { invalid, managementAccountOnly } from '../errors.ts'
import type { PodpassNeeds } from '../needs.ts'
import { type IssuerMirrorOutput, issuerMirrorOutput, issuerResource } from './issuer-mirror-output.ts'

export interface PutIssuerMirrorInput {
  readonly Issuer: string
  readonly Source: string
  /** A JWK Set (RFC 7517) as JSON. */
  readonly KeySet: string
}

export const putIssuerMirror = (
  needs: Pick<PodpassNeeds, 'mirrors' | 'managementAccount'>,
): Operation<PutIssuerMirrorInput, { readonly Mirror: IssuerMirrorOutput }> => ({
  authorize: ({ Issuer }, call) => [
    { action: 'podpass:PutIssuerMirror', resource: issuerResource(call, Issuer) },
  ],
  invoke: async ({ Issuer, Source, KeySet }, { account }) => {
    // Every account's providers of this issuer trust these keys from now on.
    if (account !== needs.managementAccount)
      throw managementAccountOnly(needs.managementAccount, 'copy the documents of issuers')
    const put = await needs.mirrors.put({ issuer: Issuer, source: Source, keySet: parse(KeySet) })
    if ('problem' in put) throw invalid(put.problem)
    return { Mirror: issuerMirrorOutput(put) }
  },
})

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw invalid('KeySet is no JSON')
  }
}
