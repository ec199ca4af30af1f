/** CloudTrail as the gateway serves it, and the place where the gateway puts its events. */
import { createRecentRecords } from '../../kit/index.ts'
import type { ServiceDefinition } from '../protocol/index.ts'
import type { CloudTrailContext } from './context.ts'
import { openDelivery } from './delivery/delivery.ts'
import { takeUpAgain } from './delivery/take-up-again.ts'
import type { CloudTrailNeeds, TrailEvent } from './needs.ts'
import { createTrail } from './operations/create-trail.ts'
import { deleteTrail } from './operations/delete-trail.ts'
import { describeTrails } from './operations/describe-trails.ts'
import { getEventSelectors } from './operations/get-event-selectors.ts'
import { getTrailStatus } from './operations/get-trail-status.ts'
import { getTrail } from './operations/get-trail.ts'
import { listPublicKeys } from './operations/list-public-keys.ts'
import { listTags } from './operations/list-tags.ts'
import { listTrails } from './operations/list-trails.ts'
import { lookupEvents } from './operations/lookup-events.ts'
import { putEventSelectors } from './operations/put-event-selectors.ts'
import { startLogging, stopLogging } from './operations/start-and-stop-logging.ts'
import { addTags, removeTags } from './operations/tags.ts'
import { updateTrail } from './operations/update-trail.ts'

export interface CloudTrail {
  readonly service: ServiceDefinition
  readonly record: (event: TrailEvent) => void
  /** Whether any trail asks for data events; those of nobody need not be made. */
  readonly wantsDataEvents: () => boolean
  /** Delivers to the buckets of trails what waits, and what a crash left undelivered. */
  readonly begin: () => Promise<void>
  readonly close: () => Promise<void>
}

const heldInMemory = 10_000

export function createCloudTrail(needs: CloudTrailNeeds): CloudTrail {
  const { append, earlier = () => Promise.resolve([]), onFault, limit = heldInMemory } = needs
  const events = createRecentRecords({ earlier, idOf: ({ eventID }: TrailEvent) => eventID, onFault, limit })
  const delivery = openDelivery(needs)
  const context: CloudTrailContext = { ...needs, delivery }
  return {
    record: (event) => {
      const line = JSON.stringify(event)
      delivery.add(event, line)
      // Data events go to those who asked for them and are no one's to look up.
      if (event['eventCategory'] === 'Data') return
      events.add(line)
      append(line)
    },
    wantsDataEvents: delivery.wantsDataEvents,
    begin: () => takeUpAgain({ ...needs, earlier, delivery }),
    close: delivery.close,
    service: {
      model: 'cloudtrail',
      operations: {
        AddTags: addTags(context),
        CreateTrail: createTrail(context),
        DeleteTrail: deleteTrail(context),
        DescribeTrails: describeTrails(context),
        GetEventSelectors: getEventSelectors(context),
        GetTrail: getTrail(context),
        GetTrailStatus: getTrailStatus(context),
        ListPublicKeys: listPublicKeys(context),
        ListTags: listTags(context),
        ListTrails: listTrails(context),
        LookupEvents: lookupEvents(events),
        PutEventSelectors: putEventSelectors(context),
        RemoveTags: removeTags(context),
        StartLogging: startLogging(context),
        StopLogging: stopLogging(context),
        UpdateTrail: updateTrail(context),
      },
    },
  }
}
