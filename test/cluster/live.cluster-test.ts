/** What the webhook knows and keeps in a live cluster, held against a real API server: lists, races, certificates. */
import assert from 'node:assert/strict'
import { request } from 'node:https'
import { test } from 'node:test'
import { connect } from 'node:tls'
import { createClient, listOf, pathOf, textOf, valueAt } from '../../src/kubernetes/api/index.ts'
import { defaultOptions, followServiceAccounts } from '../../src/kubernetes/webhook/index.ts'
import { openWebhookServer, type WebhookServer } from '../../src/server/webhook-server.ts'
import { until, valueOf } from './support/objects.ts'
import { createSelfManagedAccount } from './support/self-managed.ts'
import { withCluster, type Cluster } from './support/with-cluster.ts'

const namespace = 'hook-live'
const service = { name: 'hook', namespace }
const configurations = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'
const role = 'eks.amazonaws.com/role-arn'
const opening = '{"type":"ADDED","object":{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":'

const put = async ({ client }: Cluster, name: string, roleArn?: string): Promise<void> =>
  void valueOf(
    await client.create(pathOf('serviceaccounts', namespace), {
      metadata: { name, ...(roleArn !== undefined && { annotations: { [role]: roleArn } }) },
    }),
  )

await withCluster({}, async (cluster) => {
  const token = await createSelfManagedAccount(cluster, namespace)
  const api = { server: cluster.server, ca: cluster.ca, token }

  test('the list is streamed, the watch goes on, and most accounts are read from their opening', async (t) => {
    await put(cluster, 'listed', 'arn:listed')
    const client = createClient(api)
    t.after(() => client.close())
    const ending = new AbortController()
    t.after(() => ending.abort())
    const opened: string[] = []
    let skimmed = 0
    const accounts = followServiceAccounts({
      client: {
        ...client,
        open: async (path, options) => {
          opened.push(`${options?.query?.['sendInitialEvents']}`)
          const answer = await client.open(path, options)
          if (!answer.ok) return answer
          const lines = (async function* () {
            for await (const together of answer.stream.lines) {
              // The opening that is relied on has to be how this server writes it.
              skimmed += together.filter((line) => line.startsWith(opening)).length
              yield together
            }
          })()
          return { ok: true, stream: { ...answer.stream, lines } }
        },
        request: () => assert.fail('nothing has to be asked beside the watch'),
      },
      annotationPrefix: 'eks.amazonaws.com',
      signal: ending.signal,
    })
    await until('the accounts are known', accounts.isReady)
    assert.deepEqual(await accounts.find(namespace, 'listed'), { [role]: 'arn:listed' })
    assert.deepEqual(await accounts.find(namespace, 'hook'), {})
    await put(cluster, 'watched', 'arn:watched')
    await until('the change is known', () =>
      [...accounts.entries()].some(([key]) => key.endsWith('/watched')),
    )
    assert.deepEqual([opened, skimmed >= accounts.size()], [['true'], true])
  })

  test('two hundred accounts are found the moment that each is made', async (t) => {
    const client = createClient(api)
    const ending = new AbortController()
    t.after(() => {
      ending.abort()
      client.close()
    })
    const accounts = followServiceAccounts({
      client,
      annotationPrefix: 'eks.amazonaws.com',
      signal: ending.signal,
    })
    await until('the accounts are known', accounts.isReady)
    const names = Array.from({ length: 200 }, (_, index) => `burst-${index}`)
    const found = await Promise.all(
      names.map(async (name) => {
        await put(cluster, name, `arn:${name}`)
        return accounts.find(namespace, name)
      }),
    )
    assert.ok(found.every((annotations, index) => annotations?.[role] === `arn:burst-${index}`))
    await cluster.client.delete(pathOf('serviceaccounts', namespace, 'burst-0'))
    await until('its end is known', () => ![...accounts.entries()].some(([key]) => key.endsWith('/burst-0')))
    assert.equal(await accounts.find(namespace, 'burst-0'), undefined)
  })

  test('replicas agree on a certificate with no more rights than they need, and mend a caBundle that was changed', async (t) => {
    valueOf(
      await cluster.client.create(configurations, {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'MutatingWebhookConfiguration',
        metadata: { name: 'hook-live' },
        webhooks: [
          {
            name: 'pods.hook.test',
            clientConfig: { service: { ...service, path: '/mutate' } },
            rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
            admissionReviewVersions: ['v1'],
            sideEffects: 'None',
            failurePolicy: 'Ignore',
            namespaceSelector: { matchLabels: { nobody: 'here' } },
          },
        ],
      }),
    )
    t.after(() => cluster.client.delete(`${configurations}/hook-live`))
    const warnings: string[] = []
    const start = async (): Promise<WebhookServer> => {
      const server = await openWebhookServer({
        api,
        address: { host: '127.0.0.1', port: 0 },
        certificates: { kind: 'self-managed', secretName: 'hook' },
        service,
        configurationName: 'hook-live',
        options: defaultOptions,
        report: () => undefined,
        warn: (message) => warnings.push(message),
      })
      t.after(() => server.close({ drain: 0 }))
      return server
    }
    const replicas = await Promise.all([start(), start(), start()])
    const bundle = async (): Promise<string> => {
      const [first] = listOf(valueOf(await cluster.client.get(`${configurations}/hook-live`))['webhooks'])
      return Buffer.from(textOf(valueAt(first, 'clientConfig', 'caBundle')) ?? '', 'base64').toString()
    }
    await until('the caBundle is written', async () => (await bundle()) !== '')
    const ca = await bundle()
    for (const { port } of replicas) await until('it is ready', () => isReady(port, ca))
    const leaves = await Promise.all(replicas.map(({ port }) => leafOf(port, ca)))
    assert.equal(new Set(leaves).size, 1)

    valueOf(
      await cluster.client.request('PATCH', `${configurations}/hook-live`, {
        contentType: 'application/json-patch+json',
        body: [{ op: 'remove', path: '/webhooks/0/clientConfig/caBundle' }],
      }),
    )
    await until('the caBundle is back', async () => (await bundle()) === ca)
    await cluster.client.delete(pathOf('secrets', namespace, 'hook'))
    await until(
      'the Secret is back',
      async () => (await cluster.client.get(pathOf('secrets', namespace, 'hook'))).ok,
    )
    assert.equal(await bundle(), ca)
    assert.deepEqual(
      warnings.filter((warning) => !warning.includes('was brought up to date')),
      [],
    )
  })
})

const servername = `${service.name}.${namespace}.svc`

function isReady(port: number, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path: '/readyz', servername, ca, agent: false } as const
    const asked = request({ ...options, headers: { host: servername } }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    asked.once('error', () => resolve(false))
    asked.end()
  })
}

function leafOf(port: number, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, servername, ca })
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? '')
      socket.destroy()
    })
  })
}
