/** Joins reviews over HTTP/1.1 to the handler: each is read whole before it is asked, with nothing between the socket and the bytes. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { WholeBody, type Handler, type HttpResponse } from '../../kit/index.ts'
import { fail, send, type OnFault } from '../listen/adapt.ts'
import { IncomingRequest } from '../listen/incoming-request.ts'
import { refuseMalformed } from '../listen/malformed-request.ts'
import { busy, type Load, type Place } from './limit-load.ts'

export interface ReviewAdapterNeeds {
  readonly handler: Handler
  readonly load: Load
  readonly onFault: OnFault
  /** Of a longer body only the beginning is read; the handler says that it is too long. */
  readonly longest: number
}

export const adaptReview =
  ({ handler, load, onFault, longest }: ReviewAdapterNeeds) =>
  (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    if (refuseMalformed(incoming, outgoing)) return
    const answer = (response: Promise<HttpResponse> | HttpResponse): void => {
      finish(response, incoming, outgoing).catch((fault: unknown) => fail(fault, outgoing, onFault))
    }
    const place = load.enter()
    if (place === undefined) return answer(busy)
    // Bytes are held until the answer is out, or nobody is there to take it.
    outgoing.once('close', place.leave)
    readWhole(incoming, place, longest, (body) =>
      answer(body === undefined ? busy : handler(new ReadRequest(incoming, outgoing, body))),
    )
  }

async function finish(
  response: Promise<HttpResponse> | HttpResponse,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  await send(await response, incoming, outgoing)
}

/** Tells nothing where the client goes away, and undefined where there is no room for the body. */
function readWhole(
  incoming: IncomingMessage,
  place: Place,
  longest: number,
  tell: (body: Buffer | undefined) => void,
): void {
  const chunks: Buffer[] = []
  let length = 0
  let told = false
  const end = (hasRoom: boolean): void => {
    if (told) return
    told = true
    tell(hasRoom ? (chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, length)) : undefined)
  }
  incoming.on('data', (chunk: Buffer) => {
    if (told) return
    chunks.push(chunk)
    length += chunk.length
    const hasRoom = place.hold(chunk.length)
    if (!hasRoom || length > longest) end(hasRoom)
  })
  incoming.on('end', () => end(true))
}

class ReadRequest extends IncomingRequest {
  readonly #body: WholeBody

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, body: Uint8Array) {
    super(incoming, outgoing)
    this.#body = new WholeBody(body)
  }

  override get body(): WholeBody {
    return this.#body
  }
}
