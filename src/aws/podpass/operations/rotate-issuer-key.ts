/** RotateIssuerKey: publishes a new signing key for an issuer; it signs once relying parties have had time to see it. */
import type { Operation } from '../../protocol/index.ts'
import { notFound } from '../errors.ts'
import type { Issuers } from '../needs.ts'
import { type IssuerOutput, issuerOutput } from './issuer-output.ts'

export const rotateIssuerKey = (
  issuers: Issuers,
): Operation<{ readonly Issuer: string }, { readonly Issuer: IssuerOutput }> => ({
  authorize: ({ Issuer }, { partition, region, account }) => {
    const hostAndPath = Issuer.replace(/^https:\/\//, '')
    return [
      {
        action: 'podpass:RotateIssuerKey',
        resource: `arn:${partition}:podpass:${region}:${account}:issuer/${hostAndPath}`,
      },
    ]
  },
  invoke: async ({ Issuer }, { account }) => {
    const rotated = await issuers.rotate(Issuer, account)
    if (rotated === undefined) throw notFound(`account ${account} has no issuer \`${Issuer}\``)
    return { Issuer: issuerOutput(rotated) }
  },
})
