/** ListPoliciesGrantingServiceAccess: which policies of a user, group or role allow anything of a service. */
import type { Operation } from '../../protocol/index.ts'
import { grantsService } from '../access-report/granted-services.ts'
import { onPolicySource } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { type PageInput, pageOf, byPosition } from '../paging.ts'
import { type HeldPolicy, policiesHeld, requirePolicyHolder, sourceOf } from '../simulation/sources.ts'

interface ListPoliciesGrantingServiceAccessInput extends PageInput {
  readonly Arn: string
  readonly ServiceNamespaces: readonly string[]
}

export const listPoliciesGrantingServiceAccess = (
  needs: IamNeeds,
): Operation<ListPoliciesGrantingServiceAccessInput> => ({
  authorize: onPolicySource('iam:ListPoliciesGrantingServiceAccess', (input) => input.Arn),
  invoke: (input, call) => {
    const who = requirePolicyHolder(needs.store, call.account, input.Arn)
    const held = policiesHeld(needs.store, who)
    const { items, marks } = pageOf(input.ServiceNamespaces, input, byPosition)
    return {
      PoliciesGrantingServiceAccess: items.map((service) => ({
        ServiceNamespace: service,
        Policies: held.filter((policy) => grants(policy, service)).map(outputOf),
      })),
      ...marks,
    }
  },
})

const grants = ({ name, text }: HeldPolicy, service: string): boolean =>
  grantsService(sourceOf(name, text).compiled.document, service)

const outputOf = ({ name, arn, kind, holder }: HeldPolicy) => ({
  PolicyName: name,
  PolicyType: arn === undefined ? 'INLINE' : 'MANAGED',
  ...(arn === undefined ? { EntityType: kind.toUpperCase(), EntityName: holder.name } : { PolicyArn: arn }),
})
