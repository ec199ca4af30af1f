import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryStore } from '../../store/index.ts'
import { AwsError, type Call, type Operation } from '../protocol/index.ts'
import { createPodpass, type DecisionRecord, type IssuerFacts, type PodpassNeeds } from './index.ts'

const management = '111122223333'
const member = '444455556666'
const time = Date.parse('2026-11-21T12:00:00Z')

const issuer: IssuerFacts = {
  issuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/A',
  cluster: 'demo',
  signingKeyId: 'k1',
  keys: [{ keyId: 'k1', algorithm: 'RS256', state: 'signing', publishedAt: time, signsFrom: time }],
}

const mirrored = {
  issuer: 'https://tokens.example.com',
  source: 'https://10.0.0.1:6443',
  keyIds: ['a'],
  copiedAt: time,
}

function setUp(patch: Partial<PodpassNeeds> = {}) {
  const appended: DecisionRecord[] = []
  const podpass = createPodpass({
    store: createMemoryStore(),
    clock: () => time,
    managementAccount: management,
    hasAccount: (account) => account === management || account === member,
    issuers: {
      list: (account) => (account === management ? [issuer] : []),
      rotate: async (name, { account }) =>
        name === issuer.issuer && account === management ? issuer : undefined,
    },
    newAccounts: {
      add: async (_caller, { account = member }) =>
        account === member
          ? { account, roleArn: `arn:aws:iam::${account}:role/OrganizationAccountAccessRole` }
          : { problem: 'there is an account of this id already' },
      createRootKey: async (account) =>
        account === member ? { accessKeyId: 'AKIAROOT', secretAccessKey: 'secret' } : undefined,
    },
    mirrors: {
      list: () => [mirrored],
      put: async ({ keySet }) =>
        JSON.stringify(keySet) === '{"keys":[]}' ? { problem: 'has no keys' } : mirrored,
      delete: async (name) => name === mirrored.issuer,
    },
    instanceRoles: {
      findRole: () => undefined,
      resourceControlOf: () => undefined,
      issueSession: () => assert.fail('no role lets EC2 in'),
      recordAssumption: () => assert.fail('no role lets EC2 in'),
    },
    simulations: {
      simulate: async () => ({ problem: 'nobody simulates here' }),
      redecide: () => ({ refused: 'nobody simulates here', notes: [] }),
    },
    status: () => ({
      version: '0.1.0',
      startedAt: time,
      endpoint: 'http://127.0.0.1:4566',
      services: ['sts'],
    }),
    appendDecision: (line) => void appended.push(JSON.parse(line) as DecisionRecord),
    onFault: (fault) => assert.fail(String(fault)),
    ...patch,
  })
  const ask = async (
    operation: string,
    input: object = {},
    account: string = management,
  ): Promise<unknown> => {
    const call = { account, partition: 'aws', region: 'us-east-1' } as Call
    const handler = podpass.service.operations[operation] as Operation<object>
    assert.ok(typeof handler.authorize === 'function')
    for (const { action } of await handler.authorize(input, call))
      assert.equal(action, `podpass:${operation}`)
    return await handler.invoke(input, call)
  }
  const refused = async (operation: string, input: object = {}, account?: string): Promise<string> => {
    const answer = await ask(operation, input, account).catch((error: unknown) => error)
    assert.ok(answer instanceof AwsError, String(answer))
    return answer.code
  }
  return { podpass, appended, ask, refused }
}

let made = 0
const record = (patch: Partial<DecisionRecord> = {}): DecisionRecord => {
  made++
  return {
    requestId: `request-${made}`,
    eventId: `event-${made}`,
    time: time + made,
    service: 's3',
    operation: 'ListBuckets',
    region: 'us-east-1',
    caller: { arn: `arn:aws:iam::${management}:user/alice`, account: management },
    steps: [],
    authorizations: [{ action: 's3:GetObject', resource: '*', decision: { effect: 'allow' } }],
    outcome: { status: 200 },
    ...patch,
  }
}

