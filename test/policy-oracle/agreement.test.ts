import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { answerOf } from './answer.ts'
import { askEngine } from './ask-engine.test-support.ts'
import { conditionQuestions, questions } from './generated-questions.test-support.ts'
import type { Question } from './question.ts'

/** Few for each run of the tests; POLICY_RUNS=20000 takes about a minute. */
const runs = Number(process.env['POLICY_RUNS'] ?? 300)

test('the engine and the oracle agree on generated conditions', () => {
  agree(conditionQuestions, ['allow', 'implicit-deny'])
})

test('the engine and the oracle agree on generated policies of every type', () => {
  agree(questions, ['allow', 'implicit-deny', 'explicit-deny'])
})

function agree(generated: fc.Arbitrary<Question>, answers: readonly string[]): void {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(generated, (question) => {
      const answer = answerOf(question)
      seen.set(answer, (seen.get(answer) ?? 0) + 1)
      assert.equal(askEngine(question), answer, JSON.stringify(question))
    }),
    { numRuns: runs },
  )
  // A generator whose questions all end alike would prove little.
  for (const answer of answers)
    assert.ok((seen.get(answer) ?? 0) >= runs / 50, `${answer}: ${seen.get(answer) ?? 0} of ${runs}`)
}
