/** ListIssuerMirrors: the copies of other clusters' issuer documents. */
import type { Operation } from '../../protocol/index.ts'
import type { PodpassNeeds } from '../needs.ts'
import { type IssuerMirrorOutput, issuerMirrorOutput } from './issuer-mirror-output.ts'

export const listIssuerMirrors = ({
  mirrors,
  managementAccount,
}: Pick<PodpassNeeds, 'mirrors' | 'managementAccount'>): Operation<
  object,
  { readonly Mirrors: readonly IssuerMirrorOutput[] }
> => ({
  authorize: () => [{ action: 'podpass:ListIssuerMirrors', resource: '*' }],
  // They are the installation's, and tell of clusters that are nobody's here.
  invoke: (_input, { account }) => ({
    Mirrors: account === managementAccount ? mirrors.list().map(issuerMirrorOutput) : [],
  }),
})
