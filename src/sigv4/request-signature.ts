/** What a request says of its own signature, and what is wrong with how it says it. */
import type { Credential } from './scope.ts'

export interface RequestSignature {
  /** In the Authorization header or in the query. */
  readonly via: 'header' | 'query'
  readonly credential: Credential
  /** Lower-case names in the order they were listed. */
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `YYYYMMDDTHHMMSSZ` */
  readonly amzDate: string
  /** The same in milliseconds since the epoch. */
  readonly time: number
  /** Seconds, in the query form alone and as it was written. */
  readonly expires?: string
  readonly sessionToken?: string
}

export type SignaturePart = 'Algorithm' | 'Credential' | 'Signature' | 'SignedHeaders' | 'Date' | 'Expires'

export type SignatureProblem =
  | { readonly kind: 'missing'; readonly part: SignaturePart }
  /** `value` is what came; the Authorization header as a whole is never in it. */
  | { readonly kind: 'malformed'; readonly part: SignaturePart; readonly value: string }

export type PresentedSignature =
  | { readonly form: 'none' }
  | { readonly form: 'header'; readonly problems: readonly SignatureProblem[] }
  | { readonly form: 'query'; readonly problems: readonly SignatureProblem[] }
  | { readonly form: 'signed'; readonly signature: RequestSignature }
