/** Joins requests that want another protocol on their connection to handlers: WebSocket, and SPDY as older kubectls speak it. */
import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Handler, HttpResponse } from '../../kit/index.ts'
import { fail, send, type OnFault } from './adapt.ts'
import { IncomingRequest } from './incoming-request.ts'
import { refuseMalformed } from './malformed-request.ts'

const protocols: readonly string[] = ['websocket', 'spdy/3.1']

/** For `shouldUpgradeCallback`: other wishes are passed over, as servers may. */
export const wantsUpgrade = ({ headers }: IncomingMessage): boolean =>
  protocols.includes((headers.upgrade ?? '').toLowerCase())

/** A listener of `upgrade`. An answer other than 101 ends the connection. */
export const adaptUpgrade =
  (handler: Handler, onFault: OnFault) =>
  (incoming: IncomingMessage, connection: Duplex, head: Buffer): void => {
    const outgoing = answerOn(incoming, connection)
    if (refuseMalformed(incoming, outgoing)) return
    handler(new IncomingRequest(incoming, outgoing))
      .then((response) => {
        if (response.onUpgraded === undefined) return send(response, incoming, outgoing)
        if (connection.destroyed) return undefined
        outgoing.detachSocket(connection as Socket)
        connection.write(headOf(response), 'latin1')
        if (head.length > 0) connection.unshift(head)
        response.onUpgraded(connection)
        return undefined
      })
      .catch((fault: unknown) => fail(fault, outgoing, onFault))
  }

/**
 * An answer on a connection that node:http has let go of, which ends with it. From here on a client that breaks off is
 * nobody's fault; before, nothing would hear of it.
 */
export function answerOn(incoming: IncomingMessage, connection: Duplex): ServerResponse {
  const outgoing = new ServerResponse(incoming)
  outgoing.shouldKeepAlive = false
  connection.on('error', () => connection.destroy())
  outgoing.assignSocket(connection as Socket)
  outgoing.once('finish', () => connection.end())
  return outgoing
}

function headOf({ status, headers }: HttpResponse): string {
  const lines = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => `${name}: ${value}\r\n`),
  )
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`
}
