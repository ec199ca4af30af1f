/** What holds for an account as a whole: the policies above it, its organization, and whether it is still open. */
import { roleArn } from '../../arn/index.ts'
import type { Iam } from '../../aws/iam/index.ts'
import type { Organizations } from '../../aws/organizations/index.ts'
import type { ControlPolicies, PodpassNeeds } from '../../aws/podpass/index.ts'
import type { PolicySet } from '../../policy/index.ts'

export interface Accounts {
  readonly serviceControlOf: (account: string) => PolicySet['serviceControl']
  readonly resourceControlOf: (account: string) => PolicySet['resourceControl']
  readonly organizationOf: Organizations['standingOf']
  readonly isClosed: (account: string) => boolean
  /** A role that can be assumed: those of a closed account cannot. */
  readonly findRole: Iam['findRole']
}

export interface AccountsNeeds {
  readonly iam: Pick<Iam, 'findRole'>
  readonly organizations: Pick<Organizations, 'standingOf'>
  /** Those that were set for the account itself, beside any organization. */
  readonly ownPoliciesOf: (account: string) => ControlPolicies
}

export function createAccounts({ iam, organizations, ownPoliciesOf }: AccountsNeeds): Accounts {
  const { standingOf } = organizations
  const isClosed = (account: string): boolean => standingOf(account)?.isClosed === true
  return {
    serviceControlOf: (account) =>
      levels(standingOf(account)?.serviceControl, ownPoliciesOf(account).serviceControl),
    resourceControlOf: (account) =>
      levels(standingOf(account)?.resourceControl, ownPoliciesOf(account).resourceControl),
    organizationOf: standingOf,
    isClosed,
    findRole: (arn) => {
      const role = iam.findRole(arn)
      return role === undefined || isClosed(role.account) ? undefined : role
    },
  }
}

type Levels = PolicySet['serviceControl']

/** Every level must allow, so the account's own stand below the organization's. */
const levels = (above: Levels, own: Levels): Levels =>
  above === undefined ? own : own === undefined ? above : [...above, ...own]

/** What the podpass service makes of accounts, in its words. */
export const newAccountsForPodpass = (
  { addMember }: Pick<Organizations, 'addMember'>,
  { createRootKey }: Pick<Iam, 'createRootKey'>,
): PodpassNeeds['newAccounts'] => ({
  add: async (caller, wish) => {
    const added = await addMember(caller, wish)
    if (!added.ok) return { problem: problems[added.reason] }
    const { id: account } = added.member
    return { account, roleArn: roleArn(added.partition, account, '/', added.roleName) }
  },
  createRootKey,
})

const problems = {
  EMAIL_ALREADY_EXISTS: 'another account has this email address',
  ACCOUNT_ID_ALREADY_EXISTS: 'there is an account of this id already',
} as const
