/** ListIssuerMirrors: the copies of other clusters' issuer documents. */
import type { Operation } from '../../protocol/index.ts'
import type { IssuerMirrors } from '../needs.ts'
import { type IssuerMirrorOutput, issuerMirrorOutput } from './issuer-mirror-output.ts'

export const listIssuerMirrors = (
  mirrors: IssuerMirrors,
): Operation<object, { readonly Mirrors: readonly IssuerMirrorOutput[] }> => ({
  authorize: () => [{ action: 'podpass:ListIssuerMirrors', resource: '*' }],
  invoke: () => ({ Mirrors: mirrors.list().map(issuerMirrorOutput) }),
})
