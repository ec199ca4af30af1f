/** Every listener of Podpass on ports of loopback, each with what a good client asks of it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, loadKubeconfig } from '../../../src/kubernetes/api/index.ts'
import {
  startFakeApiServer,
  type FakeApiServer,
} from '../../../src/kubernetes/api/fake-api-server.test-support.ts'
import { awsStsHosts, noMappings } from '../../../src/kubernetes/authenticator/index.ts'
import { defaultOptions } from '../../../src/kubernetes/webhook/index.ts'
import { openConnectProxy } from '../../../src/server/connect-proxy.ts'
import { kubeconfigFile, openAgent, openAuthenticator } from '../../../src/server/index.ts'
import { openKubelet } from '../../../src/server/node/open-kubelet.ts'
import { keepInstance } from '../../../src/server/node/instance.ts'
import { openMetadata } from '../../../src/server/node/metadata.ts'
import { openWebhookServer } from '../../../src/server/webhook-server.ts'
import { createCluster } from '../../e2e/support/cluster.ts'
import { callPodpass } from '../../e2e/support/podpass-call.ts'
import { openInstallation } from '../../e2e/support/installation.ts'
import { askHttp, askTunnel, type Ask } from './ask.ts'

export interface Listener {
  readonly name: string
  readonly url: string
  /** What a good client asks, once; throws when the answer is another than it should be. */
  readonly ask: Ask
  /** Where it reads a body, and what it takes there. */
  readonly reads?: BodyPlace
  /** Serves no request but CONNECT. */
  readonly tunnelsOnly?: true
}

export interface BodyPlace {
  readonly path: string
  readonly type: string
  readonly headers?: readonly string[]
  /** The body that it would take, with a value of the client's in it, as JSON or a form. */
  readonly around: (value: string) => string
}

export interface Listeners {
  readonly all: readonly Listener[]
  /** What went wrong inside, as the listeners' owners were told. */
  readonly faults: readonly unknown[]
  close(): Promise<void>
}

const host = '127.0.0.1'
const anyPort = { host, port: 0 }

