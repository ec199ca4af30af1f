/** DescribePolicy: a policy with its text. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { policyOutput } from '../outputs.ts'
import { requireManagement, requirePolicy } from '../store.ts'
import type { PolicyAnswer } from './create-policy.ts'

export const describePolicy = ({
  store,
}: OrganizationsNeeds): Operation<{ readonly PolicyId: string }, PolicyAnswer> => ({
  authorize: ({ PolicyId }, call) => onIds(store, call, 'DescribePolicy', [PolicyId]),
  invoke: ({ PolicyId }, call) => {
    const organization = requireManagement(store, call)
    return { Policy: policyOutput(organization, requirePolicy(store, PolicyId)) }
  },
})
