/** Calls a node's kubelet over HTTPS with the API server's client certificate; like kube-apiserver's own, its calls take whatever certificate the node shows. */
import type { IncomingMessage } from 'node:http'
import { request, type RequestOptions } from 'node:https'
import { isOutOfBounds } from './node-address.ts'
import type { KubeletAnswer, KubeletOrder, ReachKubelet } from '../needs.ts'

export interface KubeletCredential {
  readonly cert: string
  readonly key: string
}

/** Milliseconds to a connection. */
const dialLimit = 10_000

export const callKubelet =
  (readCredential: () => KubeletCredential): ReachKubelet =>
  (order) =>
    new Promise((resolve, reject) => {
      const { cert, key } = readCredential()
      const call = request(order.url, { ...optionsOf(order), cert, key })
      const dialing = setTimeout(() => call.destroy(new Error('i/o timeout')), dialLimit)
      call.once('socket', (socket) => {
        socket.once('secureConnect', () => clearTimeout(dialing))
        socket.on('lookup', (_: unknown, address: string) => {
          if (isOutOfBounds(address)) call.destroy(new Error(`${address} is no address of a node`))
        })
      })
      call.once('close', () => clearTimeout(dialing))
      call.once('error', (error) => reject(new Error(describe(error, order.url), { cause: error })))
      call.once('response', (response) => resolve(answerOf(response)))
      call.once('upgrade', (response, connection, head) => {
        if (head.length > 0) connection.unshift(head)
        resolve({ ...answerOf(response), connection })
      })
      call.end()
    })

const optionsOf = ({ method, headers, signal }: KubeletOrder): RequestOptions => ({
  method,
  signal,
  // A connection of its own: what a node says may have no end.
  agent: false,
  rejectUnauthorized: false,
  headers: { 'user-agent': 'Go-http-client/1.1', ...headers },
})

const answerOf = (response: IncomingMessage): KubeletAnswer => ({
  status: response.statusCode ?? 0,
  headers: Object.fromEntries(
    Object.entries(response.headersDistinct).map(([name, values]) => [name, values ?? []]),
  ),
  body: response,
})

/** In Go's words, which the people who meet them search for. */
function describe(error: Error, { hostname, port }: URL): string {
  const { code, message } = error as NodeJS.ErrnoException
  const address = `${hostname}:${port}`
  if (code === 'ECONNREFUSED') return `dial tcp ${address}: connect: connection refused`
  if (code === 'EHOSTUNREACH') return `dial tcp ${address}: connect: no route to host`
  if (code === 'ENETUNREACH') return `dial tcp ${address}: connect: network is unreachable`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `dial tcp: lookup ${hostname}: no such host`
  if (code === 'ECONNRESET') return 'EOF'
  return message === 'i/o timeout' || code === 'ETIMEDOUT' ? `dial tcp ${address}: i/o timeout` : message
}
