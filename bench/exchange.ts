/** STS: the web identity exchange with distinct tokens, and GetCallerIdentity, against a bare server and against moto. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { firstLine, startChild, waitForPort } from './support/child.ts'
import { runLoad, type Measured } from './support/load.ts'
import { startPodpass, type BenchedPodpass } from './support/podpass.ts'
import { exchangeRequest, prepareRole, signedCall } from './support/requests.ts'
import { createTokens } from './support/tokens.ts'
import { printTable, ratio } from './support/table.ts'

const requests = 3000
const connections = 8
const rounds = 5

interface Target {
  readonly name: string
  readonly port: number
  readonly pid: number
  /** Fewer requests for a target that is too slow for all of them. */
  readonly requests: number
}

export async function run(): Promise<void> {
  const podpass = await startPodpass()
  const roleArn = await prepareRole(podpass)
  const tokens = await createTokens(podpass, 'bench', requests)
  const exchange = (index: number): Buffer =>
    exchangeRequest(podpass.port, roleArn, tokens[index % tokens.length]!)
  const identity = identityRequests(podpass)
  const floors = {
    exchange: await startFloor(await answerTo(podpass, exchange(0))),
    identity: await startFloor(await answerTo(podpass, identity(0))),
  }
  const moto = await startMoto()
  try {
    await compare('AssumeRoleWithWebIdentity, distinct tokens', exchange, podpass, floors.exchange, moto)
    await compare('GetCallerIdentity, signed', identity, podpass, floors.identity, moto)
  } finally {
    await Promise.all([podpass.stop(), floors.exchange.stop(), floors.identity.stop(), moto?.stop()])
  }
}

async function compare(
  title: string,
  request: (index: number) => Buffer,
  podpass: BenchedPodpass,
  floor: Floor,
  moto: Floor | undefined,
): Promise<void> {
  const targets: Target[] = [
    { name: 'podpass', port: podpass.port, pid: podpass.pid, requests },
    { name: 'floor (bare node:http)', port: floor.port, pid: floor.pid, requests },
    ...(moto === undefined ? [] : [{ name: 'moto_server', port: moto.port, pid: moto.pid, requests: 300 }]),
  ]
  const results = new Map<string, Measured[]>(targets.map((target) => [target.name, []]))
  // Node compiles what is hot while it is called; what the first calls cost is told beside the rest.
  const first = new Map<string, Measured>()
  for (const target of targets) first.set(target.name, await measure(target, request, target.requests))
  for (let round = 0; round < rounds; round++)
    for (const target of targets)
      results.get(target.name)!.push(await measure(target, request, target.requests))
  const median = (name: string, of: (measured: Measured) => number): number =>
    results
      .get(name)!
      .map(of)
      .toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!
  printTable(
    title,
    [
      '',
      'requests/s',
      'CPU us/request',
      'first 3,000',
      'p50 ms',
      'p99 ms',
      'CPU : floor',
      'podpass rate : this',
    ],
    targets.map(({ name }) => [
      name,
      median(name, (m) => m.perSecond).toFixed(0),
      median(name, (m) => m.cpuMicroseconds).toFixed(0),
      first.get(name)!.cpuMicroseconds.toFixed(0),
      median(name, (m) => m.p50).toFixed(2),
      median(name, (m) => m.p99).toFixed(2),
      ratio(
        median(name, (m) => m.cpuMicroseconds),
        median('floor (bare node:http)', (m) => m.cpuMicroseconds),
      ),
      ratio(
        median('podpass', (m) => m.perSecond),
        median(name, (m) => m.perSecond),
      ),
    ]),
  )
  for (const [name, measured] of results)
    console.log(`  ${name}: statuses ${JSON.stringify(measured.map((m) => m.statuses))}`)
}

const measure = (target: Target, request: (index: number) => Buffer, count: number): Promise<Measured> =>
  runLoad({ host: '127.0.0.1', port: target.port, pid: target.pid, connections, requests: count, request })

/** Requests signed once, as a client's would be within a few minutes. */
function identityRequests(podpass: BenchedPodpass): (index: number) => Buffer {
  const requests = Array.from({ length: 64 }, () =>
    signedCall(podpass, 'sts', { Action: 'GetCallerIdentity' }),
  )
  return (index) => requests[index % requests.length]!
}

/** The body that podpass gives, which the floor then gives without any work. */
async function answerTo({ port }: BenchedPodpass, request: Buffer): Promise<string> {
  const text = request.toString()
  const [head, body] = [text.slice(0, text.indexOf('\r\n\r\n')), text.slice(text.indexOf('\r\n\r\n') + 4)]
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((row) => [row.slice(0, row.indexOf(':')), row.slice(row.indexOf(':') + 2)] as const)
      .filter(([name]) => name !== 'host' && name !== 'content-length'),
  )
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })
  const answer = await response.text()
  if (response.status !== 200) throw new Error(`the request to be measured is refused: ${answer}`)
  return answer
}

interface Floor {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
}

async function startFloor(body: string): Promise<Floor> {
  const file = join(mkdtempSync(join(tmpdir(), 'podpass-floor-')), 'body')
  writeFileSync(file, body)
  const child = startChild([process.execPath, new URL('./support/floor.ts', import.meta.url).pathname, file])
  return { port: Number(await firstLine(child.process)), pid: child.pid, stop: () => child.stop() }
}

/** moto's server, where it is installed. */
async function startMoto(): Promise<Floor | undefined> {
  if (spawnSync('python3', ['-c', 'import moto.server']).status !== 0) {
    console.log('moto is not installed here: compared with the floor only')
    return undefined
  }
  const port = 5999
  const child = startChild(['python3', '-m', 'moto.server', '-p', String(port)], process.env, true)
  await waitForPort(port)
  return { port, pid: child.pid, stop: () => child.stop() }
}
