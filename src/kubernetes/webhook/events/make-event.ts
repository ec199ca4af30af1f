/** The event itself, as kubectl shows it. */
import type { JsonObject } from '../../api/index.ts'
import type { Decision, ObjectReference } from '../decision.ts'

export interface EventFacts {
  readonly id: string
  readonly about: ObjectReference
  readonly message: string
  /** When it was seen first, in milliseconds. */
  readonly first: number
  readonly instance: string
  readonly outcome: Decision['outcome']
}

/** The API server takes 1,024 characters. */
const longestMessage = 1000

/** A namespace is named as if it lay in itself: the API server wants an event in the namespace of what it is about. */
export function makeEvent(facts: EventFacts, count: number, now: number): JsonObject {
  const { about, message, first, instance, outcome } = facts
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: nameOf(facts), namespace: about.namespace },
    involvedObject: about,
    type: 'Warning',
    reason: outcome === 'left' ? 'AWSIdentityMissing' : 'AWSIdentityDoubtful',
    message:
      message.length <= longestMessage
        ? message
        : `${message.slice(0, longestMessage - 3).toWellFormed()}...`,
    source: { component: 'podpass-webhook' },
    reportingComponent: 'podpass-webhook',
    reportingInstance: instance,
    firstTimestamp: timeOf(first),
    lastTimestamp: timeOf(now),
    count,
  }
}

export const pathOfEvents = (namespace: string): string =>
  `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`

export const namePathOf = (facts: EventFacts): string =>
  `${pathOfEvents(facts.about.namespace)}/${encodeURIComponent(nameOf(facts))}`

const nameOf = ({ about, id }: EventFacts): string =>
  `${about.name
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .slice(0, 200)}.${id}`

export const timeOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