test('a decision is found by request, by event, and as the last one', async () => {
  const { podpass, ask, refused, appended } = setUp()
  assert.equal(await refused('GetDecision', { Last: true }), 'ResourceNotFoundException')
  const [first, second] = [record(), record()]
  podpass.record(first)
  podpass.record(second)
  podpass.record(record({ service: 'podpass', operation: 'GetDecision' }))
  assert.deepEqual(await ask('GetDecision', { RequestId: first.requestId }), { Decision: first })
  assert.deepEqual(await ask('GetDecision', { EventId: second.eventId }), { Decision: second })
  assert.deepEqual(await ask('GetDecision', { Last: true }), { Decision: second })
  assert.equal(await refused('GetDecision', { RequestId: 'no-such' }), 'ResourceNotFoundException')
  assert.equal(appended.length, 3)
})

test('a decision is asked for in one way', async () => {
  const { refused } = setUp()
  assert.equal(await refused('GetDecision'), 'ValidationException')
  assert.equal(await refused('GetDecision', { Last: false }), 'ValidationException')
  assert.equal(await refused('GetDecision', { Last: true, EventId: 'x' }), 'ValidationException')
})

test('an account sees no decisions of another', async () => {
  const { podpass, ask, refused } = setUp()
  const own = record({ caller: { arn: 'x', account: member } })
  podpass.record(own)
  const other = record()
  podpass.record(other)
  assert.deepEqual(await ask('GetDecision', { Last: true }, member), { Decision: own })
  assert.equal(await refused('GetDecision', { EventId: other.eventId }, member), 'ResourceNotFoundException')
  const { Decisions } = (await ask('ListDecisions', {}, member)) as { Decisions: { EventId: string }[] }
  assert.deepEqual(
    Decisions.map((each) => each.EventId),
    [own.eventId],
  )
})

test('the decision of an unsigned call is seen by the account that it asks of, and by no other', async () => {
  const { podpass, ask, refused } = setUp()
  const caller = { arn: 'anonymous' }
  const asked = record({ caller, account: member })
  const elsewhere = record({ caller, account: '999999999999' })
  const unknown = record({ caller: undefined })
  for (const each of [asked, elsewhere, unknown]) podpass.record(each)
  const seenBy = async (account: string): Promise<readonly string[]> => {
    const { Decisions } = (await ask('ListDecisions', {}, account)) as { Decisions: { EventId: string }[] }
    return Decisions.map((each) => each.EventId)
  }
  assert.deepEqual(await seenBy(member), [asked.eventId])
  assert.deepEqual(await seenBy(management), [unknown.eventId, elsewhere.eventId])
  for (const each of [elsewhere, unknown])
    assert.equal(await refused('GetDecision', { EventId: each.eventId }, member), 'ResourceNotFoundException')
  assert.equal(await refused('GetDecision', { EventId: asked.eventId }), 'ResourceNotFoundException')
})

test('only the latest decisions are held', async () => {
  const { podpass, ask, refused, appended } = setUp({
    decisionLimit: 2,
    earlierDecisions: async () => [record(), record(), record()],
  })
  const first = record()
  podpass.record(first)
  assert.deepEqual(await ask('GetDecision', { RequestId: first.requestId }), { Decision: first })
  podpass.record(record())
  podpass.record(record())
  assert.equal(await refused('GetDecision', { RequestId: first.requestId }), 'ResourceNotFoundException')
  assert.equal(appended.length, 3)
})

test('decisions of an earlier run are found, and one that cannot be read is told of', async () => {
  const before = record()
  const { ask } = setUp({ earlierDecisions: async () => [before] })
  assert.deepEqual(await ask('GetDecision', { EventId: before.eventId }), { Decision: before })
  const faults: unknown[] = []
  const { refused } = setUp({
    earlierDecisions: () => Promise.reject(new Error('no such disk')),
    onFault: (fault) => faults.push(fault),
  })
  assert.equal(await refused('GetDecision', { Last: true }), 'ResourceNotFoundException')
  assert.equal(faults.length, 1)
})

