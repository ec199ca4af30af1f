/** Whether the service refuses each input that its model forbids. */
import assert from 'node:assert/strict'
import { inputOf } from './play.ts'
import { describe, type Proving } from './proving.ts'
import { services } from './services.ts'
import { violationsOf } from './violations.ts'

export async function proveValidation({ service, name, model, proof, scene }: Proving): Promise<void> {
  if (model.input === undefined) return
  const { validation, kinds } = services[service]!
  const input = await inputOf(scene, { call: name, ...proof.success })
  const wrong: string[] = []
  for (const violation of violationsOf(model.input, input)) {
    const { name: of, kind, at } = violation
    const member = of.split(' ')[0]!
    if ((proof.unchecked?.[of] ?? proof.unchecked?.[member]) !== undefined) continue
    if (kinds !== undefined && !kinds.includes(kind)) continue
    const own = proof.validation?.[of] ?? proof.validation?.[member]
    const credentials = proof.success.as === 'anonymous' ? undefined : scene.callers.get('admin')
    const answer = await scene.boto3.call({ service, operation: name, input: violation.input, credentials })
    const told = `${at} ${kind}: ${describe(answer)}`
    if (!('error' in answer)) wrong.push(told)
    else if (own === undefined ? !validation.codes.includes(answer.error) : answer.error !== own)
      wrong.push(told)
    else if (answer.status !== validation.status) wrong.push(told)
    else if (own === undefined && validation.named && !answer.message.includes(at)) wrong.push(told)
  }
  assert.deepEqual(wrong, [])
}
