import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { mutations } from './demo-mutations/mutations.ts'
import { mutate } from './demo-mutations/run-demo.ts'

const run = (...names: string[]) =>
  spawnSync(process.execPath, ['tools/demo-mutations.ts', ...names], { encoding: 'utf8' })

for (const mutation of mutations)
  test(`the code that ${mutation.name} takes out is there`, () => {
    const text = readFileSync(mutation.file, 'utf8')
    assert.notEqual(mutate(text, mutation), text)
  })

test('a find that is not there, or there twice, is refused by name', () => {
  const mutation = { name: 'n', file: 'f', find: 'x', replace: '' }
  for (const text of ['abc', 'x x'])
    assert.throws(() => mutate(text, mutation), /mutation `n`: `x` occurs [02] times in f/)
})

test('an unknown name is wrong use', () => {
  const { status, stderr } = run('nonsense')
  assert.equal(status, 2)
  assert.match(stderr, /^unknown: nonsense; there are: request-signature, /)
})

test('the demo passes as it is, and fails without the signature of tokens or the trust policy', () => {
  const { status, stdout, stderr } = run('token-signature', 'trust-policy')
  assert.equal(status, 0, stdout + stderr)
  assert.match(stdout, /^ok +nothing taken out .*\nok +without token-signature .*\nok +without trust-policy /)
})
