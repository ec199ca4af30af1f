import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Case } from './case-file.test-support.ts'
import { readTopics } from './case-file.test-support.ts'
import type { Decision, StatementReference } from './index.ts'
import { arnOf, decide, denialText, explain } from './index.ts'
import { plainDecide } from './plain-evaluator.test-support.ts'

const topics = readTopics()

for (const { about, cases } of topics)
  describe(about, () => {
    for (const one of cases) test(one.name, () => check(one))
  })

test('there are at least 250 cases, no two of a topic with one name', () => {
  assert.ok(topics.reduce((sum, { cases }) => sum + cases.length, 0) >= 250)
  for (const { about, cases } of topics)
    assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length, about)
})

function check({ request, expected, quoted }: Case): void {
  const decision = decide(request)
  assert.deepEqual(shown(decision), withoutText(expected))
  assert.deepEqual(plainDecide(request), decision, 'the plain evaluator')
  assert.deepEqual(explain(request).decision, decision, 'the explanation')
  if (expected.effect !== 'allow' && expected.text !== undefined)
    assert.equal(
      denialText({ principalArn: arnOf(request.principal), request, decision, quoted }),
      expected.text,
    )
}

function shown(decision: Decision): object {
  const names = decision.statements.map(
    (reference: StatementReference) => `${reference.policy}[${reference.index}]`,
  )
  if (decision.effect === 'allow') return { effect: 'allow', by: names }
  if (decision.effect === 'implicit-deny') return { effect: 'implicit-deny', missing: decision.missing }
  return { effect: 'explicit-deny', type: decision.by, by: names }
}

function withoutText(expected: Case['expected']): object {
  const { text: _, ...rest } = { text: undefined, ...expected }
  return rest
}
