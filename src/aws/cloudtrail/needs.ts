/** What CloudTrail asks of others; the wiring hands it over. */
import type { Clock, Random, Spool } from '../../kit/index.ts'
import type { Store } from '../../store/index.ts'

export interface CloudTrailNeeds {
  /** Holds trails and how far each has delivered. */
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  /** Wraps the key that signs digests, which lies in the store. */
  readonly keyWrap: {
    wrap(secret: Uint8Array, purpose: string): string
    unwrap(sealed: string, purpose: string): Uint8Array
  }
  /** The buckets that trails deliver to, as the service reaches them. */
  readonly buckets: TrailBuckets
  /** The log groups that trails deliver to, as the role of a trail reaches them. */
  readonly logs: TrailLogs
  /** The organization that an account is in, whose trail holds the events of all its accounts. */
  readonly organizationOf?: (account: string) => TrailOrganization | undefined
  /** Holds what trails have not delivered yet outside of memory. */
  readonly spool: Spool
  /** Keeps an event outside the store, as one line of JSON; called for each of them, in order. */
  readonly append: (line: string) => void
  /** Events of an earlier run, oldest first; asked for at the first look-up, so that a start does not wait. */
  readonly earlier?: () => Promise<readonly TrailEvent[]>
  /** Told when the events of an earlier run cannot be read; look-ups go on without them. */
  readonly onFault: (fault: unknown) => void
  /** So many of the latest events are held in memory; 10,000 when absent. */
  readonly limit?: number
  /** Milliseconds between deliveries; five minutes when absent. Digests come after every twelfth. */
  readonly deliverEvery?: number
  /** Letters of events that may wait for their delivery in all; 64 Mi when absent. */
  readonly mostWaiting?: number
}

/** S3 as CloudTrail calls it, as itself and for a trail; what S3 refuses is thrown. */
export interface TrailBuckets {
  /** Asks whether CloudTrail may look at the bucket and put this key, and writes nothing. */
  readonly check: (object: TrailObject) => Promise<void>
  readonly put: (
    object: TrailObject & { readonly body: Uint8Array; readonly metadata?: Readonly<Record<string, string>> },
  ) => Promise<void>
}

export interface TrailObject {
  readonly bucket: string
  readonly key: string
  /** The ARN of the trail and its account, which bucket policies may ask for. */
  readonly trail: string
  readonly account: string
  readonly region: string
}

export interface TrailOrganization {
  readonly organizationId: string
  readonly managementAccount: string
  /** The services that may act for all its accounts. */
  readonly trustedServices: readonly string[]
}

/** CloudWatch Logs as CloudTrail calls it, by a role that it assumes; what is refused is thrown. */
export interface TrailLogs {
  /** Makes the stream where it is missing; what else the role must be allowed is asked, and nothing written. */
  readonly check: (stream: TrailStream) => Promise<LogsObstacle | undefined>
  /** Puts events, all or none, into the stream, which is made where it is missing. */
  readonly put: (stream: TrailStream, messages: readonly string[]) => Promise<void>
}

/** The role does not let CloudTrail in, it may not make or write the stream, or there is no such group. */
export type LogsObstacle = 'trust' | 'permissions' | 'group'

export interface TrailStream {
  /** The ARN of the trail and its account, which trust policies may ask for. */
  readonly trail: string
  readonly account: string
  readonly region: string
  /** The ARN of the role. */
  readonly role: string
  /** Names. */
  readonly group: string
  readonly stream: string
}

/** An event record as the gateway writes it; only what is read here is named. */
export type TrailEvent = Readonly<Record<string, unknown>> & {
  readonly eventID: string
  /** Such as `2024-03-30T00:29:59Z`. */
  readonly eventTime: string
  readonly eventName: string
  readonly eventSource: string
}
