/** ListIssuers: the token issuers of the account, with their keys. */
import type { Operation } from '../../protocol/index.ts'
import type { Issuers } from '../needs.ts'
import { type IssuerOutput, issuerOutput } from './issuer-output.ts'

export const listIssuers = (
  issuers: Issuers,
): Operation<object, { readonly Issuers: readonly IssuerOutput[] }> => ({
  authorize: () => [{ action: 'podpass:ListIssuers', resource: '*' }],
  invoke: (_input, call) => ({ Issuers: issuers.list(call.account).map(issuerOutput) }),
})
