/** Requests that node's parser takes and RFC 9112 forbids: whoever stands before us could read another request in them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Connections that are about to end: what was read of them already must not be served. */
const ending = new WeakSet<Socket>()

/** Answers a malformed request with 400, and hangs up; false where it is well formed. */
export function refuseMalformed(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
  const { socket } = incoming
  if (ending.has(socket)) return true
  if (isWellFormed(incoming)) return false
  ending.add(socket)
  outgoing.writeHead(400, { 'content-length': '0', connection: 'close' }).end()
  return true
}

function isWellFormed({ headersDistinct, httpVersion }: IncomingMessage): boolean {
  const { host = [], 'transfer-encoding': codings } = headersDistinct
  if (httpVersion === '1.0') return host.length <= 1 && host.every(isAuthority) && codings === undefined
  if (httpVersion !== '1.1') return false
  if (host.length !== 1 || !isAuthority(host[0]!)) return false
  // Another coding beneath the chunks would reach handlers as it came.
  return codings === undefined || (codings.length === 1 && /^chunked$/i.test(codings[0]!))
}

/** A name or an address with or without a port, or nothing: RFC 3986 section 3.2, with no user. */
const isAuthority = (host: string): boolean =>
  /^(?:\[[\w.:%~-]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i.test(host)
