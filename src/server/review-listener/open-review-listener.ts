/** The port of the webhook: HTTPS by HTTP/1.1 and HTTP/2, bounded against slow and hostile clients, and closed without a failed review. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2'
import { createServer as createDoor } from 'node:net'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import type { Handler } from '../../kit/index.ts'
import { noRoots } from '../certificates/index.ts'
import { adapt, type OnFault } from '../listen/adapt.ts'
import { openPort, type Address } from '../listen/open-port.ts'
import { adaptReview } from './adapt-review.ts'
import { adaptStream } from './adapt-stream.ts'
import { announceEnd } from './announce-end.ts'
import { createLoad, isReview, limitLoad } from './limit-load.ts'
import { serveReviews } from './serve-reviews.ts'

export interface ReviewListenerFacts {
  readonly handler: Handler
  readonly address: Address
  /** Versions and cipher suites. */
  readonly tls?: SecureContextOptions
  readonly onFault: OnFault
  readonly limits?: Partial<ReviewLimits>
}

/** Times in milliseconds. */
export interface ReviewLimits {
  readonly handshake: number
  /** For the headers, and for a request with its body. */
  readonly request: number
  /** For an exchange over HTTP/2, from the first header to the end of the answer. */
  readonly exchange: number
  /** The API server lets go of idle connections after 90 seconds; whoever lets go first must not be us. */
  readonly idle: number
  readonly connections: number
  readonly reviews: number
  readonly bytes: number
  /** Of one body; above what the handler takes, so that it is the one to refuse. */
  readonly body: number
}

const defaultLimits: ReviewLimits = {
  handshake: 10_000,
  request: 10_000,
  exchange: 30_000,
  idle: 125_000,
  connections: 4096,
  reviews: 1024,
  bytes: 128 * 1024 * 1024,
  body: 8 * 1024 * 1024,
}

export interface ReviewListener {
  readonly port: number
  /** Serves this certificate from the next handshake on. */
  readonly useCertificate: (pair: { readonly cert: string; readonly key: string }) => void
  /** Goes on serving, and asks each client to take its next review over a new connection. */
  readonly drain: () => void
  /**
   * Takes no new connections, lets what is in flight finish for at most so many milliseconds, then cuts the rest.
   * For the first `linger` of them connections without a request are left open too: one may be on its way.
   */
  readonly close: (grace: number, linger?: number) => Promise<void>
  readonly inFlight: () => number
}

export async function openReviewListener(facts: ReviewListenerFacts): Promise<ReviewListener> {
  const limits = { ...defaultLimits, ...facts.limits }
  const { handler, onFault } = facts
  const load = createLoad({ requests: limits.reviews, bytes: limits.bytes })
  const overHttp1 = adapt(handler, onFault)
  const reviews = adaptReview({ handler, load, onFault, longest: limits.body })
  const overHttp2 = adaptStream(limitLoad(handler, load), onFault, {
    exchange: limits.exchange,
    headers: longestHeaders,
  })
  const sessions = new Set<ServerHttp2Session>()
  let context: SecureContext | undefined
  let draining = false

  const server = createSecureServer({
    ...noRoots,
    ...facts.tls,
    allowHTTP1: true,
    handshakeTimeout: limits.handshake,
    // Chosen at each handshake: before the first certificate there is none to serve.
    SNICallback: (_name, answer) =>
      answer(context === undefined ? new Error('no certificate yet') : null, context),
    settings: { maxConcurrentStreams: 250, maxHeaderListSize: longestHeaders },
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
    ...http1Limits(limits),
  })
  server.setTimeout(limits.idle + 5000)
  server.on(
    'request',
    (incoming: IncomingMessage | Http2ServerRequest, outgoing: ServerResponse | Http2ServerResponse) => {
      // By its stream: a request over HTTP/1.1 may say of itself that it is of version 2.
      if ('stream' in incoming) return overHttp2(incoming, outgoing as Http2ServerResponse)
      if (draining) (outgoing as ServerResponse).setHeader('connection', 'close')
      const answer = isReview(incoming.url ?? '') ? reviews : overHttp1
      answer(incoming, outgoing as ServerResponse)
    },
  )
  const connections = serveReviews(server, {
    handler,
    load,
    onFault,
    isDraining: () => draining,
    firstRequest: limits.request,
    idle: limits.idle,
  })
  server.on('session', (session) => {
    sessions.add(session)
    // Whoever has come for one stream gets it answered.
    session.once('stream', () => draining && announceEnd(session))
    session.once('close', () => sessions.delete(session))
    session.on('error', () => session.destroy())
  })
  // Clients that break a handshake off, or speak no TLS, are nobody's fault here.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  server.on('sessionError', () => undefined)

  const drain = (): void => {
    draining = true
    for (const session of sessions) announceEnd(session)
  }
  const closeIdle = (): void => {
    for (const session of sessions) session.close()
    for (const connection of connections) if (connection.isIdle) connection.destroy()
    ;(server as { closeIdleConnections?: () => void }).closeIdleConnections?.()
  }
  // A door of its own can be closed before the connections are, which the server's own close() ends with it.
  const door = createDoor({ noDelay: true }, (socket) => void server.emit('connection', socket))
  // What never listens itself neither tracks its connections nor times slow requests out before this event.
  server.emit('listening')
  const served = {
    close: () => server.close(),
    closeIdleConnections: closeIdle,
    closeAllConnections: () => {
      for (const each of [...sessions, ...connections]) each.destroy()
    },
  }
  const port = await openPort(door, facts.address, [served], limits.connections)
  return {
    port: port.port,
    useCertificate: ({ cert, key }) => {
      context = createSecureContext({ ...noRoots, ...facts.tls, cert, key })
      server.setSecureContext({ ...noRoots, ...facts.tls, cert, key })
    },
    drain,
    close: (grace, linger) => {
      drain()
      return port.close(grace, linger)
    },
    inFlight: load.inFlight,
  }
}

const longestHeaders = 32 * 1024

const http1Limits = ({ request, idle }: ReviewLimits) => ({
  headersTimeout: request,
  requestTimeout: request,
  keepAliveTimeout: idle,
  maxHeaderSize: longestHeaders,
  connectionsCheckingInterval: Math.min(2000, Math.ceil(request / 4)),
  noDelay: true,
  requireHostHeader: false,
})
