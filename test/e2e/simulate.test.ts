/** SimulateCall and RedecideCall against the gateway itself: what they say of a call is what becomes of it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import table from './cases/simulate.json' with { type: 'json' }
import { fill } from './support/fill.ts'
import { findSecrets } from './support/find-secrets.ts'
import { callPodpass } from './support/podpass-call.ts'
import { describe, openStage, play, type Stage, type Step } from './support/stage.ts'
import { makeToken } from './support/tokens.ts'

interface Agreement extends Step {
  readonly name: string
  readonly outcome: 'allowed' | 'denied'
  readonly ask: Readonly<Record<string, unknown>>
}

interface Refusal {
  readonly name: string
  readonly as?: string
  readonly ask: Readonly<Record<string, unknown>>
  readonly like: string
}

interface Simulated {
  readonly outcome: string
  readonly steps: readonly { readonly name: string; readonly passed: boolean }[]
  readonly authorizations: readonly Authorized[]
}

interface Authorized {
  readonly action: string
  readonly decision: { readonly effect: string }
  readonly context: Readonly<Record<string, readonly string[]>>
  readonly explanation?: { readonly summary: string; readonly mends?: readonly { readonly kind: string }[] }
}

const given = table.given as unknown as readonly Step[]
const cases = table.cases as unknown as readonly Agreement[]
const refusals = table.refusals as unknown as readonly Refusal[]

let stage: Stage
before(async () => {
  stage = await openStage()
  for (const step of given) await play(stage, step)
})
after(() => stage.close())

async function ask(asked: Readonly<Record<string, unknown>>, as = 'admin'): Promise<Simulated> {
  const { installation, callers, facts } = stage
  const answer = await callPodpass(installation, callers.get(as)!, 'SimulateCall', fill(asked, facts))
  return answer['Simulation'] as Simulated
}

/** What the real call comes to, and the id of its request. */
async function make(step: Step): Promise<{ outcome: 'allowed' | 'denied'; requestId: string }> {
  const idOf = (value: unknown): string =>
    (value as { readonly $metadata: { readonly requestId: string } }).$metadata.requestId
  try {
    return { outcome: 'allowed', requestId: idOf(await play(stage, step)) }
  } catch (error) {
    assert.match(describe(error), /^(403 AccessDenied|400 (InvalidIdentityToken|ExpiredToken))/)
    return { outcome: 'denied', requestId: idOf(error) }
  }
}

for (const each of cases)
  test(`the gateway and SimulateCall say ${each.outcome}: ${each.name}`, async () => {
    const simulated = await ask({ ...each.ask, ...(await bringToken(each)) }, askerAbout(each.as))
    const told = JSON.stringify(simulated, undefined, 1)
    const isExchange = each.call === 'sts:AssumeRoleWithWebIdentity'
    const { outcome, requestId } = await make(isExchange ? each : { ...each, token: undefined })
    assert.equal(outcome, each.outcome, `the real call was ${outcome}`)
    assert.equal(simulated.outcome, each.outcome, told)
    assert.doesNotMatch(told, /eyJ[\w-]+\.eyJ/, 'no token is told')
    const recorded = await redecide(askerAbout(each.as), requestId)
    if (each.token === undefined) agreeOnContext(recorded, simulated.authorizations)
  })

/** An administrator of the caller's account. */
const askerAbout = (caller = 'admin'): string => (['sam', 'shop root'].includes(caller) ? 'shop' : 'admin')

/** Keys that only the request tells, and those that differ from call to call. */
const ofOneCall =
  /^(?:aws:(?:currenttime|epochtime|useragent|userid|tokenissuetime)|s3:(?:prefix|delimiter|max-keys|x-amz-.*)|sts:.*)$/

/** What the gateway filled in for the real call is what it filled in for the simulated one. */
function agreeOnContext(recorded: readonly Authorized[], simulated: readonly Authorized[]): void {
  const filled = ({ context }: Authorized) =>
    Object.fromEntries(Object.entries(context).filter(([name]) => !ofOneCall.test(name)))
  for (const each of simulated) {
    const real = recorded.find(({ action }) => action === each.action)
    assert.ok(real !== undefined, `the real call asked for no ${each.action}`)
    assert.deepEqual(filled(each), filled(real))
  }
}

async function bringToken({ token: wish }: Step): Promise<{ readonly WebIdentityToken?: string }> {
  if (wish === undefined) return {}
  const token = await makeToken(stage.issuers, fill(wish, stage.facts))
  stage.secrets.add(token.split('.')[2]!)
  return { WebIdentityToken: token }
}

