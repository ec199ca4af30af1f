/** A plain map that says what a store must hold after any steps; for tests. */
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import type { Change, Store, Transaction } from './index.ts'

type Act = {
  readonly act: 'put' | 'delete' | 'move'
  readonly key: string
  readonly to: string
  readonly value: number
}
interface Step {
  readonly acts: readonly Act[]
  readonly throws: boolean
  /** Whether the step's answer is awaited before the next one begins. */
  readonly awaited: boolean
}

const key = fc.stringMatching(/^[ab]\/[a-d]{0,2}$/)
const act: fc.Arbitrary<Act> = fc.record({
  act: fc.constantFrom('put', 'delete', 'move'),
  key,
  to: key,
  value: fc.nat(9),
})
export const stepsArbitrary: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    acts: fc.array(act, { maxLength: 4 }),
    throws: fc.boolean(),
    awaited: fc.boolean(),
  }),
  { maxLength: 30 },
)

/** Runs the steps on both and compares every answer, the final state and what a watcher was told. */
export async function checkAgainstModel(store: Store, steps: readonly Step[]): Promise<void> {
  let model = new Map<string, unknown>()
  const told = new Map<string, unknown>()
  store.watch('', 0, (changes) => changes.forEach((change) => applyChange(told, change)))
  const answers: Promise<unknown>[] = []
  for (const step of steps) {
    const draft = new Map(model)
    const expected = play(step.acts, mapTransaction(draft))
    if (!step.throws) model = draft
    const answer = store
      .write((txn) => {
        const result = play(step.acts, txn)
        if (step.throws) throw new Error(result)
        return result
      })
      .then(
        (written) => assert.equal(written.result, expected),
        (fault: Error) => assert.equal(step.throws ? fault.message : fault, expected),
      )
    answers.push(answer)
    if (step.awaited) await answer
  }
  await Promise.all(answers)
  const ordered = [...model].sort(([a], [b]) => (a < b ? -1 : 1))
  const held = (prefix: string) => store.list(prefix).map((entry) => [entry.key, entry.value])
  assert.deepEqual(held(''), ordered)
  assert.deepEqual(
    held('b/'),
    ordered.filter(([name]) => name.startsWith('b/')),
  )
  assert.deepEqual(told, model)
}

function applyChange(map: Map<string, unknown>, change: Change): void {
  if (change.type === 'put') map.set(change.key, change.value)
  else map.delete(change.key)
}

type Playable = Pick<Transaction, 'put' | 'delete'> & { read: (prefix: string) => unknown }

/** What the acts read on their way, as text. */
function play(acts: readonly Act[], on: Transaction | Playable): string {
  const read =
    'read' in on ? on.read : (prefix: string) => on.list(prefix).map((entry) => [entry.key, entry.value])
  const seen: unknown[] = []
  for (const { act: kind, key: name, to, value } of acts) {
    if (kind === 'put') on.put(name, value)
    else if (kind === 'delete') on.delete(name)
    else on.put(to, (read(name) as unknown[]).length)
    seen.push(read('a/'), read(name))
  }
  return JSON.stringify(seen)
}

const mapTransaction = (map: Map<string, unknown>): Playable => ({
  put: (name, value) => void map.set(name, value),
  delete: (name) => void map.delete(name),
  read: (prefix) => [...map].filter(([name]) => name.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)),
})
