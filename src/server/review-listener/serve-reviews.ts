/** Which connections are served as reviews first: those over HTTP/1.1, which is what API servers speak. */
import type { Http2SecureServer } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { ReviewConnection, type ReviewConnectionNeeds } from './review-connection.ts'

/** Stands before the server's own listeners, and calls them for HTTP/2 and for whatever is handed over. */
export function serveReviews(
  server: Http2SecureServer,
  needs: Omit<ReviewConnectionNeeds, 'leaveToHttp'>,
): ReadonlySet<ReviewConnection> {
  const connections = new Set<ReviewConnection>()
  const own = server.listeners('secureConnection') as ((this: Http2SecureServer, socket: TLSSocket) => void)[]
  const toOwn = (socket: TLSSocket): void => own.forEach((listener) => listener.call(server, socket))
  server.removeAllListeners('secureConnection')
  server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol === 'h2') return toOwn(socket)
    const forget = (): void => void connections.delete(connection)
    const connection = new ReviewConnection(socket, {
      ...needs,
      leaveToHttp: () => {
        socket.off('close', forget)
        forget()
        toOwn(socket)
      },
    })
    connections.add(connection)
    socket.once('close', forget)
  })
  return connections
}
