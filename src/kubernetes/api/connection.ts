/** The connections to an API server: made with the certificates of the moment, and anew when those have changed. */
import { Agent } from 'node:https'
import type { ClientFacts } from './client.ts'

/** Proves who is asking; both parts may be absent. */
export interface Credential {
  readonly token?: string
  readonly certificate?: ClientCertificate
}

/** As PEM. */
export interface ClientCertificate {
  readonly cert: string
  readonly key: string
}

export interface Connection {
  readonly agentFor: (certificate: ClientCertificate | undefined) => Agent
  /** Lets go of all connections. */
  readonly close: () => void
}

export function createConnection(facts: ClientFacts): Connection {
  let current: { readonly agent: Agent; readonly ca?: string; readonly cert?: string } | undefined
  const retired = new Set<Agent>()
  return {
    agentFor: (certificate) => {
      const ca = readCa(facts, current?.ca)
      if (current !== undefined && current.ca === ca && current.cert === certificate?.cert)
        return current.agent
      if (current !== undefined) retire(current.agent, retired)
      const agent = makeAgent(facts, ca, certificate)
      current = { agent, ca, cert: certificate?.cert }
      return agent
    },
    close: () => {
      current?.agent.destroy()
      for (const agent of retired) agent.destroy()
    },
  }
}

/** A file that is being replaced may be missing for a moment. */
function readCa({ ca, readCa: read }: ClientFacts, known: string | undefined): string | undefined {
  if (read === undefined) return ca
  try {
    return read()
  } catch (error) {
    if (known === undefined && ca === undefined) throw error
    return known ?? ca
  }
}

function makeAgent(facts: ClientFacts, ca: string | undefined, certificate?: ClientCertificate): Agent {
  return new Agent({
    keepAlive: true,
    ...(ca !== undefined && { ca }),
    ...certificate,
    ...(facts.serverName !== undefined && { servername: facts.serverName }),
    ...(facts.insecure === true && { rejectUnauthorized: false }),
    ...(facts.proxy !== undefined && { proxyEnv: { HTTPS_PROXY: facts.proxy } }),
  })
}

/** What is under way on it may end; nothing new begins. */
function retire(agent: Agent, retired: Set<Agent>): void {
  for (const old of retired) if (Object.keys(old.sockets).length === 0) retired.delete(old)
  retired.add(agent)
  agent.maxFreeSockets = 0
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
}
