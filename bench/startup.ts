/** Time to the first answer, on an existing data directory and on a fresh one, and memory at rest. */
import { mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild } from './support/child.ts'
import { residentMegabytes } from './support/load.ts'
import { podpassCommand } from './support/podpass.ts'
import { printTable, ratio } from './support/table.ts'

const rounds = 9

export async function run(): Promise<void> {
  const kept = mkdtempSync(join(tmpdir(), 'podpass-bench-'))
  await firstAnswer([...podpassCommand(), 'up', '--data', kept])
  const fresh: number[] = []
  const existing: number[] = []
  const floor: number[] = []
  let memory = 0
  for (let round = 0; round < rounds; round++) {
    const data = mkdtempSync(join(tmpdir(), 'podpass-bench-'))
    fresh.push((await firstAnswer([...podpassCommand(), 'up', '--data', data])).milliseconds)
    const answered = await firstAnswer(
      [...podpassCommand(), 'up', '--data', kept],
      round === rounds - 1 ? 3000 : 0,
    )
    existing.push(answered.milliseconds)
    memory = answered.memory
    floor.push((await firstAnswer([process.execPath, '-e', bareServer], 0)).milliseconds)
    rmSync(data, { recursive: true, force: true })
  }
  rmSync(kept, { recursive: true, force: true })
  const row = (name: string, values: number[]): string[] => [
    name,
    median(values).toFixed(0),
    Math.min(...values).toFixed(0),
    Math.max(...values).toFixed(0),
    ratio(median(values), median(floor)),
  ]
  printTable(
    'Start to the first answer',
    ['', 'median ms', 'min', 'max', ': bare server'],
    [
      row('podpass, existing data directory', existing),
      row('podpass, fresh data directory', fresh),
      row('floor (bare node:http)', floor),
    ],
  )
  console.log(`\nMemory of an idle podpass 3 s after its start: ${memory.toFixed(0)} MB resident`)
}

const bareServer = `require('node:http').createServer((q, s) => s.end('x')).listen(Number(process.argv.at(-1).split(':')[1]), '127.0.0.1')`

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!

let nextPort = 20_000 + Math.floor(Math.random() * 10_000)

async function firstAnswer(
  command: readonly string[],
  rest = 0,
): Promise<{ milliseconds: number; memory: number }> {
  const port = nextPort++
  const started = performance.now()
  const child = startChild(
    command[1] === '-e' ? [...command, `127.0.0.1:${port}`] : [...command, '--listen', `127.0.0.1:${port}`],
  )
  while (!(await answers(port))) await sleep(2)
  const milliseconds = performance.now() - started
  await sleep(rest)
  const memory = residentMegabytes(child.pid)
  await child.stop()
  return { milliseconds, memory }
}

/** Any answer counts, so long as it is an HTTP one. */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    get(
      { host: '127.0.0.1', port, path: '/?Action=GetCallerIdentity&Version=2011-06-15', agent: false },
      (response) => {
        response.resume()
        resolve(true)
      },
    ).once('error', () => resolve(false))
  })
