/** CloudTrail as the gateway serves it, and the place where the gateway puts its events. */
import type { ServiceDefinition } from '../protocol/index.ts'
import { createEvents, type Events } from './events.ts'
import type { CloudTrailNeeds } from './needs.ts'
import { lookupEvents } from './operations/lookup-events.ts'

export interface CloudTrail {
  readonly service: ServiceDefinition
  readonly record: Events['add']
}

export function createCloudTrail(needs: CloudTrailNeeds): CloudTrail {
  const events = createEvents(needs)
  return {
    record: events.add,
    service: { model: 'cloudtrail', operations: { LookupEvents: lookupEvents(events) } },
  }
}
