import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../seeds.ts', import.meta.url))

const run = (words: readonly string[], path = '/nowhere') =>
  spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...words], {
    encoding: 'utf8',
    env: { PATH: path },
  })

test('without its programs it says so and does nothing', () => {
  const reason = 'this machine has no kubectl, aws, bash, script, jq'
  const said = run([])
  assert.deepEqual([said.status, said.stdout], [0, `the seeds are not replayed: ${reason}\n`])
  assert.deepEqual(JSON.parse(run(['--json']).stdout), { skipped: reason })
})

test('a seed that is not there is named', () => {
  const said = run(['999'])
  assert.deepEqual(
    [said.status, said.stderr],
    [2, 'there is no seed 999; there are 000, 001, 002, 003, 004\n'],
  )
})
