/** A plain HTTP listener of ours for short requests: a handler and its port. */
import { createServer } from 'node:http'
import type { Handler } from '../../kit/index.ts'
import { adapt, type OnFault } from './adapt.ts'
import { shortRequests } from './https-listener.ts'
import { openPort, type Address, type OpenPort } from './open-port.ts'

export interface HttpListenerFacts {
  readonly handler: Handler
  readonly address: Address
  readonly onFault: OnFault
}

export function openHttp({ handler, address, onFault }: HttpListenerFacts): Promise<OpenPort> {
  const server = createServer(shortRequests, adapt(handler, onFault))
  return openPort(server, address, [server])
}
