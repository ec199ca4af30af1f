/** The pod identity webhook alone, for any cluster: its certificates from files, its ServiceAccounts by list and watch. */
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:https'
import { createClient, type ClientFacts } from '../kubernetes/api/index.ts'
import {
  createWebhook,
  followServiceAccounts,
  type Decision,
  type WebhookOptions,
} from '../kubernetes/webhook/index.ts'
import { DataDirectoryUnusable } from './data-directory.ts'
import { adapt } from './listen/adapt.ts'
import { requestLimits } from './listen/https-listener.ts'
import { openPort, type Address } from './listen/open-port.ts'

export interface WebhookServerConfig {
  readonly api: ClientFacts
  readonly address: Address
  readonly certFile: string
  readonly keyFile: string
  readonly options: WebhookOptions
  /** Told of each decision, and of what goes wrong on the way. */
  readonly report: (decision: Decision) => void
  readonly warn: (message: string) => void
}

export interface WebhookServer {
  readonly port: number
  /** Takes no new connections and lets reviews in flight finish. */
  close(): Promise<void>
}

const grace = 10_000

/** A bound for a review, so that a slow client cannot hold a connection for ever. */
const limits = { ...requestLimits, requestTimeout: 30_000 }

export async function openWebhookServer(config: WebhookServerConfig): Promise<WebhookServer> {
  const { options, report, warn } = config
  const client = createClient({ ...config.api, userAgent: 'podpass-webhook' })
  const ending = new AbortController()
  const accounts = followServiceAccounts({
    client,
    annotationPrefix: options.annotationPrefix,
    signal: ending.signal,
    onProblem: warn,
  })
  const handler = createWebhook({
    options,
    report,
    findServiceAccount: accounts.find,
    isReady: accounts.isReady,
  })
  const server = createServer(
    { ...limits, ...readPair(config) },
    adapt(handler, (fault) => warn(fault instanceof Error ? fault.message : String(fault))),
  )
  const stopWatching = reloadOnChange(config, (pair) => server.setSecureContext(pair), warn)
  const port = await openPort(server, config.address, [server])
  return {
    port: port.port,
    close: async () => {
      stopWatching()
      await port.close(grace)
      ending.abort()
      client.close()
    },
  }
}

interface Pair {
  readonly cert: string
  readonly key: string
}

function readPair({ certFile, keyFile }: WebhookServerConfig): Pair {
  try {
    return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
  } catch (cause) {
    throw new DataDirectoryUnusable(`cannot read the serving certificate: ${(cause as Error).message}`, {
      cause,
    })
  }
}

const lookEvery = 10_000

/** Files mounted from a Secret change by a swapped link, which a look at what they lead to sees and a watch may miss. */
function reloadOnChange(
  config: WebhookServerConfig,
  use: (pair: Pair) => void,
  warn: (message: string) => void,
): () => void {
  const stamp = (): string =>
    [config.certFile, config.keyFile]
      .map((file) => `${statSync(file).mtimeMs} ${statSync(file).ino}`)
      .join(' ')
  let seen = stamp()
  const look = (): void => {
    try {
      const now = stamp()
      if (now === seen) return
      use(readPair(config))
      seen = now
    } catch (error) {
      // The old pair stays in use; half a change is looked at again.
      warn(`the serving certificate was not reloaded: ${(error as Error).message}`)
    }
  }
  const timer = setInterval(look, lookEvery).unref()
  return () => clearInterval(timer)
}
