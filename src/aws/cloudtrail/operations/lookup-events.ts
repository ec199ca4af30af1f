/** LookupEvents: the management events of the last 90 days in the caller's account and region, newest first. */
import { type RecentRecords, sha256Hex } from '../../../kit/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import {
  invalidEventCategory,
  invalidLookupAttributes,
  invalidMaxResults,
  invalidNextToken,
  invalidTimeRange,
} from '../errors.ts'
import { accessKeyIdOf, usernameOf } from '../event-facts.ts'
import { type EventResource, resourcesOf } from '../event-resources.ts'
import type { TrailEvent } from '../needs.ts'

export interface LookupEventsInput {
  readonly LookupAttributes?: readonly { readonly AttributeKey: string; readonly AttributeValue: string }[]
  readonly StartTime?: Date
  readonly EndTime?: Date
  readonly EventCategory?: string
  readonly MaxResults?: number
  readonly NextToken?: string
}

export interface LookupEventsOutput {
  readonly Events: readonly EventOutput[]
  readonly NextToken?: string
}

export interface EventOutput {
  readonly EventId: string
  readonly EventName: string
  readonly ReadOnly: string
  readonly AccessKeyId?: string
  readonly EventTime: Date
  readonly EventSource: string
  readonly Username?: string
  readonly Resources: readonly EventResource[]
  readonly CloudTrailEvent: string
}

const mostResults = 50
const ninetyDays = 90 * 86_400_000

export const lookupEvents = (
  events: RecentRecords<TrailEvent>,
): Operation<LookupEventsInput, LookupEventsOutput> => ({
  authorize: () => [{ action: 'cloudtrail:LookupEvents', resource: '*' }],
  invoke: async (input, call) => {
    const limit = input.MaxResults ?? mostResults
    if (limit < 1 || limit > mostResults) throw invalidMaxResults(limit)
    if (input.EventCategory !== undefined && input.EventCategory !== 'insight')
      throw invalidEventCategory(input.EventCategory)
    const fits = readFilter(input, call)
    const all = await events.newestFirst()
    const asked = input.NextToken === undefined ? all : olderThanPage(input, all)
    // Insights are made from months of events; there are none here.
    const found = input.EventCategory === undefined ? firstOf(asked, limit + 1, fits) : []
    const page = found.slice(0, limit)
    return {
      Events: page.map(outputOf),
      ...(found.length > limit && { NextToken: tokenOf(input, page.at(-1)!) }),
    }
  },
})

type Filter = (event: TrailEvent) => boolean

function readFilter(input: LookupEventsInput, { account, region, now }: Call): Filter {
  const attribute = readAttribute(input)
  const from = Math.max(input.StartTime?.getTime() ?? 0, now - ninetyDays)
  const to = input.EndTime?.getTime() ?? Infinity
  if (input.StartTime !== undefined && input.StartTime.getTime() > to) throw invalidTimeRange()
  return (event) => {
    const time = Date.parse(event.eventTime)
    return (
      event.recipientAccountId === account &&
      event.awsRegion === region &&
      event.managementEvent !== false &&
      time >= from &&
      time <= to &&
      attribute(event)
    )
  }
}

/** AWS takes one attribute a call. */
function readAttribute({ LookupAttributes: [asked, ...more] = [] }: LookupEventsInput): Filter {
  if (more.length > 0) throw invalidLookupAttributes('Only one lookup attribute can be given.')
  if (asked === undefined) return () => true
  const { AttributeKey: key, AttributeValue: value } = asked
  const valuesOf = Object.hasOwn(attributes, key) ? attributes[key] : undefined
  if (valuesOf === undefined) throw invalidLookupAttributes(`Unknown lookup attribute ${key}.`)
  return (event) => valuesOf(event).includes(value)
}

const attributes: Readonly<Record<string, (event: TrailEvent) => readonly unknown[]>> = {
  EventId: (event) => [event.eventID],
  EventName: (event) => [event.eventName],
  EventSource: (event) => [event.eventSource],
  ReadOnly: (event) => [String(event.readOnly)],
  Username: (event) => [usernameOf(event)],
  AccessKeyId: (event) => [accessKeyIdOf(event)],
  ResourceType: (event) => resourcesOf(event).map((resource) => resource.ResourceType),
  // A resource is known by its ARN and by the name at the end of it.
  ResourceName: (event) =>
    resourcesOf(event).flatMap(({ ResourceName: name }) => [name, name.slice(name.lastIndexOf('/') + 1)]),
}

/** Looks no further than it has to, because an event is parsed when it is first looked at. */
function firstOf(events: Iterable<TrailEvent>, limit: number, fits: Filter): readonly TrailEvent[] {
  const found: TrailEvent[] = []
  for (const event of events) {
    if (fits(event)) found.push(event)
    if (found.length === limit) break
  }
  return found
}

/** A token holds the last event of its page and what was asked, because it is good for the same question only. */
const tokenOf = (input: LookupEventsInput, last: TrailEvent): string =>
  Buffer.from(`${digestOf(input)} ${last.eventID}`).toString('base64')

function olderThanPage(input: LookupEventsInput, events: Iterable<TrailEvent>): Iterable<TrailEvent> {
  const [digest, eventId] = Buffer.from(input.NextToken!, 'base64').toString('utf8').split(' ')
  if (digest !== digestOf(input)) throw invalidNextToken()
  let at = 0
  for (const event of events) {
    at++
    if (event.eventID === eventId) return Iterator.from(events).drop(at)
  }
  throw invalidNextToken()
}

const digestOf = ({ LookupAttributes, StartTime, EndTime, EventCategory }: LookupEventsInput): string =>
  sha256Hex(JSON.stringify([LookupAttributes, StartTime, EndTime, EventCategory])).slice(0, 16)

function outputOf(event: TrailEvent): EventOutput {
  const [accessKeyId, username] = [accessKeyIdOf(event), usernameOf(event)]
  return {
    EventId: event.eventID,
    EventName: event.eventName,
    ReadOnly: String(event.readOnly),
    ...(accessKeyId !== undefined && { AccessKeyId: accessKeyId }),
    EventTime: new Date(event.eventTime),
    EventSource: event.eventSource,
    ...(username !== undefined && { Username: username }),
    Resources: resourcesOf(event),
    CloudTrailEvent: JSON.stringify(event),
  }
}
