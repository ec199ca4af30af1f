/** Joins HTTP/2 streams to handlers, each bounded in time as a whole. */
import { constants, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import type { Handler, HttpRequest, Peer } from '../../kit/index.ts'

/** Milliseconds for which a body that nobody reads may go on after its answer. */
const patienceWithBody = 1000

export interface StreamLimits {
  /** Milliseconds from the first header to the end of the answer. */
  readonly exchange: number
  /** Of all headers of a request, as RFC 9113 section 6.5.2 counts them. */
  readonly headers: number
}

export const adaptStream =
  (handler: Handler, onFault: (fault: unknown) => void, limits: StreamLimits) =>
  (incoming: Http2ServerRequest, outgoing: Http2ServerResponse): void => {
    const { stream } = incoming
    // The library holds clients to it only once they have acknowledged that they know of it.
    if (sizeOf(incoming.rawHeaders) > limits.headers) return stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM)
    const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), limits.exchange)
    stream.once('close', () => clearTimeout(timer))
    // A client that resets its stream is no fault of ours.
    stream.on('error', () => undefined)
    answer(handler, incoming, outgoing).catch((fault: unknown) => {
      if (!stream.destroyed && !stream.aborted) onFault(fault)
      stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    })
  }

async function answer(
  handler: Handler,
  incoming: Http2ServerRequest,
  outgoing: Http2ServerResponse,
): Promise<void> {
  const { stream } = incoming
  const response = await handler(toRequest(incoming))
  if (stream.destroyed || stream.closed) return
  const { body } = response
  if (body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array))
    throw new TypeError('an answer over HTTP/2 is text or bytes')
  outgoing.writeHead(response.status, {
    ...(response.headers as Record<string, string | string[]>),
    'content-length': String(body === undefined ? 0 : Buffer.byteLength(body)),
  })
  outgoing.end(incoming.method === 'HEAD' ? '' : (body ?? ''))
  // What the handler left of the body is not waited for. Were the stream reset at once, Go's client would take the
  // answer for one that was cut off, whole as it is; it stops sending by itself when it has it.
  if (!stream.readableEnded)
    setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), patienceWithBody).unref()
}

/** Names and values in turn; each pair counts 32 more. */
const sizeOf = (headers: readonly string[]): number =>
  headers.reduce((sum, each) => sum + each.length + 16, 0)

function toRequest(incoming: Http2ServerRequest): HttpRequest {
  const { stream } = incoming
  const abort = new AbortController()
  stream.once('aborted', () => abort.abort())
  return {
    method: incoming.method,
    target: incoming.url,
    headers: headersOf(incoming),
    body: readBody(incoming),
    peer: peerOf(incoming),
    signal: abort.signal,
  }
}

function headersOf(incoming: Http2ServerRequest): Record<string, string[]> {
  const headers: Record<string, string[]> = {}
  for (const [name, value] of Object.entries(incoming.headers))
    if (!name.startsWith(':') && value !== undefined) headers[name] = Array.isArray(value) ? value : [value]
  if (headers['host'] === undefined) headers['host'] = [incoming.authority]
  return headers
}

/** A stream that is reset within its body ends with an error, where the library's own iterator just ends. */
async function* readBody(incoming: Http2ServerRequest): AsyncGenerator<Uint8Array> {
  for await (const chunk of incoming.stream.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array
  if (incoming.stream.aborted) throw new Error('the client went away within the body')
}

function peerOf({ stream }: Http2ServerRequest): Peer {
  const socket = stream.session?.socket
  return { address: (socket?.remoteAddress ?? '').replace(/^::ffff:/, '') }
}
