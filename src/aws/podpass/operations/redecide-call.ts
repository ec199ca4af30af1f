/** RedecideCall: what a recorded call asked permission for, decided again by the policies of this moment. */
import type { Operation } from '../../protocol/index.ts'
import { viewOf, viewOfAuthorization } from '../decision-view.ts'
import type { Decisions } from '../decisions.ts'
import type { DecisionRecord, PodpassNeeds, Redecided } from '../needs.ts'
import { noSuchDecision, readRequestedDecision, type RequestedDecision } from './requested-decision.ts'

export interface RedecideCallOutput {
  readonly Decision: DecisionRecord
  /** One for each authorization of the record, in its order. */
  readonly Now: readonly Redecided[]
}

export const redecideCall = (
  decisions: Decisions,
  { managementAccount, simulations }: PodpassNeeds,
): Operation<RequestedDecision, RedecideCallOutput> => ({
  authorize: () => [{ action: 'podpass:RedecideCall', resource: '*' }],
  invoke: async (input, { account }) => {
    const viewer = { account, managementAccount }
    const record = await decisions.findWhole(readRequestedDecision(input), account)
    if (record === undefined) throw noSuchDecision(input)
    const now = record.authorizations.map((each) => simulations.redecide(record, each))
    return {
      Decision: viewOf(record, viewer),
      Now: now.map((each) =>
        each.decided === undefined ? each : { ...each, decided: viewOfAuthorization(each.decided, viewer) },
      ),
    }
  },
})
