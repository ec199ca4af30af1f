/** Requests and responses as values, so that a handler can be called with no port open. */
import type { Duplex } from 'node:stream'

export interface HttpRequest {
  readonly method: string
  /** The request target as it came over the wire: path and query, still percent-encoded. */
  readonly target: string
  /** Header values in the order they came, by lower-case name. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly body: AsyncIterable<Uint8Array>
  readonly peer: Peer
  /** Aborted when the client goes away or the server gives the request up. */
  readonly signal: AbortSignal
}

/** The other end of the connection. */
export interface Peer {
  readonly address: string
  /** Set when the connection is over TLS. */
  readonly tls?: {
    readonly version: string
    readonly cipher: string
    /** DER of what the client showed, where it was asked; it holds the key of it, and nothing else is checked yet. */
    readonly clientCertificate?: Uint8Array
  }
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body?: Uint8Array | string | AsyncIterable<Uint8Array>
  /** Of a 101: given the connection once the answer's head is written. */
  readonly onUpgraded?: (connection: Duplex) => void
}

export type Handler = (request: HttpRequest) => Promise<HttpResponse>

/** The value of a header, several joined by a comma as RFC 9110 section 5.3 says. */
export const headerOf = (request: Pick<HttpRequest, 'headers'>, name: string): string | undefined =>
  request.headers[name]?.join(',')

/** Splits a request target at its first question mark. */
export function splitTarget(target: string): { path: string; query: string } {
  const at = target.indexOf('?')
  return at === -1 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) }
}

/** The body was longer than the limit that the reader set. */
export class BodyTooLarge extends Error {
  readonly limit: number
  constructor(limit: number) {
    super(`request body is larger than ${limit} bytes`)
    this.limit = limit
  }
}

/** A body that has come whole already. */
export class WholeBody implements AsyncIterable<Uint8Array> {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield this.bytes
  }
}

/** Reads a body whole, or throws BodyTooLarge as soon as it passes `limit` bytes. */
export async function readBody(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> {
  if (body instanceof WholeBody) {
    if (body.bytes.length > limit) throw new BodyTooLarge(limit)
    return body.bytes
  }
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > limit) throw new BodyTooLarge(limit)
    chunks.push(chunk)
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length)
}
