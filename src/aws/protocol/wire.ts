/** What the codecs are given of a request and what they need to know to answer it. */
import type { Form } from './query/form.ts'

export interface WireRequest {
  readonly method: string
  /** The path as it came, percent-encoded. For a virtual-hosted S3 call the bucket stands in front, as in path style. */
  readonly path: string
  /** As it came, without the question mark. */
  readonly query: string
  /** Header values in the order they came, by lower-case name. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  /** The body read whole, or the stream itself where `operation.streamingInput` says so. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
  /** What routeRest found in the path. */
  readonly labels?: Readonly<Record<string, string>>
  /** What readForm made of the request; read again when absent. */
  readonly form?: Form
}

/** An input or output by member name: timestamps as Date, blobs as Uint8Array, streams as AsyncIterable. */
export type Values = Readonly<Record<string, unknown>>

export interface AnswerContext {
  readonly requestId: string
  /** S3's second id; left out of other services' answers. */
  readonly hostId?: string
  /** The request's Accept header: the query protocol answers in JSON when it asks for it. */
  readonly accept?: string
}

export interface ErrorContext extends AnswerContext {
  /** HEAD gets no body. */
  readonly method?: string
  /** True when no operation was found, which the query protocol answers in a namespace of its own. */
  readonly dispatch?: boolean
}
