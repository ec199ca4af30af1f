/** CreatePolicy: a new policy, which bears on nothing until it is attached. */
import type { Operation } from '../../protocol/index.ts'
import { contextOf, mergeContexts } from '../../../policy/index.ts'
import { onAll, requestTags } from '../authorize.ts'
import { violates } from '../errors.ts'
import { newId } from '../ids.ts'
import type { PolicyRecord, Tag } from '../model.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { policyOutput } from '../outputs.ts'
import { change, policies, valuesOf } from '../store.ts'
import { checkTags } from '../tags/tags.ts'
import { checkContent } from './check-content.ts'
import { requireFreeName } from './free-name.ts'
import { knownType } from './known-type.ts'

export interface CreatePolicyInput {
  readonly Content: string
  readonly Description: string
  readonly Name: string
  readonly Type: string
  readonly Tags?: readonly Tag[]
}

export type PolicyAnswer = { readonly Policy: ReturnType<typeof policyOutput> }

/** Of one type. */
const mostPolicies = 2000

export const createPolicy = (needs: OrganizationsNeeds): Operation<CreatePolicyInput, PolicyAnswer> => ({
  authorize: ({ Type, Tags }) =>
    onAll('CreatePolicy', mergeContexts(requestTags(Tags), contextOf({ 'organizations:PolicyType': Type }))),
  invoke: async ({ Content, Description, Name, Type, Tags }, call) => {
    const tags = checkTags(Tags)
    const made = await change(needs, call, (txn, organization) => {
      const type = knownType(Type)
      checkContent(Content, type)
      requireFreeName(txn, type, Name)
      if (valuesOf(policies.list(txn)).filter((each) => each.type === type).length >= mostPolicies)
        throw violates('POLICY_NUMBER_LIMIT_EXCEEDED', `You can have ${mostPolicies} policies of this type.`)
      const id = newId('p', 8, needs.random)
      const policy: PolicyRecord = { id, name: Name, description: Description, type, content: Content, tags }
      policies.put(txn, id, policy)
      return policyOutput(organization, policy)
    })
    return { Policy: made }
  },
})