test('decisions are listed newest first, filtered, page by page', async () => {
  const { podpass, ask, refused } = setUp()
  const first = record()
  const denied = record({
    authorizations: [{ action: 's3:GetObject', resource: '*', decision: { effect: 'implicit-deny' } }],
    outcome: { status: 403, code: 'AccessDenied' },
  })
  const untrusted = record({
    service: 'sts',
    operation: 'AssumeRoleWithWebIdentity',
    caller: undefined,
    authorizations: [],
    steps: [{ name: 'audience', passed: false, detail: '' }],
    outcome: { status: 400, code: 'InvalidIdentityToken' },
  })
  const records = [first, denied, untrusted, record()]
  for (const each of records) podpass.record(each)
  const list = async (input: object) =>
    (await ask('ListDecisions', input)) as { Decisions: { EventId: string }[]; NextToken?: string }
  const ids = async (input: object) => (await list(input)).Decisions.map((each) => each.EventId)
  const eventIds = records.map((each) => each.eventId).toReversed()
  assert.deepEqual(await ids({}), eventIds)
  assert.deepEqual(await ids({ Outcome: 'denied' }), [untrusted.eventId, denied.eventId])
  assert.deepEqual(await ids({ Outcome: 'allowed' }), [eventIds[0], eventIds[3]])
  assert.deepEqual(await ids({ Service: 'sts' }), [untrusted.eventId])
  assert.deepEqual(await ids({ Operation: 'ListBuckets', EndTime: new Date(denied.time) }), [
    eventIds[2],
    eventIds[3],
  ])
  assert.deepEqual(await ids({ StartTime: new Date(untrusted.time) }), eventIds.slice(0, 2))
  assert.deepEqual(await ids({ CallerArn: 'nobody' }), [])
  const page = await list({ MaxResults: 3 })
  assert.deepEqual(page.NextToken, eventIds[2])
  assert.deepEqual(await list({ MaxResults: 3, NextToken: page.NextToken }), {
    Decisions: (await list({})).Decisions.slice(3),
  })
  assert.equal(await refused('ListDecisions', { NextToken: 'x' }), 'ValidationException')
})

test('issuers are listed and rotated', async () => {
  const { ask, refused } = setUp()
  const shown = {
    Issuer: issuer.issuer,
    Cluster: 'demo',
    SigningKeyId: 'k1',
    Keys: [
      {
        KeyId: 'k1',
        Algorithm: 'RS256',
        State: 'signing',
        PublishedAt: new Date(time),
        SignsFrom: new Date(time),
      },
    ],
  }
  assert.deepEqual(await ask('ListIssuers'), { Issuers: [shown] })
  assert.deepEqual(await ask('ListIssuers', {}, member), { Issuers: [] })
  assert.deepEqual(await ask('RotateIssuerKey', { Issuer: issuer.issuer }), { Issuer: shown })
  assert.equal(await refused('RotateIssuerKey', { Issuer: 'https://x' }), 'ResourceNotFoundException')
  assert.equal(
    await refused('RotateIssuerKey', { Issuer: issuer.issuer }, member),
    'ResourceNotFoundException',
  )
  const status = (await ask('GetStatus')) as { AccountId: string; Services: string[] }
  assert.equal(status.AccountId, management)
  assert.deepEqual(status.Services, ['sts'])
})

test('a key that leaked is replaced at once, when that is asked for in so many words', async () => {
  const asked: boolean[] = []
  const { ask } = setUp({
    issuers: {
      list: () => [issuer],
      rotate: async (_name, { immediately }) => {
        asked.push(immediately)
        return issuer
      },
    },
  })
  await ask('RotateIssuerKey', { Issuer: issuer.issuer, Immediately: true })
  await ask('RotateIssuerKey', { Issuer: issuer.issuer, Immediately: false })
  await ask('RotateIssuerKey', { Issuer: issuer.issuer })
  assert.deepEqual(asked, [true, false, false])
})