export async function openListeners(): Promise<Listeners> {
  const faults: unknown[] = []
  const onFault = (fault: unknown): void => void faults.push(fault)
  const directory = mkdtempSync(join(tmpdir(), 'podpass-hostile-'))
  const closers: (() => unknown)[] = [() => rmSync(directory, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    for (const each of closers.toReversed()) await each()
  }
  const all = [
    ...(await openCloud(closers)),
    ...(await openWebhook(closers, onFault)),
    await openProxy(closers),
    ...(await openNode(directory, closers, onFault)),
    ...(await openPodIdentity(closers, onFault)),
    ...(await openLogin(directory, closers, onFault)),
  ]
  return { all, faults, close }
}

const json = 'application/json'
type Closers = (() => unknown)[]

/** An API server that ends with the listeners. */
const openApi = (closers: Closers): Promise<FakeApiServer> =>
  startFakeApiServer({ after: (close) => void closers.push(() => (close as () => unknown)()) })

async function openCloud(closers: Closers): Promise<readonly Listener[]> {
  const installation = await openInstallation()
  closers.push(() => installation.stop())
  const { endpoint, server, admin } = installation
  const cluster = await createCluster(installation, 'dev')
  closers.push(() => cluster.api.close())
  const { clusters } = (await callPodpass(installation, admin, 'GetStatus', {}))['Details'] as {
    readonly clusters: readonly { readonly endpoint: string; readonly webhook: string }[]
  }
  const { endpoint: api, webhook } = clusters[0]!
  const config = loadKubeconfig(kubeconfigFile(server.directory, 'dev'))
  if (!config.ok) throw new Error('the kubeconfig cannot be read')
  const authorization = `Bearer ${config.client.token?.()}`
  const form = 'application/x-www-form-urlencoded'
  const sts = {
    path: '/',
    type: form,
    around: (value: string) =>
      `Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=a&RoleArn=arn:aws:iam::1:role/a&WebIdentityToken=${value}`,
  }
  const callerOf = (url: string) => askHttp(url, { path: '/', status: 403 })
  return [
    { name: 'the endpoint', url: endpoint, ask: callerOf(endpoint), reads: sts },
    {
      name: 'the endpoint over TLS',
      url: endpoint.replace('http:', 'https:'),
      ask: callerOf(endpoint.replace('http:', 'https:')),
      reads: sts,
    },
    {
      name: 'the issuers',
      url: `https://${server.runtime.issuer}`,
      ask: askHttp(`https://${server.runtime.issuer}`, {
        path: `${new URL(cluster.issuer).pathname}/keys`,
        headers: { host: new URL(cluster.issuer).host },
        status: 200,
      }),
    },
    {
      name: 'the API server',
      url: api,
      ask: askHttp(api, { path: '/api/v1/namespaces/default', headers: { authorization }, status: 200 }),
      reads: {
        path: '/api/v1/namespaces/default/configmaps',
        type: json,
        headers: [`authorization: ${authorization}`],
        around: (value) =>
          `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"a","annotations":{"a":${value}}},"data":{"a":${value}}}`,
      },
    },
    {
      name: 'its webhook',
      url: webhook,
      ask: askHttp(webhook, { path: '/readyz', status: 200 }),
      reads: review,
    },
  ]
}

const review: BodyPlace = {
  path: '/mutate',
  type: json,
  around: (value) =>
    `{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u","operation":"CREATE","namespace":"default","resource":{"group":"","version":"v1","resource":"pods"},"object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","annotations":{"a":${value}}},"spec":{"serviceAccountName":${value},"containers":[{"name":"a","env":${value}}],"volumes":${value}}}}}`,
}

async function openWebhook(
  closers: Closers,
  onFault: (fault: unknown) => void,
): Promise<readonly Listener[]> {
  const fake = await openApi(closers)
  const server = await openWebhookServer({
    api: { server: fake.url, ca: fake.ca },
    address: anyPort,
    certificates: { kind: 'self-managed', secretName: 'hook' },
    service: { name: 'hook', namespace: 'eks' },
    options: defaultOptions,
    metricsAddress: anyPort,
    debug: true,
    report: () => undefined,
    // A machine that is busy with all this keeps it from its API server now and then, which it says.
    warn: (message) => {
      if (!/cannot reach the API server|the watch broke off/.test(message)) onFault(message)
    },
  })
  closers.push(() => server.close({ drain: 0 }))
  const url = `https://${host}:${server.port}`
  const ask = askHttp(url, { path: '/healthz', status: 200 })
  while (
    !(await ask().then(
      () => true,
      () => false,
    ))
  )
    await new Promise((resolve) => setTimeout(resolve, 20))
  const metrics = `http://${host}:${server.metricsPort}`
  return [
    { name: "the webhook's port", url, ask, reads: review },
    { name: "the webhook's metrics", url: metrics, ask: askHttp(metrics, { path: '/metrics', status: 200 }) },
  ]
}

async function openProxy(closers: Closers): Promise<Listener> {
  const echo = createServer((socket) => socket.on('error', () => socket.destroy()).pipe(socket))
  await new Promise<void>((resolve) => echo.listen(0, host, resolve))
  closers.push(() => echo.close())
  const proxy = await openConnectProxy({
    find: () => Promise.resolve({ host, port: (echo.address() as AddressInfo).port }),
  })
  closers.push(() => proxy.close(0))
  const url = `http://${host}:${proxy.port}`
  return { name: 'the CONNECT proxy', url, ask: askTunnel(url), tunnelsOnly: true }
}

async function openNode(
  directory: string,
  closers: Closers,
  onFault: (fault: unknown) => void,
): Promise<readonly Listener[]> {
  const fake = await openApi(closers)
  const client = createClient({ server: fake.url, ca: fake.ca })
  const kubelet = await openKubelet({
    name: 'node-a',
    address: anyPort,
    client,
    node: () => undefined,
    onFault,
  })
  closers.push(
    () => client.close(),
    () => kubelet.close(0),
  )
  const metadata = await openMetadata(
    {
      accountId: '111122223333',
      partition: 'aws',
      region: 'us-east-1',
      tokens: 'optional',
      hopLimit: 2,
      credentials: () => Promise.reject(new Error('this node has no role')),
    },
    keepInstance(join(directory, 'instance.json'), Date.now),
    host,
  )
  closers.push(() => metadata.close())
  const [kubeletUrl, imds] = [`https://${host}:${kubelet.port}`, `http://${host}:${metadata.address.port}`]
  return [
    {
      name: "the kubelet's API",
      url: kubeletUrl,
      ask: askHttp(kubeletUrl, { path: '/pods', status: 401 }),
    },
    {
      name: 'the instance metadata',
      url: imds,
      ask: askHttp(imds, { path: '/latest/meta-data/instance-id', status: 200 }),
    },
  ]
}

async function openPodIdentity(
  closers: Closers,
  onFault: (fault: unknown) => void,
): Promise<readonly Listener[]> {
  const agent = await openAgent({
    clusterName: 'dev',
    region: 'us-east-1',
    endpoint: new URL(`http://${host}:1`),
    addresses: [anyPort],
    takesWhatThereIs: false,
    probeAddress: anyPort,
    metricsAddress: anyPort,
    limits: { renewAfter: 0, size: 10, renewalsPerSecond: 1 },
    rotatesCredentials: false,
    tell: () => undefined,
    warn: onFault,
  })
  closers.push(() => agent.close())
  const [door, probes, metrics] = [agent.addresses[0]!.port, agent.probePort, agent.metricsPort].map(
    (port) => `http://${host}:${port}`,
  ) as [string, string, string]
  return [
    {
      name: 'the Pod Identity agent',
      url: door,
      ask: askHttp(door, { path: '/v1/credentials', status: 400 }),
    },
    { name: "the agent's probes", url: probes, ask: askHttp(probes, { path: '/healthz', status: 200 }) },
    { name: "the agent's metrics", url: metrics, ask: askHttp(metrics, { path: '/metrics', status: 200 }) },
  ]
}

async function openLogin(
  directory: string,
  closers: Closers,
  onFault: (fault: unknown) => void,
): Promise<readonly Listener[]> {
  const server = await openAuthenticator({
    clusterId: 'dev',
    address: anyPort,
    healthAddress: anyPort,
    files: {
      stateDirectory: directory,
      hostname: host,
      names: { names: ['localhost'], ips: [host] },
    },
    backends: [{ kind: 'MountedFile', mappings: noMappings, reservedPrefixes: [] }],
    hosts: awsStsHosts('aws')!,
    rememberEntriesFor: 0,
    report: () => undefined,
    warn: onFault,
  })
  closers.push(() => server.close())
  const [url, health] = [`https://${host}:${server.port}`, `http://${host}:${server.healthPort}`]
  return [
    {
      name: 'the authenticator',
      url,
      ask: askHttp(url, { path: '/healthz', status: 200 }),
      reads: {
        path: '/authenticate',
        type: json,
        around: (value) =>
          `{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":${value},"audiences":${value}}}`,
      },
    },
    {
      name: "the authenticator's health",
      url: health,
      ask: askHttp(health, { path: '/healthz', status: 200 }),
    },
  ]
}
