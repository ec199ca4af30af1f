/** Asks a client over HTTP/2 to take its next stream elsewhere, and leaves the connection open until it has heard that. */
import { constants, type ServerHttp2Session } from 'node:http2'

const announced = new WeakSet<ServerHttp2Session>()

/**
 * A stream that crosses the GOAWAY is one that the client knows to be untouched, and sends again elsewhere
 * (RFC 9113 section 6.8). Were the connection closed at once, it could be lost together with the GOAWAY.
 */
export function announceEnd(session: ServerHttp2Session): void {
  if (announced.has(session) || session.closed || session.destroyed) return
  announced.add(session)
  session.goaway(constants.NGHTTP2_NO_ERROR)
}
