import assert from 'node:assert/strict'
import { Agent, request } from 'node:https'
import { test, type TestContext } from 'node:test'
import { connect } from 'node:tls'
import {
  startFakeApiServer,
  until,
  type FakeApiServer,
} from '../kubernetes/api/fake-api-server.test-support.ts'
import { listOf, pathOf, textOf, valueAt, type JsonObject } from '../kubernetes/api/index.ts'
import { defaultOptions } from '../kubernetes/webhook/index.ts'
import { openWebhookServer, type WebhookServer, type WebhookServerConfig } from './webhook-server.ts'

const service = { name: 'hook', namespace: 'eks' }
const configurationPath = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/hook'
const [host, servername] = ['127.0.0.1', 'hook.eks.svc']

async function startApi(context: TestContext): Promise<FakeApiServer> {
  const fake = await startFakeApiServer(context)
  fake.put(configurationPath, {
    metadata: { name: 'hook' },
    webhooks: [{ name: 'pods.hook', clientConfig: { service: { ...service, path: '/mutate' } } }],
  })
  return fake
}

const putAccount = (fake: FakeApiServer, name: string): void =>
  void fake.put(pathOf('serviceaccounts', 'demo', name), {
    metadata: {
      name,
      namespace: 'demo',
      annotations: { 'eks.amazonaws.com/role-arn': `arn:aws:iam::111122223333:role/${name}` },
    },
  })

async function start(
  context: TestContext,
  fake: FakeApiServer,
  more: Partial<WebhookServerConfig> = {},
): Promise<WebhookServer & { warnings: string[] }> {
  const warnings: string[] = []
  const server = await openWebhookServer({
    api: { server: fake.url, ca: fake.ca },
    address: { host, port: 0 },
    certificates: { kind: 'self-managed', secretName: 'hook' },
    service,
    configurationName: 'hook',
    options: defaultOptions,
    drain: 400,
    report: () => undefined,
    warn: (message) => warnings.push(message),
    ...more,
  })
  context.after(() => server.close({ drain: 0 }))
  return { ...server, warnings }
}

interface Call {
  readonly port: number
  readonly ca: string
  readonly path?: string
  readonly body?: string
  readonly agent?: Agent
}

function call({ port, ca, path = '/readyz', body, agent }: Call): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host,
        port,
        path,
        ca,
        servername,
        agent: agent ?? false,
        method: body === undefined ? 'GET' : 'POST',
        headers: { host: servername, 'content-type': 'application/json' },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.once('end', () => resolve({ status: response.statusCode ?? 0, text }))
        response.once('error', reject)
      },
    )
    asked.once('error', reject)
    asked.end(body)
  })
}

function bundleOf(fake: FakeApiServer): string {
  const [first] = listOf(fake.get(configurationPath)?.['webhooks'])
  return Buffer.from(textOf(valueAt(first, 'clientConfig', 'caBundle')) ?? '', 'base64').toString()
}

const isReady = async (fake: FakeApiServer, { port }: WebhookServer): Promise<boolean> =>
  bundleOf(fake) !== '' &&
  (await call({ port, ca: bundleOf(fake) }).then(
    ({ status }) => status === 200,
    () => false,
  ))

const review = (serviceAccountName: string): string =>
  JSON.stringify({
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: 'u',
      operation: 'CREATE',
      resource: { group: '', version: 'v1', resource: 'pods' },
      namespace: 'demo',
      object: { metadata: { name: 'p' }, spec: { serviceAccountName, containers: [{ name: 'c' }] } },
    },
  })

const isMutated = (text: string): boolean =>
  valueAt(JSON.parse(text) as JsonObject, 'response', 'patchType') === 'JSONPatch'

test('a replica is not ready before it knows the accounts and serves its certificate, and names each cause', async (t) => {
  const fake = await startApi(t)
  putAccount(fake, 'web')
  let release = (): void => undefined
  const released = new Promise<undefined>((resolve) => (release = () => resolve(undefined)))
  fake.onRequest = ({ path }) => (path === '/api/v1/serviceaccounts' ? released : undefined)
  const server = await start(t, fake)
  await until('it serves', () => bundleOf(fake) !== '')
  const [ready, live] = await Promise.all(
    ['/readyz', '/livez'].map((path) => call({ port: server.port, ca: bundleOf(fake), path })),
  )
  assert.deepEqual([ready!.status, live!.status], [503, 200])
  assert.match(ready!.text, /service accounts are not known yet/)
  // Whoever asks all the same gets the right answer.
  const early = await call({ port: server.port, ca: bundleOf(fake), path: '/mutate', body: review('web') })
  assert.ok(isMutated(early.text))
  release()
  await until('it is ready', () => isReady(fake, server))
})

