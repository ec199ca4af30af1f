import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Result } from './replay.ts'
import { blockOf, summaryOf } from './report.ts'

const results: readonly (readonly [Result, string])[] = [
  [{ verdict: 'equal', masks: {} }, 'equal'],
  [{ verdict: 'equal', masks: { age: 1 } }, 'equal after 1 mask (age)'],
  [{ verdict: 'equal', masks: { age: 2, time: 1 } }, 'equal after 3 masks (age ×2, time)'],
  [{ verdict: 'differs', masks: { age: 1 }, because: ['a', 'b'] }, 'differs after 1 mask (age): a; b'],
  [{ verdict: 'ran' }, 'ran; the seed prints nothing'],
  [{ verdict: 'open', because: 'c' }, 'open: c'],
  [{ verdict: 'unexplained', hunks: [{ seed: ['x'], ours: ['y'] }] }, 'DIFFERS, and nobody said why'],
  [{ verdict: 'failed', problem: 'exit code 1\nmore' }, 'FAILED: exit code 1'],
  [{ verdict: 'refused', problem: 'd' }, 'FAILED: d'],
]

test('each step has a line that tells its result', () => {
  for (const [result, text] of results) {
    const block = blockOf({
      seed: '001',
      script: 'walk',
      title: 't',
      seconds: 1,
      steps: [{ command: 'ls', result }],
    })
    const [head, line] = block.split('\n')
    assert.deepEqual([head, line], ['001 walk: t (1 s)', `  ${'ls'.padEnd(58)}  ${text}`])
  }
})

test('what differs is shown in full', () => {
  const hunks = [{ seed: ['x'], ours: ['y'] }]
  const step = { command: 'ls\n-l', result: { verdict: 'unexplained', hunks }, output: 'y\n' } as const
  const block = blockOf({ seed: '001', script: 'walk', title: 't', seconds: 1, steps: [step] })
  assert.match(block, /\$ ls\n-l\n- x\n\+ y\n\nprinted:\ny\n/)
})

test('a script that is skipped says why, and all are counted', () => {
  const facts = { seed: '003', script: 'walk', title: 't' }
  assert.equal(
    blockOf({ ...facts, skipped: 'no terraform', steps: [] }),
    '003 walk: t\n  skipped: no terraform\n',
  )
  const steps = results.map(([result]) => ({ command: 'ls', result }))
  assert.equal(
    summaryOf([{ ...facts, steps }]),
    '3 equal, 1 with reasons, 1 without output, 1 open, 0 ours, 3 broken',
  )
})
