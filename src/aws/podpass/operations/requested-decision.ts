/** Which decision record a request names: by its request, by its event, or the last one. */
import type { WhichDecision } from '../decisions.ts'
import { invalid, notFound } from '../errors.ts'

export interface RequestedDecision {
  readonly RequestId?: string
  readonly EventId?: string
  readonly Last?: boolean
}

export function readRequestedDecision({ RequestId, EventId, Last }: RequestedDecision): WhichDecision {
  const asked = [RequestId, EventId, Last || undefined].filter((value) => value !== undefined)
  if (asked.length !== 1) throw invalid('expected one of RequestId, EventId and Last')
  if (RequestId !== undefined) return { requestId: RequestId }
  return EventId === undefined ? 'last' : { eventId: EventId }
}

export const noSuchDecision = ({ RequestId, EventId, Last }: RequestedDecision) =>
  notFound(Last ? 'no decision is recorded' : `no decision is recorded for \`${RequestId ?? EventId}\``)
