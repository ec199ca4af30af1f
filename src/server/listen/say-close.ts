/** Asks the clients of a server that closes to take their next request over another connection. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** As much of a server of node:http or node:https as is needed. */
export interface Answering {
  prependListener(
    event: 'request',
    listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
  ): unknown
}

/** The first call of what is returned counts: from then on each answer says that its connection ends with it. */
export function sayCloseOf(server: Answering): () => void {
  const open = new Set<ServerResponse>()
  let closing = false
  server.prependListener('request', (_incoming, outgoing) => {
    if (closing) outgoing.shouldKeepAlive = false
    open.add(outgoing)
    outgoing.once('close', () => open.delete(outgoing))
  })
  return () => {
    closing = true
    for (const outgoing of open) if (!outgoing.headersSent) outgoing.shouldKeepAlive = false
  }
}
