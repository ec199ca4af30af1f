/** What can be seen once a call was made: answers that tell of it, and calls that are refused from then on. */
import assert from 'node:assert/strict'
import { fillIn } from './fill-in.ts'
import { misfits } from './misfits.ts'
import { ask, keepOf, type Scene } from './play.ts'
import type { Step } from './proof.ts'

/** A call after the success that shows what it did. */
export interface Consequence extends Omit<Step, 'repeat' | 'until'> {
  /** A part of the answer. */
  readonly output?: unknown
  /** The code of the refusal, where the call must be refused. */
  readonly error?: string
}

export async function proveConsequences(scene: Scene, consequences: readonly Consequence[]): Promise<void> {
  for (const each of consequences) {
    const answer = await ask(scene, each)
    const told = `${each.call}: ${JSON.stringify(answer).slice(0, 500)}`
    if (each.error !== undefined) {
      assert.equal('error' in answer && answer.error, each.error, told)
      continue
    }
    assert.ok('output' in answer, told)
    assert.deepEqual(misfits(fillIn(each.output ?? {}, scene.facts), answer.output), [], told)
    keepOf(scene, each, answer.output)
  }
}
