/** CreateOrganization: the first account becomes the management account of an organization with all features. */
import type { Call, Operation } from '../../protocol/index.ts'
import { onAll } from '../authorize.ts'
import { alreadyInOrganization, notImplemented } from '../errors.ts'
import { newId } from '../ids.ts'
import type { OrganizationRecord } from '../model.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { organizationOutput } from '../outputs.ts'
import { members, organizationEntry, putOrganization } from '../store.ts'

export interface CreateOrganizationInput {
  readonly FeatureSet?: string
}

export const createOrganization = (
  needs: OrganizationsNeeds,
): Operation<CreateOrganizationInput, { readonly Organization: ReturnType<typeof organizationOutput> }> => ({
  authorize: () => onAll('CreateOrganization'),
  invoke: async ({ FeatureSet = 'ALL' }, call) => {
    if (FeatureSet !== 'ALL') throw notImplemented(`CreateOrganization with FeatureSet ${FeatureSet}`)
    const { result } = await needs.store.write((txn) => {
      // All other accounts are made as members.
      if (organizationEntry(txn) !== undefined || call.account !== needs.firstAccount)
        throw alreadyInOrganization()
      const organization = newOrganization(needs, call)
      putOrganization(txn, organization)
      members.put(txn, call.account, {
        id: call.account,
        name: 'management',
        email: organization.managementEmail,
        status: 'ACTIVE',
        joinedMethod: 'INVITED',
        joinedAt: organization.createdAt,
        parent: organization.rootId,
        tags: [],
      })
      return organization
    })
    return { Organization: organizationOutput(result) }
  },
})

const newOrganization = (
  { random, clock }: OrganizationsNeeds,
  { account, partition }: Call,
): OrganizationRecord => ({
  id: newId('o', 10, random),
  partition,
  managementAccount: account,
  // Accounts here have no mailbox, and this domain (RFC 2606) gives nobody one.
  managementEmail: `${account}@accounts.podpass.invalid`,
  rootId: newId('r', 4, random),
  rootTags: [],
  enabledPolicyTypes: [],
  createdAt: clock(),
  changes: 0,
})
