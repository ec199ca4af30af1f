import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { requests } from './generated-requests.test-support.ts'
import type { PolicyRequest } from './index.ts'
import { decide, explain } from './index.ts'
import { plainDecide } from './plain-evaluator.test-support.ts'

/** Few for each run of the tests; POLICY_RUNS=10000 takes half a minute. */
const runs = Number(process.env['POLICY_RUNS'] ?? 200)

test('the compiled decision, the plain evaluator and the explanation agree on generated policies', () => {
  const effects = new Map<string, number>()
  fc.assert(
    fc.property(requests, (request) => {
      const decision = decide(request)
      effects.set(decision.effect, (effects.get(decision.effect) ?? 0) + 1)
      assert.deepEqual(decision, plainDecide(request), shown(request))
      assert.deepEqual(explain(request).decision, decision, shown(request))
    }),
    { numRuns: runs },
  )
  // A generator whose requests all end alike would prove little.
  for (const effect of ['allow', 'implicit-deny', 'explicit-deny'])
    assert.ok((effects.get(effect) ?? 0) >= runs / 100, `${effect}: ${effects.get(effect) ?? 0} of ${runs}`)
})

/** The request with its policies as documents, for whoever reads a failure. */
const shown = (request: PolicyRequest): string =>
  JSON.stringify(request, (key: string, value: unknown) =>
    key === 'index' || key === 'principalIds' ? undefined : value instanceof Map ? [...value] : value,
  )
