/** The accounts: what IAM holds of them, the organization they are in, and the administrator of the first. */
import { createIam } from '../../aws/iam/index.ts'
import { createOrganizations } from '../../aws/organizations/index.ts'
import { openAccount } from './account.ts'
import { createAccounts } from './accounts.ts'
import { openIamStore } from './eventual-consistency.ts'
import type { CloudFacts, Rooms } from './rooms.ts'
import { textual } from './textual.ts'

type Opened = Pick<Rooms, 'iam' | 'admin' | 'organizations' | 'accounts'>

export async function openAccounts(facts: CloudFacts, rooms: Rooms): Promise<Opened> {
  const { config, data, store, clock, random } = facts
  const iamStore = openIamStore(store, config.iamDelay, clock)
  const iam = createIam({
    store,
    seen: iamStore.seen,
    clock,
    random,
    keyWrap: textual(facts.secretWrap),
    thumbprintOf: rooms.thumbprintOf,
    serviceControlOf: (account) => rooms.accounts.serviceControlOf(account),
  })
  const admin = await openAccount(iam, { directory: data.path, region: config.region, random })
  iamStore.begin()
  const organizations = createOrganizations({
    store,
    clock,
    random,
    firstAccount: admin.account,
    addAccount: (txn, member) => iam.addMemberAccount(txn, member),
  })
  const accounts = createAccounts({
    iam,
    organizations,
    ownPoliciesOf: (account) => rooms.podpass.controlPoliciesOf(account),
  })
  return { iam, admin, organizations, accounts }
}
