/** Starts a real API server on loopback with state and keys of its own, and stops it without a trace. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type KubernetesClient } from '../../src/kubernetes/api/index.ts'
import { writeClusterFiles, type ClusterFiles } from './cluster-files.ts'
import { compactEtcd } from './compact-etcd.ts'
import { freePort } from './free-port.ts'
import { startProgram, type RunningProgram } from './program.ts'
import type { Programs } from './programs.ts'

export interface ApiServerWish {
  readonly programs: Programs
  /** What tokens name as their issuer; the server's own address when absent. */
  readonly issuer?: string
  readonly flags?: readonly string[]
}

export interface RunningApiServer {
  readonly server: string
  /** PEM of its CA. */
  readonly ca: string
  readonly adminToken: string
  /** A client of the administrator. */
  readonly client: KubernetesClient
  /** The path of the administrator's. */
  readonly kubeconfig: string
  readonly issuer: string
  readonly auditLog: string
  /** Whether Deployments get pods and namespaces their `default` ServiceAccount. */
  readonly hasControllers: boolean
  /** Of its files, such as `service-account.key`, which it reads anew when it is started again. */
  readonly directory: string
  /** Ends the API server as a crash does; its state stays. */
  goAway(): Promise<void>
  /** Starts it again on the same port, and waits until it is ready. */
  comeBack(): Promise<void>
  /** Makes etcd forget all versions but the last. */
  compact(): Promise<void>
  /** Ends its processes and removes all that it kept. */
  stop(): Promise<void>
}

export const apiAudience = 'https://kubernetes.default.svc'

/** Milliseconds; a machine that is busy with a build takes a while. */
const startLimit = 90_000

export async function startApiServer(wish: ApiServerWish): Promise<RunningApiServer> {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-kube-apiserver-'))
  const port = await freePort()
  const files = await writeClusterFiles(directory, `https://127.0.0.1:${port}`)
  const issuer = wish.issuer ?? files.server
  const flags = [...files.flags, ...serverFlags(port, issuer), ...(wish.flags ?? [])]
  const running: RunningProgram[] = []
  const client = createClient({
    server: files.server,
    ca: files.ca.certificate,
    token: () => files.adminToken,
    userAgent: 'podpass-test',
  })
  const stop = async (): Promise<void> => {
    client.close()
    for (const program of running.toReversed()) await program.stop()
    rmSync(directory, { recursive: true, force: true })
  }
  try {
    const started = await startPrograms(wish.programs, { directory, files, flags, running })
    await waitUntilReady(client, running)
    return {
      server: files.server,
      ca: files.ca.certificate,
      adminToken: files.adminToken,
      client,
      kubeconfig: files.kubeconfig,
      issuer,
      auditLog: join(directory, 'audit.log'),
      hasControllers: started.hasControllers,
      directory,
      goAway: async () => {
        const server = running.find(({ name }) => name === serverName)!
        running.splice(running.indexOf(server), 1)
        await server.stop()
      },
      comeBack: async () => {
        started.startServer()
        await waitUntilReady(client, running)
      },
      compact: () => compactEtcd(started.etcdAddress),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

const serverFlags = (port: number, issuer: string): readonly string[] => [
  '--bind-address=127.0.0.1',
  '--advertise-address=127.0.0.1',
  `--secure-port=${port}`,
  '--endpoint-reconciler-type=none',
  '--service-cluster-ip-range=10.0.0.0/24',
  '--authorization-mode=Node,RBAC',
  '--enable-admission-plugins=NodeRestriction',
  '--allow-privileged',
  `--service-account-issuer=${issuer}`,
  // Where relying parties look, as an operator who publishes copies would set it.
  `--service-account-jwks-uri=${issuer}/openid/v1/jwks`,
  `--api-audiences=${apiAudience}`,
]

interface Plan {
  readonly directory: string
  readonly files: ClusterFiles
  readonly flags: readonly string[]
  readonly running: RunningProgram[]
}

const serverName = 'kube-apiserver'

interface StartedPrograms {
  readonly hasControllers: boolean
  readonly startServer: () => void
  readonly etcdAddress: string
}

async function startPrograms(programs: Programs, plan: Plan): Promise<StartedPrograms> {
  const { directory, files, flags, running } = plan
  const start = (name: string, program: string, args: readonly string[]): void =>
    void running.push(startProgram({ name, program, args, log: join(directory, `${name}.log`) }))
  const state = join(directory, 'etcd')
  if (programs.kind === 'built') {
    const etcdPort = await freePort()
    const startServer = (): void =>
      start(serverName, programs.program, [
        `--etcd-dir=${state}`,
        `--etcd-port=${etcdPort}`,
        `--controllers=${files.kubeconfig}`,
        '--until-stdin-closes',
        '--',
        ...flags,
      ])
    startServer()
    return { hasControllers: true, startServer, etcdAddress: `http://127.0.0.1:${etcdPort}` }
  }
  const [client, peer] = [await freePort(), await freePort()].map((port) => `http://127.0.0.1:${port}`)
  start('etcd', programs.etcd, [
    `--data-dir=${state}`,
    '--unsafe-no-fsync',
    '--log-level=error',
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ])
  const startServer = (): void =>
    start(serverName, programs.apiServer, [`--etcd-servers=${client}`, ...flags])
  startServer()
  const started = { startServer, etcdAddress: client! }
  if (programs.controllerManager === undefined) return { ...started, hasControllers: false }
  start('kube-controller-manager', programs.controllerManager, [
    `--kubeconfig=${files.kubeconfig}`,
    '--leader-elect=false',
    '--use-service-account-credentials',
    '--controllers=serviceaccount-controller,root-ca-certificate-publisher-controller,namespace-controller,deployment-controller,replicaset-controller,statefulset-controller,daemonset-controller,job-controller',
    `--root-ca-file=${join(directory, 'client-ca.crt')}`,
    '--secure-port=0',
    '--kube-api-qps=200',
    '--kube-api-burst=400',
  ])
  return { ...started, hasControllers: true }
}

async function waitUntilReady(client: KubernetesClient, running: readonly RunningProgram[]): Promise<void> {
  const deadline = Date.now() + startLimit
  for (;;) {
    // Its answer is plain text, so what is good comes back as a problem too.
    const answer = await client.request('GET', '/readyz', { timeout: 5000 })
    if (answer.ok || answer.problem.code === 200) return
    const ended = running.find((program) => program.hasEnded())
    if (ended !== undefined) throw new Error(`${ended.name} ended: ${ended.lastWords()}`)
    if (Date.now() > deadline)
      throw new Error(
        `kube-apiserver is not ready in time: ${running.map((each) => each.lastWords()).join('\n')}`,
      )
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
