/** DisablePolicyType: policies of a type bear on nothing any more; what they were attached to is forgotten, as by AWS. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import { noRoot, typeNotEnabled } from '../errors.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { rootOutput } from '../outputs.ts'
import { change, detachAll, findPolicy, putOrganization } from '../store.ts'
import { knownType } from '../policies/known-type.ts'
import type { PolicyTypeInput, RootAnswer } from './enable-policy-type.ts'

export const disablePolicyType = (needs: OrganizationsNeeds): Operation<PolicyTypeInput, RootAnswer> => ({
  authorize: ({ RootId }, call) => onIds(needs.store, call, 'DisablePolicyType', [RootId]),
  invoke: async ({ RootId, PolicyType }, call) => {
    const after = await change(needs, call, (txn, organization) => {
      if (RootId !== organization.rootId) throw noRoot()
      const type = knownType(PolicyType)
      if (!organization.enabledPolicyTypes.includes(type)) throw typeNotEnabled()
      detachAll(txn, ({ policyId }) => findPolicy(txn, policyId)?.type === type)
      const enabledPolicyTypes = organization.enabledPolicyTypes.filter((each) => each !== type)
      putOrganization(txn, { ...organization, enabledPolicyTypes })
      return { ...organization, enabledPolicyTypes }
    })
    return { Root: rootOutput(after) }
  },
})
