/** A request of node:http as handlers see it; what few of them look at is made when they do. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { HttpRequest, Peer } from '../../kit/index.ts'
import { IncomingBody } from './incoming-body.ts'

/** A class for its getters alone: in an object literal each would cost a closure and a hidden class a request. */
export class IncomingRequest implements HttpRequest {
  readonly method: string
  readonly target: string
  readonly headers: HttpRequest['headers']
  readonly peer: Peer
  readonly #incoming: IncomingMessage
  readonly #outgoing: ServerResponse
  #signal: AbortSignal | undefined

  constructor(incoming: IncomingMessage, outgoing: ServerResponse) {
    this.method = incoming.method ?? 'GET'
    this.target = incoming.url ?? '/'
    this.headers = incoming.headersDistinct as Record<string, string[]>
    this.peer = peerOf(incoming.socket)
    this.#incoming = incoming
    this.#outgoing = outgoing
  }

  get body(): AsyncIterable<Uint8Array> {
    return new IncomingBody(this.#incoming)
  }

  get signal(): AbortSignal {
    return (this.#signal ??= signalOf(this.#outgoing))
  }
}

/** Aborted when the connection ends before the answer does. */
function signalOf(outgoing: ServerResponse): AbortSignal {
  const abort = new AbortController()
  const close = (): void => {
    if (!outgoing.writableFinished) abort.abort()
  }
  if (outgoing.destroyed) close()
  else outgoing.once('close', close)
  return abort.signal
}

const peers = new WeakMap<object, Peer>()

export function peerOf(socket: Socket): Peer {
  const known = peers.get(socket)
  if (known !== undefined) return known
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const secure = socket as TLSSocket
  const peer = secure.encrypted ? { address, tls: tlsOf(secure) } : { address }
  peers.set(socket, peer)
  return peer
}

/** Of a connection that is gone already nothing is known any more, whatever its type says. */
function tlsOf(socket: TLSSocket): Peer['tls'] {
  const shown = socket.getPeerX509Certificate()
  const cipher = socket.getCipher() as ReturnType<TLSSocket['getCipher']> | null
  return {
    version: socket.getProtocol() ?? '',
    cipher: cipher?.standardName ?? '',
    ...(shown !== undefined && { clientCertificate: shown.raw }),
  }
}
