import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import type { Decision } from '../../../kubernetes/webhook/index.ts'
import { createDecisionLog, decisionLine } from './log-decision.ts'

const decision: Decision = {
  uid: 'u1',
  dryRun: false,
  namespace: 'demo',
  serviceAccount: 'web',
  pod: 'web-"5d"-\n',
  about: { apiVersion: 'v1', kind: 'Namespace', namespace: 'demo', name: 'demo' },
  outcome: 'changed',
  code: 'web-identity',
  reason: 'role arn:aws:iam::111122223333:role/app',
  roleArn: 'arn:aws:iam::111122223333:role/app',
  method: 'sts_web_identity',
  warnings: [],
}

/** What the logger itself would write. */
function loggedLine(level: 'info' | 'warn', decided: Decision, time: string): string {
  const { about: _, ...facts } = decided
  let line = ''
  const log = pino(
    {
      base: undefined,
      formatters: { level: (name) => ({ level: name }) },
      timestamp: () => `,"time":"${time}"`,
      messageKey: 'message',
    },
    { write: (text) => void (line += text) },
  )
  log[level](facts, `pod ${facts.outcome}: ${facts.reason}`)
  return line
}

const time = '2026-11-21T10:00:00.123Z'

test('a decision is logged as the logger would log it', () => {
  assert.equal(decisionLine(decision, Date.parse(time)), loggedLine('info', decision, time))
})

test('where somebody should look the line is louder', () => {
  for (const trouble of [
    { ...decision, warnings: ['a', 'b'] },
    { ...decision, outcome: 'refused', code: 'role-not-allowed' },
    { ...decision, outcome: 'failed', code: 'lookup-failed', roleArn: undefined },
  ] satisfies Decision[])
    assert.equal(decisionLine(trouble, Date.parse(time)), loggedLine('warn', trouble, time))
})

test('lines are written together, and nothing is left behind', async () => {
  const written: string[] = []
  const log = createDecisionLog(
    (text) => written.push(text),
    () => 0,
  )
  for (let index = 0; index < 250; index++) log.record({ ...decision, uid: `${index}` })
  assert.equal(written.length, 2)
  log.flush()
  log.flush()
  assert.equal(written.length, 3)
  const uids = written
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as Decision).uid))
  assert.deepEqual(
    uids,
    Array.from({ length: 250 }, (_, index) => index),
  )
})

test('a single line is written by itself soon', async () => {
  const text = await new Promise<string>((resolve) => {
    const log = createDecisionLog(resolve, () => 0)
    log.record(decision)
    // The log's own timer keeps no process alive.
    setTimeout(() => resolve('nothing'), 2000)
  })
  assert.equal(text, decisionLine(decision, 0))
})
