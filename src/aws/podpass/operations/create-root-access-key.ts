/** CreateRootAccessKey: a key of a member account's root user, which nobody could otherwise sign in as. */
import type { Operation } from '../../protocol/index.ts'
import { invalid, managementAccountOnly, notFound } from '../errors.ts'
import type { PodpassNeeds } from '../needs.ts'
import { newAccountResource } from './account-policies-output.ts'

export interface CreateRootAccessKeyOutput {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
}

export const createRootAccessKey = ({
  managementAccount,
  newAccounts,
}: Pick<PodpassNeeds, 'newAccounts' | 'managementAccount'>): Operation<
  { readonly AccountId: string },
  CreateRootAccessKeyOutput
> => ({
  authorize: ({ AccountId }, call) => [
    { action: 'podpass:CreateRootAccessKey', resource: newAccountResource(call, AccountId) },
  ],
  invoke: async ({ AccountId }, { account }) => {
    if (account !== managementAccount) throw managementAccountOnly(managementAccount, 'make keys of accounts')
    // The management account's root user answers to nobody else.
    if (AccountId === managementAccount) throw invalid('expected a member account')
    const made = await newAccounts.createRootKey(AccountId)
    if (made === undefined) throw notFound(`there is no account \`${AccountId}\``)
    return { AccessKeyId: made.accessKeyId, SecretAccessKey: made.secretAccessKey }
  },
})
