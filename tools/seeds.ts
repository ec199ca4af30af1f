/** Replays the seeds' transcripts with the real kubectl and AWS CLI: `npm run seeds`, `npm run seeds -- 001 --json`. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { missingFor, missingPrograms } from './seeds/clients.ts'
import { isBroken, replay } from './seeds/replay.ts'
import { detailOf, rowOf, summaryOf, type ScriptResult } from './seeds/report.ts'
import { readRules } from './seeds/rules.ts'
import { readScript } from './seeds/script.ts'

const root = fileURLToPath(new URL('../examples/seeds', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
})
const say = values.json ? () => undefined : (line: string) => console.log(line)

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
  const results: ScriptResult[] = []
  for (const seed of chosen)
    for (const name of ['walk', 'wrong']) {
      const folder = join(root, seed)
      const path = join(folder, `${name}.yaml`)
      if (!existsSync(path)) continue
      const script = readScript(path)
      say(`\n${seed} ${name}: ${script.title}`)
      const skipped = missingFor(script.needs)
      if (skipped !== undefined) say(`  skipped: ${skipped}`)
      const steps =
        skipped === undefined
          ? await replay(script, { folder, rules, onStep: (done) => say(rowOf(done)) })
          : []
      for (const step of steps) if (isBroken(step.result)) say(detailOf(step))
      results.push({ seed, script: name, title: script.title, ...(skipped && { skipped }), steps })
    }
  if (values.json) console.log(JSON.stringify(results, undefined, 2))
  say(`\n${summaryOf(results)}`)
  if (results.some(({ steps }) => steps.some(({ result }) => isBroken(result)))) process.exitCode = 1
}
