/**
 * Changes sources a little at a time and counts how many of the changes the tests notice. Outside of CI:
 * `node tools/mutate.ts policy --every 20` tries every twentieth mutant of src/policy on the room's own tests.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isEquivalent, staleOf } from './mutation/equivalents.ts'
import type { Change, Mutant } from './mutation/mutants.ts'
import { changeOf, codeOf, mutantsOf } from './mutation/mutants.ts'
import { startTrials } from './mutation/trials.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    /** Only files whose path holds this. */
    only: { type: 'string', default: '' },
    /** Which of the room's own tests, by their paths in it. */
    by: { type: 'string', default: '**/*.test.ts' },
    /** Tests beside the room's own. */
    tests: { type: 'string', multiple: true, default: [] },
    timeout: { type: 'string', default: '60' },
  },
})

interface Placed {
  readonly path: string
  readonly mutant: Mutant
  readonly change: Change
}

const trials = startTrials(Number(values.timeout) * 1000)

function mutantsIn(path: string): readonly Placed[] {
  const source = readFileSync(path, 'utf8')
  const code = codeOf(source)
  const all = mutantsOf(source).map((mutant): Placed => ({ path, mutant, change: changeOf(code, mutant) }))
  for (const { code: changed, becomes } of staleOf(
    path,
    all.map(({ change }) => change),
  ))
    throw new Error(`equivalents.json: ${path} has no mutant of \`${changed}\` to \`${becomes}\``)
  return all.filter(({ change }) => !isEquivalent(path, change))
}

/** First the test of the changed file, then those beside it; generated cases, which take long, come last. */
function ordered(tests: ReadonlyMap<string, boolean>, path: string): readonly string[] {
  const file = resolve(path)
  const rank = ([test, isGenerated]: readonly [string, boolean]) =>
    test === file.replace(/\.ts$/, '.test.ts')
      ? 0
      : 1 + Number(isGenerated) * 2 + Number(dirname(test) !== dirname(file))
  return [...tests].toSorted((a, b) => rank(a) - rank(b)).map(([test]) => test)
}

async function scoreOf(room: string): Promise<void> {
  const tests = new Map(
    globSync([`src/${room}/${values.by}`, ...values.tests]).map((path) => [
      resolve(path),
      readFileSync(path, 'utf8').includes("from 'fast-check'"),
    ]),
  )
  if (tests.size === 0) throw new Error(`src/${room} has no tests`)
  if (await trials.notices({ path: '', tests: [...tests.keys()] }))
    throw new Error(`the tests of ${room} fail before anything is changed`)
  const mutants = globSync(`src/${room}/**/*.ts`)
    .filter((path) => !/\.test(?:-support)?\.ts$/.test(path) && path.includes(values.only))
    .toSorted()
    .flatMap(mutantsIn)
  const tried = mutants.filter((_, index) => index % Number(values.every) === Number(values.from))
  const survived: Placed[] = []
  for (const one of tried) {
    const { path, mutant, change } = one
    if (await trials.notices({ path: resolve(path), mutant, tests: ordered(tests, path) })) continue
    survived.push(one)
    console.log(`survived: ${path}:${mutant.line} \`${change.code}\` to \`${change.becomes}\``)
  }
  const folders = Map.groupBy(tried, ({ path }) => dirname(path))
  if (folders.size > 1) for (const [folder, inIt] of folders) tell(folder, inIt, survived)
  tell(room, tried, survived)
  console.log(`${mutants.length} mutants in all`)
}

function tell(name: string, tried: readonly Placed[], survived: readonly Placed[]): void {
  const noticed = tried.filter((one) => !survived.includes(one)).length
  const score = ((100 * noticed) / tried.length).toFixed(1)
  console.log(`${name}: ${noticed} of ${tried.length} noticed (${score} %)`)
}

for (const room of positionals) await scoreOf(room)
trials.end()
