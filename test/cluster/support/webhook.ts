/** Our webhook beside a real cluster: behind HTTPS, with a ServiceAccount of its own, known to the API server by a URL. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBody, type Handler } from '../../../src/kit/index.ts'
import { createClient, pathOf, requestToken, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import {
  createWebhook,
  defaultOptions,
  followServiceAccounts,
  type Decision,
  type WebhookOptions,
} from '../../../src/kubernetes/webhook/index.ts'
import { openLocalCa } from '../../../src/server/certificates/index.ts'
import { openHttps } from '../../../src/server/listen/https-listener.ts'
import { until, valueOf } from './objects.ts'
import type { Cluster } from './with-cluster.ts'

export interface WebhookWish {
  readonly name: string
  /** The pods of namespaces with these labels are its. */
  readonly namespaceLabels: Readonly<Record<string, string>>
  readonly options?: Partial<WebhookOptions>
  readonly hasPodIdentity?: (namespace: string, name: string) => boolean
}

export interface Review {
  readonly request: JsonObject
  readonly status: number
  readonly answer: JsonObject
}

export interface RegisteredWebhook {
  readonly reviews: Review[]
  readonly decisions: Decision[]
  readonly problems: string[]
  /** Leaves its configuration as it is. */
  stopServing(): Promise<void>
  close(): Promise<void>
}

export const configurations = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'

/** What a webhook may do in a cluster, and its token. */
export async function createWebhookAccount({ client }: Cluster): Promise<() => string> {
  const [namespace, name] = ['kube-system', 'pod-identity-webhook']
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  const apiGroup = 'rbac.authorization.k8s.io'
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }
  valueOf(await client.create(pathOf('serviceaccounts', namespace), account))
  valueOf(
    await client.create(`${rbac}/clusterroles`, {
      metadata: { name },
      rules: [{ apiGroups: [''], resources: ['serviceaccounts'], verbs: ['get', 'list', 'watch'] }],
    }),
  )
  valueOf(
    await client.create(`${rbac}/clusterrolebindings`, {
      metadata: { name },
      roleRef: { apiGroup, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', namespace, name }],
    }),
  )
  const requested = await requestToken(client, { namespace, serviceAccount: name })
  assert.ok(requested.ok)
  return () => requested.token
}

export async function registerWebhook(
  cluster: Cluster,
  token: () => string,
  wish: WebhookWish,
): Promise<RegisteredWebhook> {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-webhook-'))
  const ca = await openLocalCa({ directory, clock: Date.now })
  const options = { ...defaultOptions, ...wish.options }
  const client = createClient({ server: cluster.server, ca: cluster.ca, token, userAgent: 'podpass-webhook' })
  const ending = new AbortController()
  const problems: string[] = []
  const accounts = followServiceAccounts({
    client,
    annotationPrefix: options.annotationPrefix,
    signal: ending.signal,
    onProblem: (problem) => problems.push(problem),
  })
  const reviews: Review[] = []
  const decisions: Decision[] = []
  const handler = createWebhook({
    options,
    findServiceAccount: accounts.find,
    isReady: accounts.isReady,
    hasPodIdentity: wish.hasPodIdentity,
    report: (decision) => decisions.push(decision),
  })
  const port = await openHttps({
    handler: recording(handler, reviews),
    ca,
    clock: Date.now,
    address: { host: '127.0.0.1', port: 0 },
    own: { names: ['localhost'], ips: ['127.0.0.1'] },
    onFault: (fault) => problems.push(String(fault)),
  })
  await until(`webhook ${wish.name} knows the ServiceAccounts`, accounts.isReady)
  const url = `https://127.0.0.1:${port.port}/mutate`
  valueOf(await cluster.client.create(configurations, configurationOf(wish, url, ca.certificate)))
  return {
    reviews,
    decisions,
    problems,
    stopServing: () => port.close(0),
    close: async () => {
      await cluster.client.delete(`${configurations}/${wish.name}`)
      await port.close(1000)
      ending.abort()
      client.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export const configurationOf = (
  { name, namespaceLabels }: Pick<WebhookWish, 'name' | 'namespaceLabels'>,
  url: string,
  ca: string,
): JsonObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name },
  webhooks: [
    {
      name: 'iam-for-pods.amazonaws.com',
      clientConfig: { url, caBundle: Buffer.from(ca).toString('base64') },
      rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      failurePolicy: 'Fail',
      timeoutSeconds: 10,
      namespaceSelector: { matchLabels: namespaceLabels },
      objectSelector: {
        matchExpressions: [{ key: 'eks.amazonaws.com/skip-pod-identity-webhook', operator: 'DoesNotExist' }],
      },
    },
  ],
})

/** Keeps what the API server asked and what it was told. */
const recording =
  (handler: Handler, reviews: Review[]): Handler =>
  async (request) => {
    const body = await readBody(request.body, 16 * 1024 * 1024)
    const response = await handler({
      ...request,
      body: (async function* () {
        yield body
      })(),
    })
    reviews.push({
      request: parse(Buffer.from(body).toString()),
      status: response.status,
      answer: typeof response.body === 'string' ? parse(response.body) : {},
    })
    return response
  }

function parse(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject
  } catch {
    return { text }
  }
}
