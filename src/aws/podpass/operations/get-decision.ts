/** GetDecision: one decision record, by the id of its request or of its event, or the last one. */
import type { Operation } from '../../protocol/index.ts'
import type { Decisions } from '../decisions.ts'
import type { DecisionRecord } from '../needs.ts'
import { noSuchDecision, readRequestedDecision, type RequestedDecision } from './requested-decision.ts'

export const getDecision = (
  decisions: Decisions,
): Operation<RequestedDecision, { readonly Decision: DecisionRecord }> => ({
  authorize: () => [{ action: 'podpass:GetDecision', resource: '*' }],
  invoke: async (input, { account }) => {
    const record = await decisions.find(readRequestedDecision(input), account)
    if (record === undefined) throw noSuchDecision(input)
    return { Decision: record }
  },
})
