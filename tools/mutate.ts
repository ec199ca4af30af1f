/**
 * Changes sources a little at a time and counts how many of the changes the tests notice. Outside of CI:
 * `node tools/mutate.ts policy --every 20` tries every twentieth mutant of src/policy on the room's own tests.
 */
import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Mutant } from './mutation/mutants.ts'
import { mutantsOf } from './mutation/mutants.ts'
import type { Trial } from './mutation/run-tests-of-mutant.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    /** Only files whose path holds this. */
    only: { type: 'string', default: '' },
    /** Tests beside the room's own. */
    tests: { type: 'string', multiple: true, default: [] },
    timeout: { type: 'string', default: '60' },
  },
})

interface Placed {
  readonly path: string
  readonly mutant: Mutant
}

const runner = resolve(import.meta.dirname, 'mutation/run-tests-of-mutant.ts')

function notices(trial: Trial): boolean {
  const child = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', runner, JSON.stringify(trial)],
    {
      stdio: 'ignore',
      timeout: Number(values.timeout) * 1000,
      killSignal: 'SIGKILL',
      // Each mutant meets the same generated cases.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    },
  )
  return child.status !== 0
}

/** They come last: when generated cases fail, the smallest of them is looked for, which takes long. */
const isGenerated = (path: string) => readFileSync(path, 'utf8').includes("from 'fast-check'")

function scoreOf(room: string): void {
  const tests = globSync([`src/${room}/**/*.test.ts`, ...values.tests])
    .map((path) => resolve(path))
    .toSorted((a, b) => Number(isGenerated(a)) - Number(isGenerated(b)))
  if (tests.length === 0) throw new Error(`src/${room} has no tests`)
  if (notices({ url: '', tests })) throw new Error(`the tests of ${room} fail before anything is changed`)
  const mutants = globSync(`src/${room}/**/*.ts`)
    .filter((path) => !/\.test(?:-support)?\.ts$/.test(path) && path.includes(values.only))
    .toSorted()
    .flatMap((path) => mutantsOf(readFileSync(path, 'utf8')).map((mutant): Placed => ({ path, mutant })))
  const tried = mutants.filter((_, index) => index % Number(values.every) === Number(values.from))
  let noticed = 0
  for (const { path, mutant } of tried) {
    if (notices({ url: pathToFileURL(resolve(path)).href, mutant, tests })) noticed++
    else console.log(`survived: ${path}:${mutant.line} \`${mutant.from}\` to \`${mutant.to}\``)
  }
  const score = ((100 * noticed) / tried.length).toFixed(1)
  console.log(
    `${room}: ${noticed} of ${tried.length} noticed (${score} %), of ${mutants.length} mutants in all`,
  )
}

for (const room of positionals) scoreOf(room)
