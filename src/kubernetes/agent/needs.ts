/** What the agent asks of others. */
import type { Clock } from '../../kit/index.ts'

/** Credentials as SDKs read them. */
export interface PodCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly accountId: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly associationId: string
}

export type Exchanged =
  | { readonly ok: true; readonly credentials: PodCredentials }
  | { readonly ok: false; readonly failure: ExchangeFailure }

/** What EKS Auth said, or what kept it from saying anything. */
export interface ExchangeFailure {
  /** Of the answer; 0 when there was none. */
  readonly status: number
  /** As `ExpiredTokenException`; empty when no error of EKS Auth came. */
  readonly code: string
  readonly message: string
  readonly requestId: string
}

/** Has EKS Auth exchange the token of a pod. Never rejects. */
export type Exchange = (token: string) => Promise<Exchanged>

export interface CacheLimits {
  /** Milliseconds after which credentials are renewed; 0 keeps none. */
  readonly renewAfter: number
  /** Tokens whose credentials are kept; 0 keeps none. */
  readonly size: number
  /** Renewals a second. */
  readonly renewalsPerSecond: number
}

/** What is logged and counted: never a token. */
export type AgentEvent =
  | { readonly kind: 'fetched'; readonly pod: PodName; readonly associationId: string }
  | { readonly kind: 'renewed' | 'evicted'; readonly pod: PodName }
  | { readonly kind: 'missed' }
  | {
      readonly kind: 'renewal-failed'
      readonly pod: PodName
      readonly code: string
      readonly isFinal: boolean
      readonly message: string
    }
  | { readonly kind: 'answered'; readonly status: number; readonly problem?: string; readonly pod?: PodName }

/** As the token says, which nobody has checked. */
export interface PodName {
  readonly namespace?: string
  readonly serviceAccount?: string
  readonly pod?: string
  readonly uid?: string
}

export interface AgentNeeds {
  readonly exchange: Exchange
  readonly clock: Clock
  /** A number from 0 up to 1. */
  readonly chance: () => number
  readonly limits: CacheLimits
  readonly wait: (milliseconds: number) => Promise<void>
  readonly tell: (event: AgentEvent) => void
}
