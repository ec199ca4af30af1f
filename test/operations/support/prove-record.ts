/** Whether the trail tells of a call: what was done, what was denied, what failed, and no secret. */
import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { Refusal } from './boto3.ts'
import { ask, type Scene } from './play.ts'
import { describe, type Proving } from './proving.ts'
import type { Sensitive } from './shapes.ts'

interface TrailEvent {
  readonly eventSource: string
  readonly eventName: string
  readonly readOnly: boolean
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly requestID: string
  readonly userIdentity: Readonly<Record<string, unknown>>
}

/** As CloudTrail tells reading from writing: by the first word, with STS's exchanges among the reading. */
const reading =
  /^(Get|List|Describe|Head|Lookup|Simulate|AssumeRole|Decode|Filter|Test|Generate(Credential|Service))/

export async function proveRecord(proving: Proving, secrets: readonly Sensitive[]): Promise<void> {
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

/** The newest event of a success and that of a denial. */
async function eventsOf(proving: Proving, eventName: string): Promise<readonly (TrailEvent | undefined)[]> {
  const { scene, proof } = proving
  const attribute =
    proof.open === undefined
      ? { AttributeKey: 'Username', AttributeValue: scene.facts.get('caller') }
      : { AttributeKey: 'EventName', AttributeValue: eventName }
  let found: readonly (TrailEvent | undefined)[] = []
  await lookUp(scene, attribute, (all) => {
    const events = all.filter((event) => event.eventName === eventName)
    const done = events.find(({ errorCode }) => errorCode === proof.success.refused)
    const denied = events.find(({ errorCode }) => /AccessDenied/.test(errorCode ?? ''))
    found = [done, denied]
    return done && (denied || proof.open !== undefined) ? found : undefined
  })
  return found
}

/** The event of one refused call, by its request id; in the query protocol the trail tells an error by its class. */
export async function proveRecordOfError(
  { scene, name, proof, model }: Proving,
  { error, message, requestId }: Refusal,
): Promise<void> {
  const { service } = model
  const attribute = { AttributeKey: 'EventName', AttributeValue: proof.record?.eventName ?? name }
  const event = await lookUp(scene, attribute, (all) => all.find((each) => each.requestID === requestId))
  assert.ok(event, 'no event tells of the refusal')
  const ofQuery = service.metadata.protocol === 'query' ? service.error(error)?.shape : undefined
  assert.partialDeepStrictEqual(event, {
    // A denial has one name in the trail, whatever the service calls it.
    errorCode: error === 'AccessDeniedException' ? 'AccessDenied' : (ofQuery ?? error),
    ...(message !== '' && { errorMessage: message }),
  })
}

/** What is looked for is among the newest. */
const mostEvents = 20

/** The trail is written after the answer was sent. */
async function lookUp<Found>(
  scene: Scene,
  attribute: unknown,
  find: (events: readonly TrailEvent[]) => Found | undefined,
): Promise<Found | undefined> {
  const input = { LookupAttributes: [attribute], MaxResults: mostEvents }
  for (let round = 1; ; round++) {
    const answer = await ask(scene, { service: 'cloudtrail', call: 'LookupEvents', input })
    assert.ok('output' in answer, describe(answer))
    const told = answer.output['Events'] as readonly { readonly CloudTrailEvent: string }[]
    const found = find(told.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent) as TrailEvent))
    if (found !== undefined || round === 20) return found
    await wait(50)
  }
}
