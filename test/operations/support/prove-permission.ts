/** Whether the operation is denied to who may not call it, and done for who may. */
import assert from 'node:assert/strict'
import { fillIn } from './fill-in.ts'
import { misfits } from './misfits.ts'
import { ask, inputOf, keepOf, play, type Scene } from './play.ts'
import { describe, type Proving } from './proving.ts'
import { services } from './services.ts'
import { lackingIn, sensitiveIn, type Sensitive } from './shapes.ts'

export async function proveDenials(proving: Proving): Promise<void> {
  const { actions = [], denial } = proving.proof.success
  assert.ok(actions.length > 0, 'the case names no actions')
  await proveDenial(proving, actions[0]!, denial)
  if (actions.length === 1) return
  for (const action of actions) {
    await allowCaller(proving, (each) => each !== action)
    await proveDenial(proving, action)
  }
  await takePolicy(proving.scene)
}

async function proveDenial(
  { service, name, proof, scene }: Proving,
  action: string,
  text?: string,
): Promise<void> {
  const { success } = proof
  const answer = await ask(scene, { ...success, call: name, as: success.as ?? 'caller' })
  const { denied = services[service]!.denial } = success
  if ('output' in denied) {
    assert.ok('output' in answer, describe(answer))
    assert.deepEqual(misfits(fillIn(denied.output, scene.facts), answer.output), [])
    return
  }
  assert.ok('error' in answer, `${name} was answered without ${action}`)
  assert.deepEqual({ code: answer.error, status: answer.status }, denied, answer.message)
  const facts = new Map([...scene.facts, ['callerArn', arnOfCaller(scene)]])
  const who = String(facts.get('callerArn')).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const usual = `/^User: ${who} is not authorized to perform: ${action} on resource: [^]+ because no identity-based policy allows the ${action} action$/`
  assert.deepEqual(misfits(text === undefined ? usual : fillIn(text, facts), answer.message), [])
}

/** Gives what neither the trail nor anybody else may tell. */
export async function proveSuccess(proving: Proving): Promise<readonly Sensitive[]> {
  const { name, proof, scene, model } = proving
  const { success } = proof
  await allowCaller(proving)
  const asked = { ...success, call: name, as: success.as ?? 'caller' }
  const input = await inputOf(scene, asked)
  const answer = await ask(scene, asked)
  if (success.refused !== undefined) {
    assert.equal('error' in answer && answer.error, success.refused, describe(answer))
    return sensitiveIn(model.input, input)
  }
  assert.ok('output' in answer, describe(answer))
  keepOf(scene, success, answer.output)
  if (success.output !== undefined)
    assert.deepEqual(misfits(fillIn(success.output, scene.facts), answer.output), [])
  const lacking = lackingIn(model.output, answer.output).filter((path) => proof.lacking?.[path] === undefined)
  assert.deepEqual([...new Set(lacking)], [], 'required members are absent')
  return [...sensitiveIn(model.input, input), ...sensitiveIn(model.output, answer.output)]
}

/** Gives the caller a policy that allows exactly what the case names, or what is left of it. */
async function allowCaller(
  { proof, scene }: Proving,
  keeps: (action: string) => boolean = () => true,
): Promise<void> {
  const { actions = [], resource = '*' } = proof.success
  const Statement = actions
    .map((Action, index) => ({ Effect: 'Allow', Action, Resource: index === 0 ? resource : '*' }))
    .filter(({ Action }) => keeps(Action))
  if (Statement.length === 0) return
  const PolicyDocument = { Version: '2012-10-17', Statement }
  const input = { UserName: '${caller}', PolicyName: 'proof', PolicyDocument }
  await play(scene, { service: 'iam', call: 'PutUserPolicy', input })
}

const takePolicy = (scene: Scene): Promise<void> =>
  play(scene, {
    service: 'iam',
    call: 'DeleteUserPolicy',
    input: { UserName: '${caller}', PolicyName: 'proof' },
  })

const arnOfCaller = ({ facts }: Scene): string =>
  `arn:aws:iam::${String(facts.get('account'))}:user/${String(facts.get('caller'))}`