test('the keys of another cluster are copied for all accounts by the first one alone', async () => {
  const { ask, refused } = setUp()
  const put = { Issuer: mirrored.issuer, Source: mirrored.source, KeySet: '{"keys":[1]}' }
  const shown = {
    Issuer: mirrored.issuer,
    Source: mirrored.source,
    KeyIds: ['a'],
    CopiedAt: new Date(time),
  }
  assert.deepEqual(await ask('PutIssuerMirror', put), { Mirror: shown })
  assert.deepEqual(await ask('ListIssuerMirrors'), { Mirrors: [shown] })
  assert.deepEqual(await ask('ListIssuerMirrors', {}, member), { Mirrors: [] })
  assert.deepEqual(await ask('DeleteIssuerMirror', { Issuer: mirrored.issuer }), {})
  assert.equal(await refused('PutIssuerMirror', { ...put, KeySet: '{"keys":[]}' }), 'ValidationException')
  assert.equal(await refused('PutIssuerMirror', { ...put, KeySet: '{' }), 'ValidationException')
  assert.equal(await refused('PutIssuerMirror', put, member), 'AccessDeniedException')
  assert.equal(
    await refused('DeleteIssuerMirror', { Issuer: mirrored.issuer }, member),
    'AccessDeniedException',
  )
  assert.equal(await refused('DeleteIssuerMirror', { Issuer: 'https://other' }), 'ResourceNotFoundException')
})

const policy = (Name: string, statement: object) => ({
  Name,
  Document: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
})
const all = policy('FullAWSAccess', { Effect: 'Allow', Action: '*', Resource: '*' })
const fence = policy('fence', { Effect: 'Deny', Principal: '*', Action: 'sts:*', Resource: '*' })

test('an account without control policies has none that apply', () => {
  assert.deepEqual(setUp().podpass.controlPoliciesOf(member), {})
})

test('control policies are set, read and compiled; lists not given stay', async () => {
  const { ask, podpass } = setUp()
  const put = { AccountId: member, ServiceControlPolicies: [all], ResourceControlPolicies: [fence] }
  assert.deepEqual(await ask('PutAccountPolicies', put), put)
  assert.deepEqual(await ask('GetAccountPolicies', {}, member), put)
  const compiled = podpass.controlPoliciesOf(member)
  assert.deepEqual(
    compiled.serviceControl?.map((level) => level.map((each) => each.name)),
    [['FullAWSAccess']],
  )
  assert.deepEqual(
    compiled.resourceControl?.map((level) => level.map((each) => each.name)),
    [['RCPFullAWSAccess', 'fence']],
  )
  assert.equal(podpass.controlPoliciesOf(member), compiled)
  await ask('PutAccountPolicies', { AccountId: member, ServiceControlPolicies: [] })
  assert.equal(podpass.controlPoliciesOf(member).serviceControl, undefined)
  assert.ok(podpass.controlPoliciesOf(member).resourceControl)
})

test('control policies are refused when malformed, named twice, of no account, or by another account', async () => {
  const { refused, podpass } = setUp()
  const bad = { Name: 'bad', Document: '{' }
  const ServiceControlPolicies = [all, bad]
  assert.equal(
    await refused('PutAccountPolicies', { ServiceControlPolicies }),
    'MalformedPolicyDocumentException',
  )
  assert.deepEqual(podpass.controlPoliciesOf(management), {})
  assert.equal(
    await refused('PutAccountPolicies', { ServiceControlPolicies: [all, all] }),
    'ValidationException',
  )
  const elsewhere = { AccountId: '999999999999', ServiceControlPolicies: [all] }
  assert.equal(await refused('PutAccountPolicies', elsewhere), 'ResourceNotFoundException')
  assert.equal(
    await refused('PutAccountPolicies', { ServiceControlPolicies: [all] }, member),
    'AccessDeniedException',
  )
  assert.equal(
    await refused('GetAccountPolicies', { AccountId: management }, member),
    'ResourceNotFoundException',
  )
})

test('an account is made under a wished id, once, and by the management account alone', async () => {
  const { ask, refused } = setUp()
  const wish = { AccountName: 'shop', Email: 'shop@example.com', AccountId: member }
  assert.deepEqual(await ask('CreateAccount', wish), {
    ...wish,
    RoleArn: `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`,
  })
  assert.equal(await refused('CreateAccount', { ...wish, AccountId: management }), 'ConflictException')
  assert.equal(await refused('CreateAccount', wish, member), 'AccessDeniedException')
})

