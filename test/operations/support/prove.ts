/** Proves the operations of a service, file by file: denied, allowed, recorded, validated, and refused with each error. */
import assert from 'node:assert/strict'
import { after, before, test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { loadModel, type OperationModel } from '../../../src/aws/protocol/index.ts'
import { whyNoBoto3, type Answer, type Output } from './boto3.ts'
import { fillIn } from './fill-in.ts'
import { misfits } from './misfits.ts'
import { ask, inputOf, keepOf, play, type Scene } from './play.ts'
import { provenOperations, readProof, type ErrorCase, type Proof } from './proof.ts'
import { services } from './services.ts'
import { lackingIn, sensitiveIn, type Sensitive } from './shapes.ts'
import { violationsOf } from './violations.ts'
import { openWorld, type World } from './world.ts'

export function proveService(service: string): void {
  const chosen = process.env['OPERATIONS']?.split(',')
  const operations = provenOperations(service).filter((each) => chosen?.includes(each) ?? true)
  // Without a test the hooks would keep what they open.
  if (operations.length === 0) return
  const skip = whyNoBoto3()
  let world: World
  before(async () => void (skip || (world = await openWorld(service))))
  after(() => skip || world.close())
  for (const name of operations)
    void test(`${service} ${name}`, { skip }, async (t) => {
      const proof = readProof(service, name)
      const scene = await world.sceneFor(name, proof)
      await prove(t, { service, name, proof, scene, model: loadModel(service).operation(name)! })
    })
}

interface Proving {
  readonly service: string
  readonly name: string
  readonly proof: Proof
  readonly scene: Scene
  readonly model: OperationModel
}

async function prove(t: TestContext, proving: Proving): Promise<void> {
  const { proof, scene, name } = proving
  const proveErrors = async (first?: true): Promise<void> => {
    for (const each of (proof.errors ?? []).filter((error) => error.first === first))
      await t.test(`refuses: ${each.name}`, () => proveError(scene, name, proof, each))
  }
  await proveErrors(true)
  for (const step of proof.setup ?? []) await play(scene, step)
  await t.test('refuses what the model forbids', () => proveValidation(proving))
  if (proof.open === undefined) await t.test('is denied without a policy', () => proveDenials(proving))
  let secrets: readonly Sensitive[] = []
  await t.test('is done where a policy allows it', async () => {
    secrets = await proveSuccess(proving)
  })
  if (proof.unrecorded === undefined) await t.test('is recorded', () => proveRecord(proving, secrets))
  await proveErrors()
}

async function proveValidation({ service, name, model, proof, scene }: Proving): Promise<void> {
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

async function proveDenials(proving: Proving): Promise<void> {
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

async function proveSuccess(proving: Proving): Promise<readonly Sensitive[]> {
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

interface TrailEvent {
  readonly eventSource: string
  readonly eventName: string
  readonly readOnly: boolean
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly userIdentity: Readonly<Record<string, unknown>>
}

/** As CloudTrail tells reading from writing: by the first word, with STS's exchanges among the reading. */
const reading =
  /^(Get|List|Describe|Head|Lookup|Simulate|AssumeRole|Decode|Filter|Test|Generate(Credential|Service))/

async function proveRecord(proving: Proving, secrets: readonly Sensitive[]): Promise<void> {
  const { name, proof, model } = proving
  const { eventName = name, readOnly = reading.test(name), eventSource } = proof.record ?? {}
  const source = eventSource ?? `${model.service.metadata.endpointPrefix}.amazonaws.com`
  const [done, denied] = await eventsOf(proving, eventName)
  assert.ok(done, 'no event tells of the success')
  assert.partialDeepStrictEqual(done, { eventSource: source, eventName, readOnly })
  if (proof.open === undefined) {
    assert.ok(denied, 'no event tells of the denial')
    assert.partialDeepStrictEqual(denied, { eventSource: source, eventName, readOnly })
    assert.match(denied.errorMessage ?? '', /is not authorized to perform/)
  }
  const text = JSON.stringify([done, denied])
  const found = secrets
    .filter(({ member, text: secret }) => proof.told?.[member] === undefined && text.includes(secret))
    .map(({ member }) => member)
  assert.deepEqual(found, [], 'an event tells a secret')
}

/** The newest event of a success and that of a denial. The trail is written after the answer was sent. */
async function eventsOf(proving: Proving, eventName: string): Promise<readonly (TrailEvent | undefined)[]> {
  const { scene, proof } = proving
  const attribute =
    proof.open === undefined
      ? { AttributeKey: 'Username', AttributeValue: scene.facts.get('caller') }
      : { AttributeKey: 'EventName', AttributeValue: eventName }
  for (let round = 1; ; round++) {
    const answer = await ask(scene, {
      service: 'cloudtrail',
      call: 'LookupEvents',
      input: { LookupAttributes: [attribute] },
    })
    assert.ok('output' in answer, describe(answer))
    const events = (answer.output['Events'] as readonly { readonly CloudTrailEvent: string }[])
      .map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent) as TrailEvent)
      .filter((event) => event.eventName === eventName)
    const done = events.find(({ errorCode }) => errorCode === proof.success.refused)
    const denied = events.find(({ errorCode }) => /AccessDenied/.test(errorCode ?? ''))
    if ((done && (denied || proof.open !== undefined)) || round === 20) return [done, denied]
    await wait(50)
  }
}

async function proveError(scene: Scene, name: string, proof: Proof, each: ErrorCase): Promise<void> {
  for (const step of each.setup ?? []) await play(scene, step)
  const { success } = proof
  const { token = success.token, as, repeat = 1 } = each
  const input = each.input ?? changed(success.input ?? {}, each.with ?? {})
  for (let n = 1; n <= repeat; n++) {
    scene.facts.set('n', n)
    const answer = await ask(scene, { call: name, input, as, token })
    if (n < repeat) {
      assert.ok('output' in answer, `call ${n}: ${describe(answer)}`)
      continue
    }
    assert.ok('error' in answer, describe(answer))
    const { error, status } = answer
    assert.deepEqual({ error, status }, { error: each.error, status: each.status }, answer.message)
    if (each.message !== undefined)
      assert.deepEqual(misfits(fillIn(each.message, scene.facts), answer.message), [])
  }
}

const changed = (input: Output, changes: Output): Output =>
  Object.fromEntries(Object.entries({ ...input, ...changes }).filter(([, value]) => value !== null))

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

const describe = (answer: Answer): string =>
  'error' in answer
    ? `${answer.status} ${answer.error}: ${answer.message}`
    : `answered ${JSON.stringify(answer.output).slice(0, 500)}`
