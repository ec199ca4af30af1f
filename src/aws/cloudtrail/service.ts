/** CloudTrail as the gateway serves it, and the place where the gateway puts its events. */
import { createRecentRecords } from '../../kit/index.ts'
import type { ServiceDefinition } from '../protocol/index.ts'
import { openDelivery } from './delivery/delivery.ts'
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
  /** Takes up what a server that was killed had not delivered. */
  readonly begin: () => Promise<void>
  readonly close: () => Promise<void>
}

const heldInMemory = 10_000

export function createCloudTrail(needs: CloudTrailNeeds): CloudTrail {
  const { append, earlier = () => Promise.resolve([]), onFault, limit = heldInMemory } = needs
  const events = createRecentRecords({ earlier, idOf: ({ eventID }: TrailEvent) => eventID, onFault, limit })
  const delivery = openDelivery(needs)
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
    begin: delivery.takeUpAgain,
    close: delivery.close,
    service: {
      model: 'cloudtrail',
      operations: {
        AddTags: addTags(needs),
        CreateTrail: createTrail(needs),
        DeleteTrail: deleteTrail(needs),
        DescribeTrails: describeTrails(needs),
        GetEventSelectors: getEventSelectors(needs),
        GetTrail: getTrail(needs),
        GetTrailStatus: getTrailStatus(needs),
        ListPublicKeys: listPublicKeys(needs),
        ListTags: listTags(needs),
        ListTrails: listTrails(needs),
        LookupEvents: lookupEvents(events),
        PutEventSelectors: putEventSelectors(needs),
        RemoveTags: removeTags(needs),
        StartLogging: startLogging(needs),
        StopLogging: stopLogging(needs),
        UpdateTrail: updateTrail(needs),
      },
    },
  }
}
