/** What the podpass service asks of others; the wiring hands it over. */
import type { Clock } from '../../kit/index.ts'
import type { CompiledPolicy, ContextKeys, OrganizationOf, PolicySet } from '../../policy/index.ts'
import type { Store } from '../../store/index.ts'
import type { Call, Check } from '../protocol/index.ts'

export interface PodpassNeeds {
  readonly store: Store
  readonly clock: Clock
  /** The account that this installation began with; it alone sets the policies of accounts, as an organization's management account does. */
  readonly managementAccount: string
  /** Whether this installation has the account. */
  readonly hasAccount: (account: string) => boolean
  readonly newAccounts: NewAccounts
  readonly issuers: Issuers
  readonly mirrors: IssuerMirrors
  readonly instanceRoles: InstanceRoles
  readonly simulations: Simulations
  /** What an account is shown. */
  readonly status: (account: string) => StatusFacts
  /** Keeps a decision record outside the store, as one line of JSON; called for each of them, in order. */
  readonly appendDecision: (line: string) => void
  /** Records of an earlier run, oldest first; asked for when a decision is first looked for, so that a start does not wait. */
  readonly earlierDecisions?: () => Promise<readonly DecisionRecord[]>
  /** Told when the records of an earlier run cannot be read; the service goes on without them. */
  readonly onFault: (fault: unknown) => void
  /** So many of the latest decision records are held in memory; 2,000 when absent. */
  readonly decisionLimit?: number
}

/** How accounts come to be in ways that AWS has none of. */
export interface NewAccounts {
  /** Makes a member of the organization at once and, where one is wished, under this id; what is wrong with it in words where it is not made. */
  readonly add: (
    caller: { readonly account: string },
    wish: {
      readonly name: string
      readonly email: string
      readonly account?: string
      readonly roleName?: string
    },
  ) => Promise<{ readonly account: string; readonly roleArn: string } | { readonly problem: string }>
  /** A new key of a member's root user; undefined where there is no such account. */
  readonly createRootKey: (
    account: string,
  ) => Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string } | undefined>
}

export interface Issuers {
  readonly list: (account: string) => readonly IssuerFacts[]
  /**
   * Publishes a new key, which signs later; `immediately`, for a key that leaked, at once, and the old keys and all that
   * they signed are void. Undefined when the account has no such issuer.
   */
  readonly rotate: (
    issuer: string,
    options: { readonly account: string; readonly immediately: boolean },
  ) => Promise<IssuerFacts | undefined>
}

/** Decides as the gateway does, for calls that nobody makes. */
export interface Simulations {
  /** `call` is the one that asks: what is imagined comes the same way, at the same time. What is wrong with the question is told in words. */
  readonly simulate: (asked: ImaginedCall, call: Call) => Promise<Simulation | { readonly problem: string }>
  readonly redecide: (record: DecisionRecord, each: DecidedAuthorization) => Redecided
}

export interface ImaginedCall {
  readonly principal?: string
  readonly action: string
  readonly resource: string
  /** What the request would bring, beside what the gateway fills in itself. */
  readonly context: ContextKeys
  readonly webIdentityToken?: string
}

export interface Simulation {
  /** Whom it was decided for. */
  readonly principal: string
  /** The checks of a token; empty where none was asked about. */
  readonly steps: readonly Check[]
  readonly authorizations: readonly DecidedAuthorization[]
  /** What else is to be known, in words. */
  readonly notes: readonly string[]
}

/** An authorization of a recorded call by the policies of today. */
export interface Redecided {
  readonly decided?: DecidedAuthorization
  /** Why it is not decided but refused before, or cannot be decided. */
  readonly refused?: string
  readonly notes: readonly string[]
}

/** Copies of the documents by which other clusters' tokens are verified. */
export interface IssuerMirrors {
  readonly list: () => readonly IssuerMirrorFacts[]
  /** What is wrong with it in words, where it is not taken. */
  readonly put: (input: {
    readonly issuer: string
    readonly source: string
    readonly keySet: unknown
  }) => Promise<IssuerMirrorFacts | { readonly problem: string }>
  /** Whether there was one. */
  readonly delete: (issuer: string) => Promise<boolean>
}

/** How an instance comes by the credentials of its role. */
export interface InstanceRoles {
  readonly findRole: (arn: string) => InstanceRole | undefined
  readonly resourceControlOf: (account: string) => PolicySet['resourceControl']
  readonly organizationOf?: OrganizationOf
  readonly issueSession: (request: InstanceSessionRequest) => InstanceSession
  /** Told of each assumption, which the trail shows as a call of STS made by EC2. */
  readonly recordAssumption: (assumption: InstanceAssumption) => void
}

export interface InstanceRole {
  readonly arn: string
  readonly id: string
  readonly name: string
  readonly account: string
  readonly partition: string
  readonly trustPolicy: CompiledPolicy
}

export interface InstanceSessionRequest {
  readonly partition: string
  readonly account: string
  readonly principal: { readonly kind: 'role'; readonly id: string; readonly sessionName: string }
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveTagKeys: readonly string[]
  readonly chained: boolean
  readonly delivery: 'ec2-1.0' | 'ec2-2.0'
  readonly durationSeconds: number
  readonly now: number
}

export interface InstanceSession {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

export interface InstanceAssumption {
  readonly userIdentity: Readonly<Record<string, unknown>>
  readonly service: string
  readonly region: string
  readonly now: number
  readonly requestParameters: Readonly<Record<string, unknown>>
  readonly role: Pick<InstanceRole, 'arn' | 'account'>
  readonly assumed: {
    readonly assumedRoleId: string
    readonly arn: string
    readonly accessKeyId: string
    readonly expiration: Date
  }
}

export interface IssuerMirrorFacts {
  readonly issuer: string
  readonly source: string
  readonly keyIds: readonly string[]
  /** Milliseconds since the epoch. */
  readonly copiedAt: number
}

export interface IssuerFacts {
  readonly issuer: string
  readonly cluster?: string
  readonly signingKeyId: string
  readonly keys: readonly IssuerKeyFacts[]
}

export interface IssuerKeyFacts {
  readonly keyId: string
  readonly algorithm: string
  readonly state: 'published' | 'signing' | 'retired'
  /** Milliseconds since the epoch. */
  readonly publishedAt: number
  readonly signsFrom?: number
  readonly removedAt?: number
}

export interface StatusFacts {
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly endpoint: string
  readonly services: readonly string[]
  /** Whatever else there is to say, as JSON. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** What the gateway tells of a decision; only what is asked for here is named. */
export interface DecisionRecord {
  readonly requestId: string
  readonly eventId: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly service: string
  readonly operation: string
  readonly region: string
  /** Whose record it is; absent when nobody can tell. */
  readonly account?: string
  readonly caller?: { readonly arn: string; readonly userId?: string; readonly account?: string }
  readonly steps: readonly Check[]
  readonly authorizations: readonly DecidedAuthorization[]
  readonly outcome: { readonly status: number; readonly code?: string; readonly message?: string }
}

export interface DecidedAuthorization {
  readonly action: string
  readonly resource: string
  /** Whose the resource is, where its ARN does not tell. */
  readonly resourceAccount?: string
  readonly decision: {
    readonly effect: string
    readonly missing?: string
    readonly by?: string
    readonly statements?: readonly { readonly policyType: string; readonly policy: string }[]
  }
  readonly context?: Readonly<Record<string, readonly string[]>>
  readonly explanation?: unknown
}
