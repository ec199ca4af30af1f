/** What is wrong with an aws-chunked body. */

export type ChunkedProblem =
  /** A chunk or the trailers are not signed by the key that signed the request. */
  | 'signature-mismatch'
  /** The body ended before its last chunk did. */
  | 'incomplete'
  /** The framing is none: no size, no line end, a name that is no header, too long a line. */
  | 'malformed'
  /** A chunk other than the last is smaller than 8 KiB. */
  | 'small-chunk'
  /** More or fewer bytes came than `x-amz-decoded-content-length` said. */
  | 'wrong-length'
  /** The trailers are not those that `x-amz-trailer` announced. */
  | 'wrong-trailers'

export class ChunkedBodyError extends Error {
  readonly problem: ChunkedProblem

  constructor(problem: ChunkedProblem, detail: string) {
    super(`aws-chunked body: ${detail}`)
    this.name = 'ChunkedBodyError'
    this.problem = problem
  }
}