/** By unchanged policies a recorded call is decided as it was. */
async function redecide(asker: string, requestId: string): Promise<readonly Authorized[]> {
  const { installation, callers } = stage
  const { Decision, Now } = (await callPodpass(installation, callers.get(asker)!, 'RedecideCall', {
    RequestId: requestId,
  })) as unknown as {
    readonly Decision: { readonly authorizations: readonly Authorized[] }
    readonly Now: readonly { readonly decided?: Authorized; readonly refused?: string }[]
  }
  assert.deepEqual(
    Now.map(({ decided, refused }) => refused ?? `${decided!.action} ${decided!.decision.effect}`),
    Decision.authorizations.map(({ action, decision }) => `${action} ${decision.effect}`),
  )
  return Decision.authorizations
}

for (const { name, as, ask: asked, like } of refusals)
  test(`in words is refused: ${name}`, async () => {
    const error: unknown = await ask(asked, as).then(
      (answer) => answer,
      (refusal: unknown) => refusal,
    )
    assert.ok(error instanceof Error, JSON.stringify(error))
    assert.match(describe(error), new RegExp(like))
  })

test('a denial comes with what would let the call through, and that does', async () => {
  const question = {
    Principal: 'arn:aws:iam::{account}:user/nobody',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::main/red',
  }
  const [denied] = (await ask(question)).authorizations
  const [mend] = denied!.explanation!.mends as readonly { readonly kind: string; readonly after: unknown }[]
  assert.equal(mend!.kind, 'policy')
  await play(stage, {
    call: 'iam:PutUserPolicy',
    input: { UserName: 'nobody', PolicyName: 'mend', PolicyDocument: mend!.after },
  })
  assert.equal((await ask(question)).outcome, 'allowed')
})

test('what other accounts allow and deny is told without their policies', async () => {
  const about = (resource: string) =>
    ask(
      {
        Principal: 'arn:aws:iam::222222222222:user/sam',
        Action: 'sts:AssumeRole',
        Resource: `arn:aws:iam::{account}:role/${resource}`,
      },
      'shop',
    )
  const [allowed, closed, missing] = [await about('partner'), await about('app'), await about('none')]
  assert.equal(allowed.outcome, 'allowed')
  assert.doesNotMatch(JSON.stringify(allowed), /resource-based policy|trust/)
  const without = (told: Simulated, name: string) => JSON.stringify(told).replaceAll(`role/${name}`, 'role/x')
  assert.equal(without(closed, 'app'), without(missing, 'none'), 'whether the role is there is not told')
})

test('a call of who was deleted since is not decided again but refused', async () => {
  await play(stage, { call: 'iam:CreateUser', input: { UserName: 'brief' } })
  await play(stage, { call: 'iam:CreateAccessKey', input: { UserName: 'brief' }, keep: 'brief' })
  const { requestId } = await make({ as: 'brief', call: 's3:ListBuckets' })
  const { accessKeyId } = stage.callers.get('brief')!
  await play(stage, { call: 'iam:DeleteAccessKey', input: { UserName: 'brief', AccessKeyId: accessKeyId } })
  await play(stage, { call: 'iam:DeleteUser', input: { UserName: 'brief' } })
  const now = async () =>
    (
      (await callPodpass(stage.installation, stage.installation.admin, 'RedecideCall', {
        RequestId: requestId,
      })) as unknown as { readonly Now: readonly { readonly refused?: string }[] }
    ).Now[0]?.refused
  assert.match((await now()) ?? '', /there is no user/)
  await play(stage, { call: 'iam:CreateUser', input: { UserName: 'brief' } })
  assert.match((await now()) ?? '', /deleted since/)
})

test('the session policies of a call are held to what they said then', async () => {
  const policy = (Action: string) =>
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } })
  for (const [action, outcome] of [
    ['s3:GetObject', 'allowed'],
    ['s3:PutObject', 'denied'],
  ] as const) {
    const input = {
      RoleArn: 'arn:aws:iam::{account}:role/app',
      RoleSessionName: 'pod',
      Policy: policy(action),
    }
    await play(stage, { call: 'sts:AssumeRoleWithWebIdentity', input, token: {}, keep: 'narrowed' })
    const read = { as: 'narrowed', call: 's3:GetObject', input: { Bucket: 'main', Key: 'file' } }
    const made = await make(read)
    assert.equal(made.outcome, outcome)
    const { Now } = (await callPodpass(stage.installation, stage.installation.admin, 'RedecideCall', {
      RequestId: made.requestId,
    })) as unknown as { readonly Now: readonly { readonly decided: Authorized; readonly notes: string[] }[] }
    assert.equal(Now[0]!.decided.decision.effect === 'allow', outcome === 'allowed')
    assert.match(Now[0]!.notes[0]!, outcome === 'allowed' ? /they allowed it then/ : /they refused it then/)
  }
})

test('no token that was asked about stands anywhere', async () => {
  // The trail is written in batches.
  await wait(1500)
  assert.deepEqual(findSecrets(stage).found, [])
})
