/** Calls that come at once: each is whole or refused, none is lost, and no limit is passed. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import table from './cases/races.json' with { type: 'json' }
import { fill } from './support/fill.ts'
import { describe, openStage, play, type Stage, type Step } from './support/stage.ts'

interface Race extends Step {
  readonly name: string
  /** How many come at once; `{index}` numbers them. */
  readonly times: number
  /** How many come out in which way. */
  readonly outcomes: Readonly<Record<string, number>>
  /** What is there afterwards: the lengths of lists. */
  readonly then?: Step & { readonly count: Readonly<Record<string, number>> }
}

const races = table.cases as unknown as readonly Race[]

let stage: Stage
before(async () => {
  stage = await openStage()
  for (const step of table.given as readonly Step[]) await play(stage, step)
})
after(() => stage.close())

for (const { name, times, outcomes, then, ...step } of races)
  test(`races: ${name}`, async () => {
    const calls = Array.from({ length: times }, (_, index) => outcomeOf(fill(step, { index: String(index) })))
    const counted: Record<string, number> = {}
    for (const outcome of await Promise.all(calls)) counted[outcome] = (counted[outcome] ?? 0) + 1
    assert.deepEqual(counted, fill(outcomes, stage.facts))
    if (then === undefined) return
    const answer = await play(stage, then)
    for (const [list, length] of Object.entries(then.count))
      assert.equal((answer[list] as unknown[]).length, length)
  })

const outcomeOf = (step: Step): Promise<string> => play(stage, step).then(() => 'answered', describe)
