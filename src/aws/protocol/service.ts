/** What every AWS service room hands to the gateway: its operations, and for each who may call it and what it does. */
import type { CompiledPolicy, ContextKeys, Decision, PolicySet, Principal } from '../../policy/index.ts'
import type { OperationModel } from './model/service-model.ts'

export interface ServiceDefinition {
  /** The name of its model table, such as `sts`. */
  readonly model: string
  /** By the model's operation name. One that is not here answers NotImplemented by name. */
  readonly operations: Readonly<Record<string, Operation>>
  /** Holds a body against what came along to check it by, before anything is read from it; throws what it is refused with. */
  readonly checkBody?: (received: ReceivedBody) => void
}

/** The body of a call that is no stream, whole. */
export interface ReceivedBody {
  readonly operation: OperationModel
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>
  /** Of an aws-chunked body. */
  readonly trailers: ReadonlyMap<string, string>
  readonly body: Uint8Array
}

/** Input and output are the shapes of the service's model: timestamps as Date, blobs as Uint8Array, streams as AsyncIterable. */
export interface Operation<Input = never, Output = unknown> {
  readonly authorize: Authorize<Input> | Exempt
  invoke(input: Input, call: Call): Promise<Output> | Output
}

/** Names what the call needs to be allowed; every one of them must be. */
export type Authorize<Input> = (
  input: Input,
  call: Call,
) => readonly Authorization[] | Promise<readonly Authorization[]>

/** An operation that AWS asks no permission for, with the page that says so. */
export interface Exempt {
  readonly exempt: string
}

export interface Authorization {
  /** As the service authorization reference names it, such as `s3:ListAllMyBuckets`. */
  readonly action: string
  /** An ARN, or `*`. */
  readonly resource: string
  /** The account that owns the resource; the caller's when absent. */
  readonly resourceAccount?: string
  /** Condition keys of this request beyond the global ones, by lower-case name. */
  readonly context?: ContextKeys
  readonly resourcePolicy?: CompiledPolicy
  /** True for trust policies: without a grant by the resource policy the call is refused. */
  readonly resourcePolicyRequired?: boolean
  /** How the denial calls the resource where that is not its ARN, such as IAM's `role app`. */
  readonly resourceLabel?: string
  /** `bare` leaves the reason out of the denial, as sts:AssumeRole does; `full` is the default. */
  readonly denial?: 'full' | 'bare'
  /** A denial to answer with instead of AccessDenied, such as S3's 404 to who may not list the bucket. */
  readonly refuse?: (decision: Decision) => Error
  /**
   * Names one of several items that the call is about, such as a key of S3's DeleteObjects: a denial then refuses
   * that item alone, and the operation finds the error in `Call.refused`.
   */
  readonly item?: string
}

/** One call on its way through an operation. */
export interface Call {
  readonly requestId: string
  readonly service: string
  readonly operation: string
  readonly region: string
  readonly partition: string
  /** The caller's account; for calls that need no caller, the account that the gateway serves. */
  readonly account: string
  readonly caller: Caller
  /** Milliseconds since the epoch, the same throughout the call. */
  readonly now: number
  readonly sourceIp: string
  readonly userAgent: string
  readonly secureTransport: boolean
  /** Scheme, host and port by which the client reached the gateway, such as `http://127.0.0.1:4566`. */
  readonly endpoint: string
  /** Global condition keys and the caller's own. */
  readonly context: ContextKeys
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal
  /** The trailers of an aws-chunked body by lower-case name; whole once the body was read to its end. */
  readonly trailers?: ReadonlyMap<string, string>
  /** Why items of this call were denied, by `Authorization.item`; absent when none was. */
  readonly refused?: ReadonlyMap<string, Error>
  /** What the operation adds to the trail's event and to the decision record. */
  readonly notes: CallNotes
}

export interface CallNotes {
  /** Steps of an operation's own checks, such as those of a web identity token, in order. */
  readonly checks: Check[]
  readonly resources: { arn: string; accountId: string; type: string }[]
  readonly additionalEventData: Record<string, unknown>
  /** Stands in the event beside the input, such as the tags that a token asks for. */
  requestParameters?: Readonly<Record<string, unknown>>
  /** Stands in the event in place of the output. Never holds a secret. */
  responseElements?: unknown
  /** Whom the event names where the call itself was unsigned, such as a WebIdentityUser. */
  userIdentity?: Readonly<Record<string, unknown>>
  /** The account that an unsigned call is about: its decision record is that account's. */
  account?: string
  /** Decisions that the operation asked for itself, such as a trust policy's on a web identity; they stand in the decision record beside the gateway's own. */
  decisions?: NotedDecision[]
  /** The status of the answer where the output alone does not tell it, such as 206 for a part of an S3 object. */
  status?: number
  /** Why AWS keeps no event of this call; the decision record is made all the same. */
  untrailed?: string
}

export interface NotedDecision {
  readonly action: string
  readonly resource: string
  readonly decision: Decision
  readonly context: ContextKeys
  readonly explanation?: unknown
}

/** A check that an operation made and how it came out, for people to read. */
export interface Check {
  readonly name: string
  readonly passed: boolean
  /** What was compared, in words; never a secret or a whole token. */
  readonly detail: string
}

/** Who signed the request. */
export interface Caller {
  readonly principal: Principal
  /** As GetCallerIdentity answers: AIDA..., AROA...:session, or the account for root; `ANONYMOUS` for nobody. */
  readonly userId: string
  readonly accessKeyId?: string
  /** The caller's own condition keys: aws:userid, aws:username, aws:PrincipalTag/..., aws:TokenIssueTime, ... by lower-case name. */
  readonly context: ContextKeys
  /** The identity, boundary, session and control policies that hold for this caller at this moment. */
  readonly policies: PolicySet
  /** Present for temporary credentials. */
  readonly session?: SessionFacts
}

export interface SessionFacts {
  /** Seconds since the epoch. */
  readonly issuedAt: number
  readonly expiresAt: number
  readonly mfaAuthenticated: boolean
  readonly sourceIdentity?: string
  /** Session tags by their key as it was given. */
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveTagKeys: readonly string[]
  /** The session was got with temporary credentials of another role. */
  readonly chained: boolean
  /** For role sessions the role, as the trail's sessionIssuer names it. */
  readonly issuer?: {
    readonly type: 'Role' | 'User' | 'Root'
    readonly principalId: string
    readonly arn: string
    readonly accountId: string
    readonly userName: string
  }
  /** For sessions from a token: the provider's ARN and the claims that the trail's webIdFederationData shows. */
  readonly webIdentity?: {
    readonly federatedProvider: string
    readonly attributes: Readonly<Record<string, string>>
  }
  /** For credentials that EC2 handed to an instance: the version of the metadata service, as the trail names it. */
  readonly ec2RoleDelivery?: '1.0' | '2.0'
}
