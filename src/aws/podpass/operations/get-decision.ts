/** GetDecision: one decision record, by the id of its request or of its event, or the last one. */
import type { Operation } from '../../protocol/index.ts'
import type { Decisions } from '../decisions.ts'
import { invalid, notFound } from '../errors.ts'
import type { DecisionRecord } from '../needs.ts'

export interface GetDecisionInput {
  readonly RequestId?: string
  readonly EventId?: string
  readonly Last?: boolean
}

export const getDecision = (
  decisions: Decisions,
): Operation<GetDecisionInput, { readonly Decision: DecisionRecord }> => ({
  authorize: () => [{ action: 'podpass:GetDecision', resource: '*' }],
  invoke: async ({ RequestId, EventId, Last }, { account }) => {
    const asked = [RequestId, EventId, Last || undefined].filter((value) => value !== undefined)
    if (asked.length !== 1) throw invalid('expected one of RequestId, EventId and Last')
    const record =
      RequestId !== undefined
        ? await decisions.byRequestId(RequestId, account)
        : EventId !== undefined
          ? await decisions.byEventId(EventId, account)
          : await decisions.last(account)
    if (record === undefined)
      throw notFound(
        Last ? 'no decision is recorded' : `no decision is recorded for \`${RequestId ?? EventId}\``,
      )
    return { Decision: record }
  },
})
