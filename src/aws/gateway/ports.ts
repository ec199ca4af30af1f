/** What the gateway asks of others; the wiring hands it over. */
import type { Clock, Random } from '../../kit/index.ts'
import type { CompiledPolicy, Decision, OrganizationOf } from '../../policy/index.ts'
import type { Authorization, Caller, Check, ServiceDefinition } from '../protocol/index.ts'

export interface GatewayNeeds {
  readonly services: readonly ServiceDefinition[]
  readonly credentials: Credentials
  /** The resource control policies of the account that owns a resource, one list a level; undefined when it has none. */
  readonly resourceControlOf?: (account: string) => readonly (readonly CompiledPolicy[])[] | undefined
  /** The organization that an account is in, as policies may ask for it. */
  readonly organizationOf?: OrganizationOf
  readonly trail: (event: TrailEvent) => void
  /** Whether anybody asks for data events, which are not made for nobody; always when absent. */
  readonly wantsDataEvents?: () => boolean
  readonly decisions: (record: DecisionRecord) => void
  /** The account that unsigned calls are served for. */
  readonly account: string
  /** The region of a call whose scope names none. */
  readonly region: string
  readonly clock: Clock
  readonly random: Random
  /** Told of faults that the client only sees as an InternalFailure. */
  readonly onFault: (fault: unknown, requestId: string) => void
}

export interface Credentials {
  /** Who holds an access key. `sessionToken` is what the request carried. */
  find(accessKeyId: string, sessionToken: string | undefined, now: number): CredentialLookup
}

export type CredentialLookup =
  | { readonly outcome: 'found'; readonly secretAccessKey: string; readonly caller: Caller }
  /** The key, its token or its principal is not (or no longer) there. */
  | {
      readonly outcome:
        | 'unknown-key'
        | 'inactive-key'
        | 'missing-token'
        | 'malformed-token'
        | 'mismatched-token'
        | 'principal-gone'
    }
  | { readonly outcome: 'expired' }

/** A CloudTrail event record, in the field order of CloudTrail's own: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export type TrailEvent = Readonly<Record<string, unknown>> & {
  readonly eventID: string
  readonly eventTime: string
  readonly eventName: string
  readonly eventSource: string
  readonly requestID: string
}

/** What a decision was made of, so that it can be told afterwards. */
export interface DecisionRecord {
  readonly requestId: string
  readonly eventId: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly service: string
  readonly operation: string
  readonly region: string
  /** Whose record it is: the caller's account, for an unsigned call that of what it asked for; absent when nobody can tell. */
  readonly account?: string
  readonly caller?: {
    readonly arn: string
    readonly userId: string
    readonly account?: string
    readonly accessKeyId?: string
  }
  /** How far the call came: the steps in order, the last one failed if the call was refused there. */
  readonly steps: readonly Check[]
  readonly authorizations: readonly RecordedAuthorization[]
  readonly outcome: { readonly status: number; readonly code?: string; readonly message?: string }
}

export interface RecordedAuthorization {
  readonly action: string
  readonly resource: string
  /** Whose the resource is; absent where it is the caller's. */
  readonly resourceAccount?: string
  readonly decision: Decision
  /** Condition keys and values as they were, without secrets. */
  readonly context: Readonly<Record<string, readonly string[]>>
  /** Why it was denied; absent where it was allowed. */
  readonly explanation?: unknown
  readonly resourceLabel?: Authorization['resourceLabel']
}