test('a Secret that is missing is named as the cause', async (t) => {
  const fake = await startApi(t)
  const { warnings } = await start(t, fake, { certificates: { kind: 'secret', secretName: 'gone' } })
  await until('it is said', () => warnings.includes('there is no secret eks/gone'))
})

test('files that are not there end the start with their name', async (t) => {
  const fake = await startApi(t)
  const certificates = { kind: 'files', certFile: '/none/tls.crt', keyFile: '/none/tls.key' } as const
  await assert.rejects(
    start(t, fake, { certificates }),
    /cannot read the serving certificate: .*\/none\/tls\.crt/,
  )
})

test('replicas are rolled under load with no review failed and no pod left without its identity', async (t) => {
  const fake = await startApi(t)
  for (let index = 0; index < 50; index++) putAccount(fake, `known-${index}`)
  const drain = 1000
  let replicas = [await start(t, fake, { drain }), await start(t, fake, { drain })]
  for (const replica of replicas) await until('it is ready', () => isReady(fake, replica))

  // As kube-proxy has it: new connections go to replicas that were ready a moment ago, old ones stay where they are.
  let endpoints = replicas
  const load = new AbortController()
  const isRolling = (): boolean => !load.signal.aborted
  const watchEndpoints = (async () => {
    while (isRolling()) {
      const all = replicas
      const ready = await Promise.all(all.map((replica) => isReady(fake, replica)))
      await new Promise((resolve) => setTimeout(resolve, 50))
      endpoints = all.filter((_, index) => ready[index])
    }
  })()
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  t.after(() => agent.destroy())
  let turn = 0
  agent.createConnection = () => {
    const { port } = endpoints[turn++ % endpoints.length]!
    return connect({ host, port, servername, ca: bundleOf(fake), ALPNProtocols: ['http/1.1'] })
  }

  const wrong: string[] = []
  let reviews = 0
  const worker = async (): Promise<void> => {
    while (isRolling()) {
      const number = reviews++
      // Every tenth pod comes in the moment that its account is made.
      const name = number % 10 === 0 ? `new-${number}` : `known-${number % 50}`
      if (number % 10 === 0) putAccount(fake, name)
      try {
        const { status, text } = await call({ port: 1, ca: '', path: '/mutate', body: review(name), agent })
        if (status !== 200 || !isMutated(text)) wrong.push(`${name}: ${status} ${text}`)
      } catch (error) {
        wrong.push(`${name}: ${(error as Error).message}`)
      }
    }
  }
  const workers = Array.from({ length: 8 }, worker)
  for (let round = 0; round < 2; round++) {
    const added = await start(t, fake, { drain })
    await until('the new one is ready', () => isReady(fake, added))
    const [oldest] = replicas
    replicas = [...replicas, added]
    await new Promise((resolve) => setTimeout(resolve, 150))
    await oldest!.close()
    replicas = replicas.filter((replica) => replica !== oldest)
  }
  load.abort()
  await Promise.all([...workers, watchEndpoints])
  assert.deepEqual(wrong, [])
  assert.ok(reviews > 200, `${reviews} reviews`)
})

test('hostile clients hold nobody up', async (t) => {
  const fake = await startApi(t)
  putAccount(fake, 'web')
  const server = await start(t, fake)
  await until('it is ready', () => isReady(fake, server))
  const ca = bundleOf(fake)
  const hostile = Array.from({ length: 100 }, (_, index) => {
    const socket = connect({ host, port: server.port, servername, ca })
    socket.on('error', () => undefined)
    const length = index % 2 === 0 ? 'content-length: 7000000' : 'transfer-encoding: chunked'
    socket.write(`POST /mutate HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${length}\r\n\r\n`)
    const drip = setInterval(() => socket.write(index % 2 === 0 ? '[' : '1\r\n[\r\n'), 50)
    socket.once('close', () => clearInterval(drip))
    return socket
  })
  await new Promise((resolve) => setTimeout(resolve, 300))
  const started = Date.now()
  for (let index = 0; index < 20; index++) {
    const { status, text } = await call({ port: server.port, ca, path: '/mutate', body: review('web') })
    assert.ok(status === 200 && isMutated(text))
  }
  const unknown = await Promise.all(
    Array.from({ length: 20 }, () =>
      call({ port: server.port, ca, path: '/mutate', body: review('nobody') }),
    ),
  )
  assert.ok(unknown.every(({ status }) => status === 200))
  assert.ok(Date.now() - started < 5000)
  hostile.forEach((socket) => socket.destroy())
})