test('keys of a root user are made by the management account alone, of accounts that there are', async () => {
  const { ask, refused } = setUp()
  assert.deepEqual(await ask('CreateRootAccessKey', { AccountId: member }), {
    AccessKeyId: 'AKIAROOT',
    SecretAccessKey: 'secret',
  })
  assert.equal(
    await refused('CreateRootAccessKey', { AccountId: '999999999999' }),
    'ResourceNotFoundException',
  )
  assert.equal(await refused('CreateRootAccessKey', { AccountId: management }), 'ValidationException')
  assert.equal(await refused('CreateRootAccessKey', { AccountId: member }, member), 'AccessDeniedException')
})

const asked = { Action: 's3:GetObject', Resource: '*' }
const simulated = {
  principal: 'p',
  steps: [],
  authorizations: [{ ...asked, action: 's3:GetObject', resource: '*', decision: { effect: 'allow' } }],
  notes: [],
}

test('one asks about principals of the own account, the management account about all', async () => {
  const { ask, refused } = setUp({
    simulations: { simulate: async () => simulated, redecide: () => ({ notes: [] }) },
  })
  const about = (account: string) => ({ ...asked, Principal: `arn:aws:iam::${account}:user/alice` })
  for (const [asker, account] of [
    [member, member],
    [management, member],
    [management, management],
  ] as const)
    assert.equal(
      ((await ask('SimulateCall', about(account), asker)) as { Simulation: { outcome: string } }).Simulation
        .outcome,
      'allowed',
    )
  assert.equal(await refused('SimulateCall', about(management), member), 'AccessDeniedException')
  assert.equal(await refused('SimulateCall', about('999999999999'), member), 'AccessDeniedException')
  assert.equal(await refused('SimulateCall', about('999999999999')), 'ValidationException')
  assert.equal(await refused('SimulateCall', asked), 'ValidationException')
  assert.equal(await refused('SimulateCall', { ...asked, Principal: 'alice' }), 'ValidationException')
  assert.equal(await refused('SimulateCall', { ...asked, WebIdentityToken: 'a.b.c' }), 'ValidationException')
})

test('a failed check denies, whatever the policies say', async () => {
  const steps = [{ name: 'signature', passed: false, detail: 'is another key’s' }]
  const { ask } = setUp({
    simulations: { simulate: async () => ({ ...simulated, steps }), redecide: () => ({ notes: [] }) },
  })
  const answer = await ask('SimulateCall', { ...asked, Principal: `arn:aws:iam::${management}:root` })
  assert.equal((answer as { Simulation: { outcome: string } }).Simulation.outcome, 'denied')
})

test('the permission to simulate is asked on the principal', async () => {
  const { podpass } = setUp()
  const { authorize } = podpass.service.operations['SimulateCall'] as Operation<object>
  assert.ok(typeof authorize === 'function')
  const on = async (input: object) => (await authorize(input, {} as Call))[0]?.resource
  const Principal = `arn:aws:iam::${management}:user/alice`
  assert.deepEqual(
    [await on({ Principal }), await on({ Principal: 'alice' }), await on({})],
    [Principal, '*', '*'],
  )
})

test('a recorded call is decided again for its account alone', async () => {
  const { podpass, ask, refused } = setUp({
    simulations: {
      simulate: async () => assert.fail(),
      redecide: (_, each) => ({ decided: { ...each, decision: { effect: 'allow' } }, notes: ['anew'] }),
    },
  })
  const made = record({
    authorizations: [{ action: 's3:GetObject', resource: '*', decision: { effect: 'implicit-deny' } }],
  })
  podpass.record(made)
  const answer = (await ask('RedecideCall', { RequestId: made.requestId })) as {
    readonly Decision: DecisionRecord
    readonly Now: readonly { readonly decided: { readonly decision: { readonly effect: string } } }[]
  }
  assert.equal(answer.Decision.authorizations[0]?.decision.effect, 'implicit-deny')
  assert.equal(answer.Now[0]?.decided.decision.effect, 'allow')
  assert.equal(
    await refused('RedecideCall', { RequestId: made.requestId }, member),
    'ResourceNotFoundException',
  )
  assert.equal(await refused('RedecideCall', {}), 'ValidationException')
})
