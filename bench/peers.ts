/**
 * Podpass beside other servers of AWS's protocols that are installed here, on the same calls in the same run. The peers
 * come from PyPI (`pip install 'moto[server]' ministack`); PODPASS_BENCH_PYTHON names the Python that has them.
 *
 * What is not compared: podpass alone verifies each token and signature, decides by policies and writes a durable record.
 */
import { spawnSync } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { sha256Hex } from '../src/kit/index.ts'
import { signRequest } from '../src/sigv4/index.ts'
import { startChild, waitForPort } from './support/child.ts'
import { runLoad, type Measured } from './support/load.ts'
import { startPodpass, type BenchedPodpass } from './support/podpass.ts'
import { exchangeRequest, prepareRole, signedCall } from './support/requests.ts'
import { createTokens } from './support/tokens.ts'
import { printTable, ratio } from './support/table.ts'

const python = process.env['PODPASS_BENCH_PYTHON'] ?? 'python3'
const connections = 8
const rounds = 3

interface Server {
  readonly name: string
  readonly port: number
  readonly pid: number
  readonly admin: BenchedPodpass['admin']
  readonly requests: number
  stop(): Promise<void>
}

interface Peer {
  readonly name: string
  readonly module: string
  readonly words: readonly string[]
  readonly environment?: (port: number) => Readonly<Record<string, string>>
}

const peers: readonly Peer[] = [
  { name: 'moto', module: 'moto.server', words: ['-m', 'moto.server', '-p', 'PORT'] },
  {
    name: 'ministack',
    module: 'ministack',
    words: ['-m', 'ministack'],
    environment: (port) => ({ GATEWAY_PORT: String(port) }),
  },
]

export async function run(): Promise<void> {
  const podpass = await startPodpass()
  const role = await prepareRole(podpass)
  const tokens = await createTokens(podpass, 'bench', 500)
  const servers: Server[] = [{ ...podpass, name: 'podpass', requests: 2000, stop: () => podpass.stop() }]
  for (const peer of peers) {
    const started = await startPeer(peer)
    if (started === undefined) console.log(`${peer.name} is not installed here`)
    else servers.push(started)
  }
  try {
    for (const server of servers) await prepareBucket(server)
    const calls: Readonly<Record<string, (server: Server) => (index: number) => Buffer>> = {
      AssumeRoleWithWebIdentity: (server) => (index) =>
        exchangeRequest(server.port, role, tokens[index % tokens.length]!),
      GetCallerIdentity: (server) => always(signedCall(server, 'sts', { Action: 'GetCallerIdentity' })),
      ListRoles: (server) => always(signedCall(server, 'iam', { Action: 'ListRoles' })),
      'PutObject, 1 KiB': (server) =>
        always(objectCall(server, 'PUT', '/bench-bucket/key', 'x'.repeat(1024))),
      'GetObject, 1 KiB': (server) => always(objectCall(server, 'GET', '/bench-bucket/key')),
    }
    for (const [name, callOf] of Object.entries(calls)) await compare(name, servers, callOf)
  } finally {
    for (const server of servers) await server.stop()
  }
}

const always = (request: Buffer) => (): Buffer => request

async function compare(
  title: string,
  servers: readonly Server[],
  callOf: (server: Server) => (index: number) => Buffer,
): Promise<void> {
  const results = new Map<string, Measured[]>()
  for (let round = 0; round <= rounds; round++)
    for (const server of servers) {
      const measured = await load(server, server.requests, callOf(server))
      // What the first calls cost is not what is asked.
      if (round > 0) results.set(server.name, [...(results.get(server.name) ?? []), measured])
    }
  const middle = (name: string, of: (measured: Measured) => number): number =>
    results
      .get(name)!
      .map(of)
      .toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!
  const rate = (name: string): number => middle(name, ({ perSecond }) => perSecond)
  printTable(
    title,
    ['', 'requests/s', 'CPU us', 'podpass rate : this', 'statuses'],
    servers.map(({ name }) => [
      name,
      rate(name).toFixed(0),
      middle(name, ({ cpuMicroseconds }) => cpuMicroseconds).toFixed(0),
      ratio(rate('podpass'), rate(name)),
      JSON.stringify(results.get(name)![0]!.statuses),
    ]),
  )
}

const load = (
  { port, pid }: Server,
  requests: number,
  request: (index: number) => Buffer,
): Promise<Measured> => runLoad({ host: '127.0.0.1', port, pid, connections, requests, request })

async function startPeer({ name, module, words, environment }: Peer): Promise<Server | undefined> {
  if (spawnSync(python, ['-c', `import ${module}`]).status !== 0) return undefined
  const port = await freePort()
  const command = [python, ...words.map((word) => (word === 'PORT' ? String(port) : word))]
  const child = startChild(command, { ...process.env, ...environment?.(port) }, true)
  await waitForPort(port)
  const admin = { account: '', accessKeyId: 'test', secretAccessKey: 'test', region: 'us-east-1' }
  return { name, port, pid: child.pid, admin, requests: 300, stop: () => child.stop() }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function prepareBucket(server: Server): Promise<void> {
  for (const [path, body] of [
    ['/bench-bucket', ''],
    ['/bench-bucket/key', 'x'.repeat(1024)],
  ] as const) {
    const { statuses } = await load(server, 1, always(objectCall(server, 'PUT', path, body)))
    if (statuses['200'] !== 1) throw new Error(`${server.name}: PUT ${path}: ${JSON.stringify(statuses)}`)
  }
}

/** A call of S3, signed now. */
function objectCall({ port, admin }: Server, method: string, path: string, body = ''): Buffer {
  const payloadHash = sha256Hex(body)
  const headers = { host: [`127.0.0.1:${port}`], 'x-amz-content-sha256': [payloadHash] }
  const signed = signRequest(
    { method, path, query: '', headers },
    { identity: admin, region: admin.region, service: 's3', now: Date.now(), payloadHash },
  )
  const lines = Object.entries({ ...signed, 'content-length': [String(body.length)] }).map(
    ([name, values]) => `${name}: ${values.join(',')}`,
  )
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
}
