/** Opens the webhook of an embedded cluster; it looks ServiceAccounts up through the cluster's API with a credential of its own. */
import { createClient, type KubernetesClient } from '../../kubernetes/api/index.ts'
import { createWebhook, defaultOptions, findAnnotations } from '../../kubernetes/webhook/index.ts'
import type { LocalCa } from '../certificates/index.ts'
import { openHttps } from '../listen/https-listener.ts'
import type { ClustersNeeds } from './needs.ts'
import type { ClusterRecord } from './record.ts'

export interface ClusterWebhookFacts {
  readonly record: ClusterRecord
  readonly ca: LocalCa
  readonly token: string
  /** The address of the API server, which opens after the webhook. */
  readonly apiServer: () => string
}

export interface OpenWebhook {
  readonly url: string
  close(grace: number): Promise<void>
}

export async function openClusterWebhook(
  { clock, hasPodIdentity, onFault }: ClustersNeeds,
  facts: ClusterWebhookFacts,
): Promise<OpenWebhook> {
  const { record, ca, token, apiServer } = facts
  let client: KubernetesClient | undefined
  const handler = createWebhook({
    options: { ...defaultOptions, defaultRegion: record.region, regionalSts: true },
    findServiceAccount: (namespace, name) => {
      client ??= createClient({
        server: apiServer(),
        ca: ca.certificate,
        token: () => token,
        userAgent: 'podpass-webhook',
      })
      return findAnnotations(client, namespace, name)
    },
    hasPodIdentity: (namespace, name) => hasPodIdentity(record, namespace, name),
  })
  const port = await openHttps({
    handler,
    ca,
    clock,
    address: { host: '127.0.0.1', port: 0 },
    own: {
      names: ['pod-identity-webhook', 'pod-identity-webhook.default.svc', 'localhost'],
      ips: ['127.0.0.1'],
    },
    onFault,
  })
  return {
    url: `https://127.0.0.1:${port.port}/mutate`,
    close: async (grace) => {
      await port.close(grace)
      client?.close()
    },
  }
}
