/** A whole cluster on loopback for tests: API server and webhook over HTTPS, and a client. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Handler } from '../../kit/index.ts'
import { openLocalCa } from '../../server/certificates/index.ts'
import { openHttps } from '../../server/listen/https-listener.ts'
import { createMemoryStore } from '../../store/index.ts'
import { createClient } from '../api/index.ts'
import type { KubernetesClient } from '../api/index.ts'
import { callWebhook, createApiServer, prepareCluster } from '../apiserver/index.ts'
import type { AdmissionWebhook, ApiServerNeeds, TokenOrder } from '../apiserver/index.ts'
import { createWebhook, defaultOptions, followServiceAccounts } from '../webhook/index.ts'

export interface LiveCluster {
  readonly client: KubernetesClient
  readonly server: string
  readonly ca: string
  readonly orders: readonly TokenOrder[]
  /** A client that presents this token. */
  readonly clientOf: (token: string) => KubernetesClient
}

export interface LiveOptions {
  /** Stands in for the webhook of the house. */
  readonly webhook?: Handler
  readonly admission?: Partial<AdmissionWebhook>
  readonly store?: ApiServerNeeds['store']
}

const credential = (token: string, username: string, groups: readonly string[]) => ({
  tokenSha256: createHash('sha256').update(token).digest('hex'),
  user: { username, groups },
})

/** Which path the webhook is called at, as the real configuration has it. */
export async function openCluster(context: TestContext, options: LiveOptions = {}): Promise<LiveCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-test-'))
  const stopping = new AbortController()
  const closers: (() => unknown)[] = []
  context.after(async () => {
    stopping.abort()
    for (const close of closers.toReversed()) await close()
    rmSync(directory, { recursive: true, force: true })
  })
  const ca = await openLocalCa({ directory, clock: Date.now })
  const open = async (handler: Handler): Promise<string> => {
    const port = await openHttps({
      handler,
      ca,
      clock: Date.now,
      address: { host: '127.0.0.1', port: 0 },
      own: { names: ['localhost'], ips: ['127.0.0.1'] },
      onFault: (fault) => console.error(fault),
    })
    closers.push(() => port.close(0))
    return `https://127.0.0.1:${port.port}`
  }

  let webhook: Handler | undefined = options.webhook
  const webhookUrl = await open((request) => webhook!(request))
  const orders: TokenOrder[] = []
  const needs: ApiServerNeeds = {
    cluster: 'live',
    store: options.store ?? createMemoryStore(),
    now: Date.now,
    random: randomBytes,
    apiAudiences: ['https://kubernetes.default.svc'],
    mintToken: (order) => {
      orders.push(order)
      return Promise.resolve({ token: `token-${orders.length}`, issuedAt: Date.now() })
    },
    credentials: [
      credential('admin', 'admin', ['system:masters']),
      credential('webhook', 'webhook', []),
      credential('nobody', 'nobody', []),
    ],
    grants: [{ subject: 'webhook', verbs: ['get', 'list', 'watch'], resources: ['serviceaccounts'] }],
    webhooks: [
      {
        name: 'pod.wh.test',
        failurePolicy: 'Fail',
        timeoutSeconds: 2,
        call: callWebhook({ url: `${webhookUrl}/mutate`, ca: ca.certificate }),
        ...options.admission,
      },
    ],
    onFault: (fault) => console.error(fault),
  }
  await prepareCluster(needs)
  const server = await open(createApiServer(needs))
  const clientOf = (token: string): KubernetesClient => {
    const client = createClient({ server, ca: ca.certificate, token: () => token })
    closers.push(client.close)
    return client
  }
  webhook ??= houseWebhook(clientOf('webhook'), stopping.signal)
  return { client: clientOf('admin'), server, ca: ca.certificate, orders, clientOf }
}

function houseWebhook(client: KubernetesClient, signal: AbortSignal): Handler {
  const accounts = followServiceAccounts({ client, annotationPrefix: 'eks.amazonaws.com', signal })
  return createWebhook({
    options: { ...defaultOptions, defaultRegion: 'eu-west-1' },
    findServiceAccount: accounts.find,
    isReady: accounts.isReady,
  })
}
