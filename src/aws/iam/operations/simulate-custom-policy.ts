/** SimulateCustomPolicy: what policies that are kept nowhere would decide. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { invalidInput } from '../errors.ts'
import type { IamNeeds } from '../needs.ts'
import { anyUser, callerNamed } from '../simulation/caller.ts'
import { simulate, type SimulationInput } from '../simulation/simulate.ts'
import { givenSources } from '../simulation/sources.ts'

interface SimulateCustomPolicyInput extends SimulationInput {
  readonly PolicyInputList: readonly string[]
  readonly PermissionsBoundaryPolicyInputList?: readonly string[]
  readonly CallerArn?: string
}

export const simulateCustomPolicy = (needs: IamNeeds): Operation<SimulateCustomPolicyInput> => ({
  authorize: onAccount('iam:SimulateCustomPolicy'),
  invoke: (input, call) => {
    const { CallerArn, PermissionsBoundaryPolicyInputList: boundary } = input
    if (input.ResourcePolicy !== undefined && CallerArn === undefined)
      throw invalidInput('A resource policy needs a CallerArn.')
    const caller = CallerArn === undefined ? anyUser(call) : callerNamed(needs.store, CallerArn)
    return simulate(input, {
      ...caller,
      identity: givenSources('PolicyInputList', input.PolicyInputList),
      ...(boundary && { boundary: givenSources('PermissionsBoundaryPolicyInputList', boundary) }),
    })
  },
})
