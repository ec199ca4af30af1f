/** GetContextKeysForCustomPolicy: which context keys policies speak of. */
import type { Operation } from '../../protocol/index.ts'
import { onAccount } from '../authorize.ts'
import { contextKeysOf } from '../simulation/context-keys.ts'
import { documentsOf, givenSources } from '../simulation/sources.ts'

interface GetContextKeysForCustomPolicyInput {
  readonly PolicyInputList: readonly string[]
}

export const getContextKeysForCustomPolicy = (): Operation<GetContextKeysForCustomPolicyInput> => ({
  authorize: onAccount('iam:GetContextKeysForCustomPolicy'),
  invoke: ({ PolicyInputList: texts }) => ({
    ContextKeyNames: contextKeysOf(documentsOf(givenSources('PolicyInputList', texts))),
  }),
})
