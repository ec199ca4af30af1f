/** What a server that was killed had not delivered yet: the events of the record after the last one that a trail has. */
import type { CloudTrailNeeds, TrailEvent } from '../needs.ts'
import { allTrails, statuses, statusId } from '../trails/store.ts'
import type { Trail } from '../trails/trail.ts'
import type { Delivery } from './delivery.ts'
import { isFor } from './routes.ts'

export interface TakeUpNeeds extends Pick<CloudTrailNeeds, 'store'> {
  readonly earlier: () => Promise<readonly TrailEvent[]>
  readonly delivery: Delivery
}

export async function takeUpAgain({ store, earlier, delivery }: TakeUpNeeds): Promise<void> {
  const logging = allTrails(store).filter((trail) => trail.logging)
  if (logging.length === 0) return
  const events = await earlier()
  for (const trail of logging) {
    const lastEventId = statuses.get(store, statusId(trail))?.value.lastEventId
    for (const event of undelivered(trail, events, lastEventId))
      delivery.addFor(trail, event, JSON.stringify(event))
  }
}

function undelivered(
  trail: Trail,
  events: readonly TrailEvent[],
  lastEventId: string | undefined,
): readonly TrailEvent[] {
  const last = events.findLastIndex(({ eventID }) => eventID === lastEventId)
  const since = last === -1 ? events.filter((event) => isSince(trail, event)) : events.slice(last + 1)
  return since.filter(
    (event) => event['recipientAccountId'] === trail.account && isSince(trail, event) && isFor(trail, event),
  )
}

const isSince = ({ startedAt = Infinity }: Trail, { eventTime }: TrailEvent): boolean =>
  Date.parse(eventTime) >= startedAt
