/** Replicas of `podpass webhook` as processes of their own behind one address, rolled as a Deployment rolls them. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { makeRoot, makeServerCertificate, newKey } from '../../../src/kit/index.ts'
import { listOf, pathOf, textOf, valueAt, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import { openBalancer, type Balancer } from './balancer.ts'
import { until, valueOf } from './objects.ts'
import { startPodpass, type RunningPodpass } from './program.ts'
import { createSelfManagedAccount } from './self-managed.ts'
import type { Cluster } from './with-cluster.ts'

export interface FleetWish {
  /** Also the name of the configuration. Pods of namespaces with the label `hook: <name>` are its. */
  readonly name: string
  readonly replicas: number
  /**
   * To a Service, API servers speak HTTP/1.1, and the replicas keep their certificates; to a URL on loopback HTTP/2, and
   * the certificate is from files.
   */
  readonly reached: 'by URL' | 'by Service'
  /** How long a replica that is to stop serves on. */
  readonly shutdownDelay?: string
}

export interface Fleet {
  /** The way from the replicas to the API server, which can be cut. */
  readonly toApiServer: Balancer
  readonly configuration: () => Promise<JsonObject>
  /** PEM of what API servers trust. */
  readonly caBundle: () => Promise<string>
  /** Starts one more, waits until it is ready, ends the oldest and waits until that is gone. */
  roll(): Promise<void>
  /** How many of them are ready now. */
  readonly ready: () => number
  /** Lines of all their logs, of those that are gone too. */
  readonly log: () => readonly string[]
  close(): Promise<void>
}

interface Replica {
  readonly program: RunningPodpass
  port: number
  isReady: boolean
}

const configurations = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'

export async function openFleet(cluster: Cluster, wish: FleetWish): Promise<Fleet> {
  const { name } = wish
  const token = await createSelfManagedAccount(cluster, name)
  const toApiServer = await openBalancer([Number(new URL(cluster.server).port)])
  const toReplicas = await openBalancer()
  const kubeconfig = writeKubeconfig(cluster, name, `https://127.0.0.1:${toApiServer.port}`, token())
  const certificate = wish.reached === 'by URL' ? await writeCertificate(cluster, name) : undefined
  await register(cluster, wish, toReplicas.port, certificate?.ca)

  const served = certificate?.flags ?? selfManaged(name)
  const flags = [...common(kubeconfig, wish.shutdownDelay ?? '2s'), ...served]

  const replicas: Replica[] = []
  const programs: RunningPodpass[] = []
  const watching = new AbortController()
  const start = async (): Promise<Replica> => {
    const program = startPodpass(['webhook', ...flags])
    programs.push(program)
    await program.prints(/serving on 127\.0\.0\.1:\d+/)
    const port = Number(/serving on 127\.0\.0\.1:(\d+)/.exec(program.printed())![1])
    const replica = { program, port, isReady: false }
    replicas.push(replica)
    // As a kubelet probes each for itself, and kube-proxy hears of it.
    void (async () => {
      while (!watching.signal.aborted && replicas.includes(replica)) {
        replica.isReady = await isReady(port)
        toReplicas.use(replicas.filter((each) => each.isReady).map((each) => each.port))
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    })()
    await until(`replica at ${port} is ready`, () => replica.isReady)
    return replica
  }
  const end = async (replica: Replica): Promise<void> => {
    await replica.program.stop()
    replicas.splice(replicas.indexOf(replica), 1)
    assert.equal(await replica.program.ended, 0, replica.program.printed().slice(-2000))
  }
  const configuration = async (): Promise<JsonObject> =>
    valueOf(await cluster.client.get(`${configurations}/${name}`))
  const close = async (): Promise<void> => {
    watching.abort()
    await cluster.client.delete(`${configurations}/${name}`)
    await Promise.all(programs.map((program) => program.stop()))
    await Promise.all([toReplicas.close(), toApiServer.close()])
  }
  try {
    await Promise.all(Array.from({ length: wish.replicas }, start))
  } catch (error) {
    await close()
    throw error
  }
  return {
    toApiServer,
    configuration,
    caBundle: async () => {
      const [first] = listOf((await configuration())['webhooks'])
      return Buffer.from(textOf(valueAt(first, 'clientConfig', 'caBundle')) ?? '', 'base64').toString()
    },
    roll: async () => {
      const [oldest] = replicas
      await start()
      await end(oldest!)
    },
    ready: () => replicas.filter((replica) => replica.isReady).length,
    log: () => programs.flatMap((program) => program.printed().split('\n')),
    close,
  }
}

function writeKubeconfig({ directory, ca }: Cluster, name: string, server: string, token: string): string {
  const path = join(directory, `${name}.kubeconfig`)
  const cluster = { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') }
  writeFileSync(
    path,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster }],
      users: [{ name: 'u', user: { token } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
    { mode: 0o600 },
  )
  return path
}

const common = (kubeconfig: string, delay: string): readonly string[] =>
  `--kubeconfig ${kubeconfig} --bind-address 127.0.0.1 --port 0 --metrics-port 0 --shutdown-delay ${delay}`.split(
    ' ',
  )

const selfManaged = (name: string): readonly string[] =>
  `--certificate-source self-managed --tls-secret hook --service-name hook --namespace ${name} --webhook-configuration ${name}`.split(
    ' ',
  )

/** For this machine, where whoever keeps its own makes one for its Service. */
async function writeCertificate({ directory }: Cluster, name: string) {
  const now = Date.now()
  const key = newKey()
  const ca = await makeRoot({ key, commonName: name, now })
  const wanted = { names: ['localhost'], ips: ['127.0.0.1'] }
  const made = await makeServerCertificate({ key, certificate: ca }, wanted, now)
  const [certFile, keyFile] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)]
  writeFileSync(certFile, made.cert)
  writeFileSync(keyFile, made.key, { mode: 0o600 })
  return { ca, flags: ['--in-cluster=false', '--tls-cert', certFile, '--tls-key', keyFile] }
}

async function register(
  { client }: Cluster,
  { name, reached }: FleetWish,
  port: number,
  ca?: string,
): Promise<void> {
  // Without kube-proxy, whom a Service would lead to cannot be this machine; a name can.
  valueOf(
    await client.create(`${pathOf('namespaces', undefined, name)}/services`, {
      metadata: { name: 'hook' },
      spec: { type: 'ExternalName', externalName: 'localhost' },
    }),
  )
  const clientConfig =
    reached === 'by Service'
      ? { service: { name: 'hook', namespace: name, port, path: '/mutate' } }
      : { url: `https://localhost:${port}/mutate`, caBundle: Buffer.from(ca ?? '').toString('base64') }
  valueOf(
    await client.create(configurations, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'MutatingWebhookConfiguration',
      metadata: { name },
      webhooks: [
        {
          name: 'pods.hook.test',
          clientConfig,
          rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
          admissionReviewVersions: ['v1'],
          sideEffects: 'NoneOnDryRun',
          failurePolicy: 'Fail',
          timeoutSeconds: 10,
          namespaceSelector: { matchLabels: { hook: name } },
        },
      ],
    }),
  )
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path: '/readyz', agent: false, rejectUnauthorized: false }
    const asked = request({ ...options, timeout: 2000 }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    asked.once('timeout', () => asked.destroy())
    asked.once('error', () => resolve(false))
    asked.end()
  })
}
