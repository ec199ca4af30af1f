/** Errors as AWS services answer them; the codec renders them in the protocol's own form. */

export interface AwsErrorFacts {
  readonly code: string
  /** The HTTP status; 400 when absent. */
  readonly status?: number
  /** Undefined leaves the Message element out, as AWS does now and then. */
  readonly message?: string
  /** Further members of the error, such as S3's Region or BucketName. */
  readonly fields?: Readonly<Record<string, string>>
  /** Members that are no text, such as where a query is wrong; in JSON alone. */
  readonly details?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  /** Why, for the decision record; never sent to the client. */
  readonly because?: unknown
  readonly cause?: unknown
}

/** A refusal or failure that the client is meant to read. */
export class AwsError extends Error {
  readonly code: string
  readonly status: number
  readonly text: string | undefined
  readonly fields: Readonly<Record<string, string>>
  readonly details: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
  readonly because: unknown

  constructor(facts: AwsErrorFacts) {
    super(facts.message ?? facts.code, { cause: facts.cause })
    this.name = 'AwsError'
    this.code = facts.code
    this.status = facts.status ?? 400
    this.text = facts.message
    this.fields = facts.fields ?? {}
    this.details = facts.details ?? {}
    this.headers = facts.headers ?? {}
    this.because = facts.because
  }

  /** Whose fault it is, as the query protocol's Type element says. */
  get fault(): 'Sender' | 'Receiver' {
    return this.status >= 500 ? 'Receiver' : 'Sender'
  }
}
