/** GetContextKeysForPrincipalPolicy: which context keys the policies of a user, group or role speak of. */
import type { Operation } from '../../protocol/index.ts'
import { onPolicySource } from '../authorize.ts'
import type { IamNeeds } from '../needs.ts'
import { contextKeysOf } from '../simulation/context-keys.ts'
import { documentsOf, givenSources, heldSources, requirePolicyHolder } from '../simulation/sources.ts'

interface GetContextKeysForPrincipalPolicyInput {
  readonly PolicySourceArn: string
  readonly PolicyInputList?: readonly string[]
}

export const getContextKeysForPrincipalPolicy = (
  needs: IamNeeds,
): Operation<GetContextKeysForPrincipalPolicyInput> => ({
  authorize: onPolicySource('iam:GetContextKeysForPrincipalPolicy', (input) => input.PolicySourceArn),
  invoke: (input, call) => {
    const who = requirePolicyHolder(needs.store, call.account, input.PolicySourceArn)
    const given = givenSources('PolicyInputList', input.PolicyInputList)
    return { ContextKeyNames: contextKeysOf(documentsOf([...heldSources(needs.store, who), ...given])) }
  },
})
