/** DeleteIssuerMirror: ends the copy of an issuer's documents; tokens that only it vouched for are void. */
import type { Operation } from '../../protocol/index.ts'
import { managementAccountOnly, notFound } from '../errors.ts'
import type { PodpassNeeds } from '../needs.ts'
import { issuerResource } from './issuer-mirror-output.ts'

export const deleteIssuerMirror = (
  needs: Pick<PodpassNeeds, 'mirrors' | 'managementAccount'>,
): Operation<{ readonly Issuer: string }, object> => ({
  authorize: ({ Issuer }, call) => [
    { action: 'podpass:DeleteIssuerMirror', resource: issuerResource(call, Issuer) },
  ],
  invoke: async ({ Issuer }, { account }) => {
    if (account !== needs.managementAccount)
      throw managementAccountOnly(needs.managementAccount, 'end the copies of issuers')
    if (!(await needs.mirrors.delete(Issuer))) throw notFound(`there is no copy of issuer \`${Issuer}\``)
    return {}
  },
})
