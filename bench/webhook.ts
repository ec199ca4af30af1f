/** Admissions over TLS: the built webhook against a bare node:https server that parses the review and answers with fixed bytes, and against any other webhook. */
import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { post, residentMegabytes, runLoad, type Measured } from './support/load.ts'
import { makeReview } from './support/review.ts'
import { printTable, ratio } from './support/table.ts'
import { startCluster, type Cluster } from './webhook/cluster.ts'
import { ask, isMutated, watchStart } from './webhook/probe.ts'
import { floor, otherProgram, podpass, type Program, type Target } from './webhook/targets.ts'

/** PODPASS_BENCH_WEBHOOK_COMMAND starts another webhook, PODPASS_BENCH_WEBHOOK_ROUNDS says how often each figure is taken. */
const rounds = Number(process.env['PODPASS_BENCH_WEBHOOK_ROUNDS'] ?? 3)
const requests = 4000

export async function run(): Promise<void> {
  const folder = 'dist/bench-webhook'
  execFileSync(process.execPath, ['tools/build-package.ts', folder], { stdio: 'ignore' })
  const other = otherProgram(process.env['PODPASS_BENCH_WEBHOOK_COMMAND'])
  const programs = [podpass(join(process.cwd(), folder)), ...(other === undefined ? [] : [other])]
  try {
    await measureStarts(programs)
    await measureLoad(programs)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureStarts(programs: readonly Program[]): Promise<void> {
  const rows: string[][] = []
  const memory: string[][] = []
  for (const accounts of [100, 10_000, 50_000]) {
    const cluster = await startCluster(accounts)
    try {
      for (const program of programs) {
        rows.push(await startRow(program, cluster))
        memory.push(await memoryRow(program, cluster))
      }
    } finally {
      await cluster.stop()
    }
  }
  printTable(
    `From the start of the process, medians of ${rounds}`,
    ['', 'accounts', 'ready ms', 'first mutated ms', 'wrong while ready', 'wrong when asked at once'],
    rows,
  )
  printTable(
    'Resident memory in MiB',
    ['', 'accounts', '5 s after it is ready', '10 s after a review of 3 MB'],
    memory,
  )
}

async function startRow(program: Program, cluster: Cluster): Promise<string[]> {
  const starts = []
  for (let round = 0; round <= rounds; round++) {
    const start = await watchStart(program, cluster)
    await start.target.stop()
    // The first one fills the compile cache, as the build of an image can.
    if (round > 0) starts.push(start)
  }
  const early = await watchStart(program, cluster, true)
  await early.target.stop()
  return [
    program.name,
    String(cluster.accounts),
    median(starts.map(({ ready }) => ready)).toFixed(0),
    median(starts.map(({ mutated }) => mutated)).toFixed(0),
    String(starts.reduce((sum, { wrong }) => sum + wrong, 0)),
    String(early.wrong),
  ]
}

async function memoryRow(program: Program, cluster: Cluster): Promise<string[]> {
  const { target } = await watchStart(program, cluster)
  await sleep(5000)
  const atRest = residentMegabytes(target.pid)
  const agent = new Agent({ ca: cluster.ca, servername: 'localhost' })
  const answer = await ask(agent, target.port, 'POST', '/mutate', makeReview(0, true, 3_000_000))
  if (!isMutated(answer?.body)) throw new Error(`${program.name} did not change the pod of 3 MB`)
  await sleep(10_000)
  const after = residentMegabytes(target.pid)
  await target.stop()
  return [program.name, String(cluster.accounts), atRest.toFixed(0), after.toFixed(0)]
}

async function measureLoad(programs: readonly Program[]): Promise<void> {
  const cluster = await startCluster(10_000)
  const targets = new Map<Program, Target>()
  try {
    for (const program of programs) targets.set(program, (await watchStart(program, cluster)).target)
    const answer = join(cluster.folder, 'answer')
    writeFileSync(answer, await firstAnswer(targets.get(programs[0]!)!, cluster))
    const bare = floor(answer)
    targets.set(bare, await bare.start(cluster))
    for (const connections of [1, 8, 64])
      for (const share of [0, 10, 100]) await measureShare(targets, cluster, bare, connections, share)
  } finally {
    await Promise.all([...targets.values()].map((target) => target.stop()))
    await cluster.stop()
  }
}

async function firstAnswer({ port }: Target, cluster: Cluster): Promise<Uint8Array> {
  const agent = new Agent({ ca: cluster.ca, servername: 'localhost' })
  return (await ask(agent, port, 'POST', '/mutate', makeReview(0, true)))!.body
}

/** The programs take turns, so that what disturbs the machine disturbs all of them. */
async function measureShare(
  targets: ReadonlyMap<Program, Target>,
  { ca }: Cluster,
  bare: Program,
  connections: number,
  share: number,
): Promise<void> {
  const kinds = Array.from({ length: 200 }, (_, index) => (index * 37) % 100 < share)
  const bytes = kinds.map((mutated, index) =>
    post(
      '/mutate?timeout=10s',
      { host: 'localhost', 'content-type': 'application/json', 'accept-encoding': 'gzip' },
      makeReview(index, mutated),
    ),
  )
  const results = new Map<Program, Measured[]>()
  const wrong = new Map<Program, number>()
  for (let round = 0; round <= rounds; round++)
    for (const [program, { port, pid }] of targets) {
      const look = (index: number, body: Buffer): void => {
        if (program !== bare && isMutated(body) !== kinds[index % kinds.length])
          wrong.set(program, (wrong.get(program) ?? 0) + 1)
      }
      const measured = await runLoad({
        host: '127.0.0.1',
        port,
        pid,
        connections,
        requests: round === 0 ? requests / 4 : requests,
        request: (index) => bytes[index % bytes.length]!,
        tls: { ca, servername: 'localhost' },
        look,
      })
      if (round > 0) results.set(program, [...(results.get(program) ?? []), measured])
    }
  const of = (program: Program, figure: (measured: Measured) => number): number =>
    median(results.get(program)!.map(figure))
  const cpu = (program: Program): number => of(program, (measured) => measured.cpuMicroseconds)
  printTable(
    `${share} % of the pods are mutated, ${connections} connections, reviews of ${bytes[0]!.length} bytes`,
    ['', 'admissions/s', 'CPU ms/1000', 'p50 ms', 'p99 ms', 'CPU : floor', 'wrong'],
    [...targets.keys()].map((program) => [
      program.name,
      of(program, (measured) => measured.perSecond).toFixed(0),
      cpu(program).toFixed(0),
      of(program, (measured) => measured.p50).toFixed(2),
      of(program, (measured) => measured.p99).toFixed(2),
      ratio(cpu(program), cpu(bare)),
      String(wrong.get(program) ?? 0),
    ]),
  )
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
