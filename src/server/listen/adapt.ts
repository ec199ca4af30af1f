/** Joins node:http to handlers: the one place where its requests and responses are touched. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Handler, HttpResponse } from '../../kit/index.ts'
import { IncomingRequest } from './incoming-request.ts'
import { refuseMalformed } from './malformed-request.ts'

export type OnFault = (fault: unknown) => void

/** A listener for `http.createServer` that answers with what the handler returns. */
export const adapt =
  (handler: Handler, onFault: OnFault) =>
  (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    if (refuseMalformed(incoming, outgoing)) return
    answer(handler, incoming, outgoing).catch((fault: unknown) => fail(fault, outgoing, onFault))
  }

async function answer(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const response = await handler(new IncomingRequest(incoming, outgoing))
  await send(response, incoming, outgoing)
}

export async function send(
  response: HttpResponse,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { body } = response
  if (outgoing.destroyed) return
  const headers = response.headers as Record<string, string | string[]>
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    const length = body === undefined ? 0 : Buffer.byteLength(body)
    outgoing.writeHead(
      response.status,
      hasLength(response) ? headers : { ...headers, 'content-length': String(length) },
    )
    outgoing.end(incoming.method === 'HEAD' ? undefined : apartFrom(headers, body))
  } else {
    // A body that is at hand leaves in one piece with the headers; for one that is not they do not wait.
    outgoing.cork()
    outgoing.writeHead(response.status, headers)
    outgoing.flushHeaders()
    setImmediate(() => outgoing.uncork())
    await pipeline(Readable.from(body, { objectMode: false }), outgoing)
  }
  if (!incoming.complete && !incoming.destroyed) passOverRest(incoming, outgoing)
}

/** Node writes headers in one piece with a text, and in the text's encoding: what is no ASCII in them would be encoded twice. */
const apartFrom = (headers: HttpResponse['headers'], body: string | Uint8Array | undefined) =>
  typeof body === 'string' && Object.values(headers).some((value) => /[^\0-\x7f]/.test(String(value)))
    ? Buffer.from(body)
    : body

/** A 204 and a 304 carry no length, and a HEAD's length is that of the body it does not send. */
const hasLength = ({ status, headers }: HttpResponse): boolean =>
  status === 204 || status === 304 || headers['content-length'] !== undefined

/** How much of a body that nobody asked for is read so that the connection can serve a next request. */
const unreadLimit = 1 << 20

/** Milliseconds for which the rest of a longer one is still taken from whoever has not seen the answer yet. */
const patienceWithRest = 2000

/**
 * An answer that came before the whole body: a short rest is passed over, a long one ends the connection. Were it cut
 * at once, the answer could be lost with it (RFC 9112 section 9.6).
 */
function passOverRest(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { socket } = incoming
  let length = 0
  let ending: NodeJS.Timeout | undefined
  incoming.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= unreadLimit || ending !== undefined) return
    socket.end()
    ending = setTimeout(() => socket.destroy(), patienceWithRest)
    socket.once('close', () => clearTimeout(ending))
  })
  incoming.once('error', () => outgoing.destroy())
  // Whoever left the body early may have left it paused.
  incoming.resume()
}

export function fail(fault: unknown, outgoing: ServerResponse, onFault: OnFault): void {
  if (!outgoing.destroyed && !isAbort(fault)) onFault(fault)
  if (outgoing.headersSent) {
    outgoing.destroy()
    return
  }
  outgoing.writeHead(500, { 'content-length': '0', connection: 'close' })
  outgoing.end()
}

const isAbort = (fault: unknown): boolean =>
  fault instanceof Error &&
  ['ABORT_ERR', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(
    (fault as NodeJS.ErrnoException).code ?? '',
  )
