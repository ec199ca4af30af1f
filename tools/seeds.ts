/** Replays the seeds' transcripts with the real kubectl and AWS CLI: `npm run seeds`, `npm run seeds -- 001 --json`. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { missingFor, missingPrograms } from './seeds/clients.ts'
import { isBroken, replay } from './seeds/replay.ts'
import { blockOf, summaryOf, type ScriptResult } from './seeds/report.ts'
import { readRules, type Rules } from './seeds/rules.ts'
import { readScript } from './seeds/script.ts'

const root = fileURLToPath(new URL('../examples/seeds', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})
/** Most of a replay is waiting for one program after the other. */
const atOnce = 2

const seeds = readdirSync(root).filter((name) => /^\d{3}$/.test(name))
const unknown = positionals.filter((name) => !seeds.includes(name))
const missing = missingPrograms()
if (unknown.length > 0) {
  console.error(`there is no seed ${unknown.join(', ')}; there are ${seeds.join(', ')}`)
  process.exitCode = 2
} else if (missing.length > 0) {
  const reason = `this machine has no ${missing.join(', ')}`
  console.log(values.json ? JSON.stringify({ skipped: reason }) : `the seeds are not replayed: ${reason}`)
} else await replayAll(positionals.length > 0 ? positionals : seeds)

async function replayAll(chosen: readonly string[]): Promise<void> {
  const rules = readRules(join(root, 'masks.yaml'))
  const scripts = chosen
    .flatMap((seed) => ['walk', 'wrong'].map((script) => ({ seed, script })))
    .filter(({ seed, script }) => existsSync(join(root, seed, `${script}.yaml`)))
  const waiting = [...scripts]
  const results: ScriptResult[] = []
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const result = await replayOne(next, rules)
      results.push(result)
      if (!values.json) console.log(blockOf(result))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const nameOf = ({ seed, script }: ScriptResult): string => `${seed} ${script}`
  results.sort((one, other) => nameOf(one).localeCompare(nameOf(other)))
  console.log(values.json ? JSON.stringify(results, undefined, 2) : summaryOf(results))
  if (results.some(({ steps }) => steps.some(({ result }) => isBroken(result)))) process.exitCode = 1
}

async function replayOne(
  { seed, script: name }: Pick<ScriptResult, 'seed' | 'script'>,
  rules: Rules,
): Promise<ScriptResult> {
  const folder = join(root, seed)
  const script = readScript(join(folder, `${name}.yaml`))
  const facts = { seed, script: name, title: script.title }
  const skipped = missingFor(script.needs)
  if (skipped !== undefined) return { ...facts, skipped, steps: [] }
  const started = performance.now()
  const steps = await replay(script, { folder, rules })
  return { ...facts, seconds: Math.round((performance.now() - started) / 1000), steps }
}
