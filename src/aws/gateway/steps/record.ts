/** Writes the call into the trail and keeps what its decision was made of. */
import { filled, type Passage } from '../passage.ts'
import { newUuid } from '../../../kit/index.ts'
import { isDataEvent } from '../record/event-kind.ts'
import { decisionRecord } from '../record/decision-record.ts'
import { otherOwners, ownerEvent } from '../record/owner-events.ts'
import { trailEvent } from '../record/trail-event.ts'

export function record(passage: Passage): string {
  // Nobody's operation: AWS keeps no event of a call that it cannot name.
  if (passage.operation === undefined) return 'there is no operation to record'
  const { needs } = passage.gateway
  needs.decisions(decisionRecord(passage, filled(passage.service, 'service'), passage.operation))
  if (passage.notes.untrailed !== undefined) return passage.notes.untrailed
  const isData = isDataEvent(passage.operation, filled(passage.service, 'service'))
  if (isData && needs.wantsDataEvents?.() === false) return 'a data event, which no trail asks for'
  const owners = otherOwners(passage)
  const sharedId = owners.length === 0 ? undefined : newUuid(passage.gateway.random)
  const event = trailEvent(passage, filled(passage.service, 'service'), passage.operation, sharedId)
  needs.trail(event)
  for (const owner of owners) needs.trail(ownerEvent(event, owner, passage))
  return 'recorded'
}
