/** Whether a case's call is refused as it says, and recorded as refused. */
import assert from 'node:assert/strict'
import type { Output } from './boto3.ts'
import { fillIn } from './fill-in.ts'
import { misfits } from './misfits.ts'
import { ask, play } from './play.ts'
import type { ErrorCase, Proof } from './proof.ts'
import { proveRecordOfError } from './prove-record.ts'
import { describe, type Proving } from './proving.ts'

export async function proveError(proving: Proving, each: ErrorCase): Promise<void> {
  const { scene, name, proof } = proving
  for (const step of each.setup ?? []) await play(scene, step)
  const { success } = proof
  const { token = success.token, as, repeat = 1 } = each
  const input = each.input ?? changed(success.input ?? {}, each.with ?? {})
  const asked = each.alone === true ? { ...scene, ...(await scene.alone()) } : scene
  for (let n = 1; n <= repeat; n++) {
    scene.facts.set('n', n)
    const answer = await ask(asked, { call: name, input, as, token })
    if (n < repeat) {
      assert.ok('output' in answer, `call ${n}: ${describe(answer)}`)
      continue
    }
    assert.ok('error' in answer, describe(answer))
    const { error, status } = answer
    assert.deepEqual({ error, status }, { error: each.error, status: each.status }, answer.message)
    if (each.message !== undefined)
      assert.deepEqual(misfits(fillIn(each.message, scene.facts), answer.message), [])
    if (isTold(proof, each)) await proveRecordOfError(proving, answer)
  }
}

/** Who is somebody of another account is told there, and who is nobody nowhere. */
const isTold = ({ open, unrecorded }: Proof, each: ErrorCase): boolean =>
  open === undefined &&
  unrecorded === undefined &&
  each.unrecorded === undefined &&
  each.alone === undefined &&
  [undefined, 'admin', 'caller'].includes(each.as)

const changed = (input: Output, changes: Output): Output =>
  Object.fromEntries(Object.entries({ ...input, ...changes }).filter(([, value]) => value !== null))
