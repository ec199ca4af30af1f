/** TLS contexts of a listener: its own names by default, and by SNI the names that it serves beside them, each with a fresh certificate. */
import { createSecureContext, type SecureContext, type Server } from 'node:tls'
import type { LocalCa } from './local-ca.ts'
import {
  BoundedMap,
  type Clock,
  type IssuedCertificate,
  lifetimes,
  type ServerNames,
} from '../../kit/index.ts'

export interface ServerContexts {
  /** For `https.createServer`. */
  readonly options: {
    readonly key: string
    readonly cert: string
    readonly ca: string[]
    readonly SNICallback: (
      hostname: string,
      answer: (error: Error | null, context?: SecureContext) => void,
    ) => void
  }
  /** Gives the server a new certificate for its own names before the old one expires. Returns what stops it. */
  keepFresh(server: Pick<Server, 'setSecureContext'>): () => void
}

export interface ServerContextsInput {
  readonly ca: LocalCa
  readonly clock: Clock
  /** The listener's own names. */
  readonly own: ServerNames
  /** Whether another host name is served here; nobody else's name gets a certificate. */
  readonly servesHost?: (hostname: string) => boolean
  /** Told when a certificate could not be made; the client then sees the listener's own. */
  readonly onFault?: (fault: unknown) => void
}

export async function createServerContexts(input: ServerContextsInput): Promise<ServerContexts> {
  const { ca, clock, own, servesHost = () => false, onFault = () => {} } = input
  const contexts = new BoundedMap<string, { context: SecureContext; renewAt: number }>(256)
  const first = await ca.issueServerCertificate(own)

  const contextFor = async (names: ServerNames): Promise<SecureContext> => {
    const cacheKey = names.names.join(' ')
    const known = contexts.get(cacheKey)
    if (known !== undefined && clock() < known.renewAt) return known.context
    const issued = await ca.issueServerCertificate(names)
    const context = contextOf(issued)
    contexts.set(cacheKey, { context, renewAt: issued.notAfter - lifetimes.renewal })
    return context
  }

  const choose = (hostname: string): Promise<SecureContext> => {
    const name = hostname.toLowerCase()
    return contextFor(
      !own.names.includes(name) && isHostName(name) && servesHost(name) ? { names: [name] } : own,
    )
  }

  return {
    options: {
      key: first.key,
      cert: first.cert,
      ...noRoots,
      SNICallback: (hostname, answer) => {
        choose(hostname).then(
          (context) => answer(null, context),
          (fault: unknown) => {
            onFault(fault)
            answer(null)
          },
        )
      },
    },
    keepFresh: (server) => {
      const renew = (): void => {
        ca.issueServerCertificate(own).then(
          ({ key, cert }) => server.setSecureContext({ key, cert, ...noRoots }),
          onFault,
        )
      }
      const timer = setInterval(renew, renewalInterval).unref()
      return () => clearInterval(timer)
    },
  }
}

/** A server that asks no client for a certificate has no use for the world's roots; to read them is a fifth of a start. */
export const noRoots: { readonly ca: string[] } = { ca: [] }

const renewalInterval = 12 * 3_600_000

const contextOf = ({ key, cert }: IssuedCertificate): SecureContext =>
  createSecureContext({ key, cert, ...noRoots })

const isHostName = (text: string): boolean =>
  text.length <= 253 && /^[a-z0-9]([a-z0-9-]{0,62}\.)*[a-z0-9-]{0,62}[a-z0-9]$/.test(text)
