/** CreateAccount: a new account of the organization, at once and, as AWS does not offer it, under the id that is wished for. */
import type { Operation } from '../../protocol/index.ts'
import { conflict, managementAccountOnly } from '../errors.ts'
import type { PodpassNeeds } from '../needs.ts'
import { newAccountResource } from './account-policies-output.ts'

export interface CreateAccountInput {
  readonly AccountName: string
  readonly Email: string
  readonly AccountId?: string
  readonly RoleName?: string
}

export interface CreateAccountOutput {
  readonly AccountId: string
  readonly AccountName: string
  readonly Email: string
  /** Of the role by which the management account's administrators come into it. */
  readonly RoleArn: string
}

export const createAccount = (
  needs: Pick<PodpassNeeds, 'newAccounts' | 'managementAccount'>,
): Operation<CreateAccountInput, CreateAccountOutput> => ({
  authorize: ({ AccountId }, call) => [
    { action: 'podpass:CreateAccount', resource: newAccountResource(call, AccountId ?? '*') },
  ],
  invoke: async ({ AccountName, Email, AccountId, RoleName }, call) => {
    if (call.account !== needs.managementAccount)
      throw managementAccountOnly(needs.managementAccount, 'make accounts')
    const added = await needs.newAccounts.add(call, {
      name: AccountName,
      email: Email,
      ...(AccountId !== undefined && { account: AccountId }),
      ...(RoleName !== undefined && { roleName: RoleName }),
    })
    if ('problem' in added) throw conflict(added.problem)
    return { AccountId: added.account, AccountName, Email, RoleArn: added.roleArn }
  },
})
