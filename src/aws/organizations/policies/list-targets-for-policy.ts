/** ListTargetsForPolicy: whatever a policy is attached to. */
import type { Operation } from '../../protocol/index.ts'
import { onIds } from '../authorize.ts'
import type { OrganizationsNeeds } from '../needs.ts'
import { targetOutput } from '../outputs.ts'
import { pageOf, type PageInput } from '../page.ts'
import { attachments, findTarget, requireManagement, requirePolicy, valuesOf } from '../store.ts'

export interface ListTargetsInput extends PageInput {
  readonly PolicyId: string
}

export const listTargetsForPolicy = ({
  store,
}: OrganizationsNeeds): Operation<
  ListTargetsInput,
  { readonly Targets: readonly ReturnType<typeof targetOutput>[] }
> => ({
  authorize: ({ PolicyId }, call) => onIds(store, call, 'ListTargetsForPolicy', [PolicyId]),
  invoke: (input, call) => {
    const organization = requireManagement(store, call)
    requirePolicy(store, input.PolicyId)
    const targets = valuesOf(attachments.list(store))
      .filter(({ policyId }) => policyId === input.PolicyId)
      .map(({ targetId }) => findTarget(store, organization, targetId))
      .filter((target) => target !== undefined)
    const { items, more } = pageOf(targets, ({ id }) => id, input)
    return { Targets: items.map((target) => targetOutput(organization, target)), ...more }
  },
})
