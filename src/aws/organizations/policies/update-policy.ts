/** UpdatePolicy: another name, description or text; what it is attached to feels it at once. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { policyOutput } from '../outputs.ts'
import { change, policies } from '../store.ts'
import { checkContent } from './check-content.ts'
import type { PolicyAnswer } from './create-policy.ts'
import { requireFreeName } from './free-name.ts'
import { requireOwnPolicy } from './own-policy.ts'

export interface UpdatePolicyInput {
  readonly PolicyId: string
  readonly Name?: string
  readonly Description?: string
  readonly Content?: string
}

export const updatePolicy = (needs: OrganizationsNeeds): Operation<UpdatePolicyInput, PolicyAnswer> => ({
  authorize: ({ PolicyId }, call) => onIds(needs.store, call, 'UpdatePolicy', [PolicyId]),
  invoke: async ({ PolicyId, Name, Description, Content }, call) => {
    const updated = await change(needs, call, (txn, organization) => {
      const policy = requireOwnPolicy(txn, PolicyId)
      if (Content !== undefined) checkContent(Content, policy.type)
      if (Name !== undefined) requireFreeName(txn, policy.type, Name, PolicyId)
      const after = {
        ...policy,
        name: Name ?? policy.name,
        description: Description ?? policy.description,
        content: Content ?? policy.content,
      }
      policies.put(txn, PolicyId, after)
      return policyOutput(organization, after)
    })
    return { Policy: updated }
  },
})
