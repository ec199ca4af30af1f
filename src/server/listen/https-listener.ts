/** An HTTPS listener of ours: a handler, its certificates and its port. */
import { createServer } from 'node:https'
import type { Clock, Handler } from '../../kit/index.ts'
import { createServerContexts, type LocalCa, type ServerNames } from '../certificates/index.ts'
import { adaptUpgrade, wantsUpgrade } from './adapt-upgrade.ts'
import { adapt, type OnFault } from './adapt.ts'
import { openPort, PortUnavailable, type Address, type OpenPort } from './open-port.ts'

export interface HttpsListenerFacts {
  readonly handler: Handler
  readonly ca: LocalCa
  readonly clock: Clock
  readonly address: Address
  readonly own: ServerNames
  readonly servesHost?: (hostname: string) => boolean
  /** Whether clients may show a certificate; whose it is, the handler finds out. */
  readonly asksClients?: boolean
  /** Whether a connection may be handed over to another protocol. */
  readonly upgrades?: boolean
  readonly onFault: OnFault
}

export async function openHttps(facts: HttpsListenerFacts): Promise<OpenPort> {
  const { handler, ca, clock, own, servesHost, asksClients = false, upgrades = false, onFault } = facts
  const contexts = await createServerContexts({ ca, clock, own, servesHost, onFault })
  const asking = asksClients ? { requestCert: true, rejectUnauthorized: false } : {}
  const options = { ...contexts.options, ...asking, ...shortRequests, shouldUpgradeCallback: wantsUpgrade }
  const server = createServer(
    upgrades ? options : { ...options, shouldUpgradeCallback: () => false },
    adapt(handler, onFault),
  )
  if (upgrades) server.on('upgrade', adaptUpgrade(handler, onFault))
  const stopRenewing = contexts.keepFresh(server)
  const port = await openPort(server, facts.address, [server])
  return {
    ...port,
    close: async (grace) => {
      stopRenewing()
      await port.close(grace)
    },
  }
}

/** On the port that was used before where it is free, else on any. */
export async function openHttpsPreferring(facts: HttpsListenerFacts): Promise<OpenPort> {
  try {
    return await openHttps(facts)
  } catch (error) {
    if (!(error instanceof PortUnavailable)) throw error
    return openHttps({ ...facts, address: { ...facts.address, port: 0 } })
  }
}

/** Bounds of every HTTP server of ours, in milliseconds and bytes. */
export const requestLimits = {
  headersTimeout: 20_000,
  /** A body may be an object of gigabytes; a server whose answers never stand still sets an idle timer beside this. */
  requestTimeout: 0,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 32 * 1024,
  connectionsCheckingInterval: 5000,
  noDelay: true,
  // Asked of every request by refuseMalformed; node would go on to serve what stands behind the one it refuses.
  requireHostHeader: false,
} as const

/** The same where no request is long: it is to come within 30 seconds, and a handshake within 10. */
export const shortRequests = { ...requestLimits, requestTimeout: 30_000, handshakeTimeout: 10_000 } as const
