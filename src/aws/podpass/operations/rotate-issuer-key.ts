/** RotateIssuerKey: publishes a new signing key for an issuer; it signs once relying parties have had time to see it, or at once where the old one leaked. */
import type { Operation } from '../../protocol/index.ts'
import { notFound } from '../errors.ts'
import type { Issuers } from '../needs.ts'
import { issuerResource } from './issuer-mirror-output.ts'
import { type IssuerOutput, issuerOutput } from './issuer-output.ts'

export interface RotateIssuerKeyInput {
  readonly Issuer: string
  readonly Immediately?: boolean
}

export const rotateIssuerKey = (
  issuers: Issuers,
): Operation<RotateIssuerKeyInput, { readonly Issuer: IssuerOutput }> => ({
  authorize: ({ Issuer }, call) => [
    { action: 'podpass:RotateIssuerKey', resource: issuerResource(call, Issuer) },
  ],
  invoke: async ({ Issuer, Immediately: immediately = false }, { account }) => {
    const rotated = await issuers.rotate(Issuer, { account, immediately })
    if (rotated === undefined) throw notFound(`account ${account} has no issuer \`${Issuer}\``)
    return { Issuer: issuerOutput(rotated) }
  },
})
