/** CloudTrail as the gateway serves it, and the place where the gateway puts its events. */
import { createRecentRecords } from '../../kit/index.ts'
import type { ServiceDefinition } from '../protocol/index.ts'
import type { CloudTrailNeeds, TrailEvent } from './needs.ts'
import { lookupEvents } from './operations/lookup-events.ts'

export interface CloudTrail {
  readonly service: ServiceDefinition
  readonly record: (event: TrailEvent) => void
}

const heldInMemory = 10_000

export function createCloudTrail(needs: CloudTrailNeeds): CloudTrail {
  const { append, earlier = () => Promise.resolve([]), onFault, limit = heldInMemory } = needs
  const events = createRecentRecords({ earlier, idOf: ({ eventID }: TrailEvent) => eventID, onFault, limit })
  return {
    record: (event) => {
      const line = JSON.stringify(event)
      events.add(line)
      append(line)
    },
    service: { model: 'cloudtrail', operations: { LookupEvents: lookupEvents(events) } },
  }
}
