/** SimulatePrincipalPolicy: what the policies of a user, group or role would decide, and others beside them. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicySource } from '../authorize.ts'
import { invalidInput } from '../errors.ts'
import type { IamNeeds } from '../needs.ts'
import { callerHolding, callerNamed } from '../simulation/caller.ts'
import { simulate, type SimulationInput } from '../simulation/simulate.ts'
import { boundarySources, givenSources, heldSources, requirePolicyHolder } from '../simulation/sources.ts'

interface SimulatePrincipalPolicyInput extends SimulationInput {
  readonly PolicySourceArn: string
  readonly PolicyInputList?: readonly string[]
  readonly PermissionsBoundaryPolicyInputList?: readonly string[]
  readonly CallerArn?: string
}

export const simulatePrincipalPolicy = (needs: IamNeeds): Operation<SimulatePrincipalPolicyInput> => ({
  authorize: onPolicySource('iam:SimulatePrincipalPolicy', (input) => input.PolicySourceArn),
  invoke: (input, call) => {
    const who = requirePolicyHolder(needs.store, call.account, input.PolicySourceArn)
    const { CallerArn, PermissionsBoundaryPolicyInputList: given } = input
    if (input.ResourcePolicy !== undefined && CallerArn === undefined && who.kind !== 'user')
      throw invalidInput('A resource policy needs a CallerArn unless the policy source is a user.')
    const caller = CallerArn === undefined ? callerHolding(who, call) : callerNamed(needs.store, CallerArn)
    const boundary =
      given === undefined
        ? boundarySources(needs.store, who)
        : givenSources('PermissionsBoundaryPolicyInputList', given)
    return simulate(input, {
      ...caller,
      identity: [...heldSources(needs.store, who), ...givenSources('PolicyInputList', input.PolicyInputList)],
      ...(boundary && { boundary }),
      serviceControl: needs.serviceControlOf?.(call.account),
    })
  },
})
