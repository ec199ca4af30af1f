/** Runs all tests with Node's own runner, which closes with their count; arguments choose files instead. */
import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'

const chosen = process.argv.slice(2)
const files = globSync(chosen.length > 0 ? chosen : ['{src,tools,test}/**/*.test.ts']).toSorted()
if (files.length === 0) {
  console.error('no test files found')
  process.exit(1)
}
const run = spawnSync(
  process.execPath,
  [
    '--disable-warning=ExperimentalWarning',
    '--test',
    '--test-concurrency=2',
    '--test-timeout=180000',
    ...files,
  ],
  { stdio: 'inherit' },
)
process.exit(run.status ?? 1)
