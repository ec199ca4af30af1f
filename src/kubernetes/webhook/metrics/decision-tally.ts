/** Counts decisions as they come; who serves metrics copies the counts when they are read. */
import type { Decision, DecisionCode, Method } from '../decision.ts'

export interface DecisionTally {
  readonly count: (decision: Decision) => void
  readonly decisions: () => Iterable<{
    readonly decision: string
    readonly reason: string
    readonly count: number
  }>
  readonly methods: () => Iterable<readonly [method: Method, count: number]>
  readonly warnings: () => number
  readonly missing: () => number
}

export function createDecisionTally(): DecisionTally {
  const byOutcome = new Map<Decision['outcome'], Map<DecisionCode, number>>()
  const methods = new Map<Method, number>()
  let [warnings, missing] = [0, 0]
  return {
    count: ({ outcome, code, method, warnings: told }) => {
      let codes = byOutcome.get(outcome)
      if (codes === undefined) byOutcome.set(outcome, (codes = new Map()))
      add(codes, code)
      if (method !== undefined) add(methods, method)
      if (code === 'service-account-not-found') missing++
      warnings += told.length
    },
    decisions: () =>
      [...byOutcome].flatMap(([decision, codes]) =>
        [...codes].map(([reason, count]) => ({ decision, reason, count })),
      ),
    methods: () => methods,
    warnings: () => warnings,
    missing: () => missing,
  }
}

const add = <Key>(counts: Map<Key, number>, key: Key): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1)
