import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  alice,
  goodToken,
  noon,
  session,
  stsAnswer,
  tokenOf,
  urlOf,
  type Caller,
} from './login.test-support.ts'
import { createLogin } from './login.ts'
import type { Attempt, LoginNeeds, Mapped, Source } from './needs.ts'
import { awsStsHosts } from './token/sts-hosts.ts'

const sourceOf = (found: Mapped | undefined, facts: Partial<Source> = {}): Source => ({
  name: 'test',
  find: () => found,
  ...facts,
})

interface Stage {
  readonly answer?: () => Promise<{ status: number; body: string }> | { status: number; body: string }
  readonly needs?: Partial<LoginNeeds>
}

function stage({ answer = () => stsAnswer(alice), needs = {} }: Stage = {}) {
  const asked: Parameters<LoginNeeds['askSts']>[0][] = []
  const attempts: Attempt[] = []
  const counted: string[] = []
  const clock = { now: noon }
  const login = createLogin({
    clusterId: 'demo',
    clock: () => clock.now,
    hosts: awsStsHosts('aws')!,
    askSts: async (question) => {
      asked.push(question)
      return answer()
    },
    sources: [sourceOf({ username: 'someone', groups: ['g'] })],
    report: (attempt) => void attempts.push(attempt),
    countSts: (host, result) => void counted.push(`${host} ${result}`),
    ...needs,
  })
  return { login, asked, attempts, counted, clock }
}

const withCaller = (caller: Caller, source: Source, needs: Partial<LoginNeeds> = {}) =>
  stage({ answer: () => stsAnswer(caller), needs: { sources: [source], ...needs } })

test('a user who is mapped comes with names, groups and what is known of the principal', async () => {
  const { login, asked, attempts, counted } = stage()
  assert.deepEqual(await login(goodToken()), {
    ok: true,
    user: {
      username: 'someone',
      uid: 'aws-iam-authenticator:111122223333:AIDAALICE',
      groups: ['g'],
      extra: {
        accessKeyId: ['AKIAIOSFODNN7EXAMPLE'],
        arn: [alice.Arn],
        canonicalArn: [alice.Arn],
        principalId: ['AIDAALICE'],
        sessionName: [''],
        'sigs.k8s.io/aws-iam-authenticator/principalId': ['AIDAALICE'],
      },
    },
  })
  assert.equal(asked[0]?.endpoint.href, 'https://sts.eu-west-1.amazonaws.com/')
  assert.equal(asked[0]?.clusterId, 'demo')
  assert.deepEqual([attempts[0]?.outcome, attempts[0]?.source], ['success', 'test'])
  assert.deepEqual(counted, ['eu-west-1 200'])
})

test('a session comes as its role, with templates filled from the session', async () => {
  const username = '{{AccountID}}:{{SessionName}}:{{SessionNameRaw}}:{{AccessKeyID}}:{{Other}}'
  const { login } = withCaller(session, sourceOf({ username, groups: ['of-{{SessionName}}'] }))
  const answer = await login(goodToken())
  assert.ok(answer.ok)
  assert.equal(
    answer.user.username,
    '111122223333:bob-example.com:bob@example.com:AKIAIOSFODNN7EXAMPLE:{{Other}}',
  )
  assert.deepEqual(answer.user.groups, ['of-bob-example.com'])
  assert.deepEqual(answer.user.extra['canonicalArn'], ['arn:aws:iam::111122223333:role/developers'])
  assert.deepEqual(answer.user.extra['sessionName'], ['bob@example.com'])
  assert.equal(answer.user.uid, 'aws-iam-authenticator:111122223333:AROADEVELOPERS')
})

test('a session whose name is a template is not read as one', async () => {
  const sly = {
    ...session,
    Arn: session.Arn.replace(/bob.*/, '{{AccountID}}'),
    UserId: 'AROADEVELOPERS:{{AccountID}}',
  }
  const { login } = withCaller(sly, sourceOf({ username: 'x:{{SessionNameRaw}}', groups: [] }))
  const answer = await login(goodToken())
  assert.ok(answer.ok)
  assert.equal(answer.user.username, 'x:{{AccountID}}')
})

test('a node is called by its private DNS name, and only where its session is an instance', async () => {
  const node = { ...session, UserId: 'AROANODES:i-0123456789abcdef0' }
  const source = sourceOf({ username: 'system:node:{{EC2PrivateDNSName}}', groups: ['system:nodes'] })
  const findPrivateDnsName = async (id: string) => `${id}.eu-west-1.compute.internal`
  const good = await withCaller(node, source, { findPrivateDnsName }).login(goodToken())
  assert.ok(good.ok)
  assert.equal(good.user.username, 'system:node:i-0123456789abcdef0.eu-west-1.compute.internal')
  const refused = async (caller: Caller, needs: Partial<LoginNeeds>) => {
    const answer = await withCaller(caller, source, needs).login(goodToken())
    return answer.ok ? 'ok' : answer.problem
  }
  assert.equal(
    await refused(session, { findPrivateDnsName }),
    'test: error rendering template: SessionName did not contain an instance id',
  )
  assert.equal(
    await refused(node, {}),
    'test: error rendering template: {{EC2PrivateDNSName}} needs EC2, which is not asked here',
  )
  const broken = async (): Promise<string> => {
    throw new Error('no such instance')
  }
  assert.equal(
    await refused(node, { findPrivateDnsName: broken }),
    'test: error rendering template: no such instance',
  )
})

for (const [who, caller, principalId] of [
  [
    'root',
    { Arn: 'arn:aws:iam::111122223333:root', UserId: '111122223333', Account: '111122223333' },
    '111122223333',
  ],
  [
    'a federated user',
    {
      Arn: 'arn:aws:sts::111122223333:federated-user/carol',
      UserId: '111122223333:carol',
      Account: '111122223333',
    },
    '111122223333:carol',
  ],
] as const)
  test(`${who} is known by the whole of the id`, async () => {
    const { login } = withCaller(caller, sourceOf({ username: 'x', groups: [] }))
    const answer = await login(goodToken())
    assert.ok(answer.ok)
    assert.deepEqual(answer.user.extra['principalId'], [principalId])
    assert.deepEqual(answer.user.extra['canonicalArn'], [caller.Arn])
  })

test('whom no source knows is refused', async () => {
  const { login, attempts } = stage({ needs: { sources: [sourceOf(undefined), sourceOf(undefined)] } })
  assert.deepEqual(await login(goodToken()), {
    ok: false,
    outcome: 'unknown_user',
    problem: 'ARN is not mapped',
  })
  assert.equal(attempts[0]?.who?.arn, alice.Arn)
})

test('the first source that knows a principal counts; one that does not count is not asked', async () => {
  const asked: string[] = []
  const named = (name: string, counts = true) =>
    sourceOf(undefined, {
      name,
      counts: () => counts,
      find: () => {
        asked.push(name)
        return name === 'b' ? { username: 'b', groups: [] } : undefined
      },
    })
  const { login } = stage({ needs: { sources: [named('off', false), named('a'), named('b'), named('c')] } })
  const answer = await login(goodToken())
  assert.ok(answer.ok)
  assert.deepEqual(asked, ['a', 'b'])
})

test('a source that fails hides no other one, and is told of where no other knows the principal', async () => {
  const failing = sourceOf(undefined, {
    name: 'AccessEntries',
    find: async () => {
      throw new Error('EKS does not answer')
    },
  })
  const good = stage({ needs: { sources: [failing, sourceOf({ username: 'x', groups: [] })] } })
  assert.equal((await good.login(goodToken())).ok, true)
  const bad = stage({ needs: { sources: [failing, sourceOf(undefined)] } })
  assert.deepEqual(await bad.login(goodToken()), {
    ok: false,
    outcome: 'unknown_user',
    problem: 'AccessEntries: EKS does not answer',
  })
})

test('nobody gets a username that is reserved', async () => {
  const source = sourceOf({ username: 'eks:admin', groups: [] }, { reservedPrefixes: ['', 'eks:'] })
  const answer = await stage({ needs: { sources: [source] } }).login(goodToken())
  assert.deepEqual(answer, {
    ok: false,
    outcome: 'unknown_user',
    problem: 'test: username `eks:admin` begins with `eks:`',
  })
})

test('an account that is not allowed is refused before any source is asked', async () => {
  const needs = { allowedAccounts: ['999999999999'] }
  const answer = await stage({ needs }).login(goodToken())
  assert.deepEqual(answer, { ok: false, outcome: 'unknown_user', problem: 'its account is not allowed' })
  assert.equal((await stage({ needs: { allowedAccounts: ['111122223333'] } }).login(goodToken())).ok, true)
})

test('of an account that is scrubbed neither log nor user tells who it is', async () => {
  const { login, attempts } = stage({ needs: { scrubbedAccounts: ['111122223333'] } })
  const answer = await login(goodToken())
  assert.ok(answer.ok)
  assert.deepEqual(answer.user, {
    username: 'someone',
    uid: 'aws-iam-authenticator:administrative:someone',
    groups: ['g'],
    extra: {},
  })
  assert.ok(!JSON.stringify(attempts).includes('alice'))
})

const refusals: readonly (readonly [string, Stage['answer'], string, string])[] = [
  [
    'a signature that is wrong',
    () => ({
      status: 403,
      body: '{"Error":{"Code":"SignatureDoesNotMatch","Message":"The request signature we calculated does not match the signature you provided.\\n\\nThe Canonical String for this request should have been\\nGET secret","Type":"Sender"}}',
    }),
    'sts_error',
    'sts getCallerIdentity failed: error from AWS (expected 200, got 403) on eu-west-1 endpoint. Body: SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided',
  ],
  [
    'a redirect',
    () => ({ status: 302, body: '' }),
    'sts_error',
    'sts getCallerIdentity failed: error from AWS (expected 200, got 302) on eu-west-1 endpoint. Body: 0 bytes that are no error of STS',
  ],
  [
    'a fault',
    () => ({ status: 500, body: '<html>' }),
    'sts_error',
    'sts getCallerIdentity failed: error from AWS (expected 200, got 500) on eu-west-1 endpoint. Body: 6 bytes that are no error of STS',
  ],
  [
    'throttling',
    () => ({
      status: 400,
      body: '{"Error":{"Code":"Throttling","Message":"Rate exceeded","Type":"Sender"}}',
    }),
    'sts_throttling',
    'sts getCallerIdentity was throttled: Throttling: Rate exceeded',
  ],
  [
    'no answer',
    async () => {
      throw new Error('ECONNREFUSED')
    },
    'sts_error',
    'sts getCallerIdentity failed: error during GET: ECONNREFUSED on eu-west-1 endpoint',
  ],
  [
    'XML',
    () => ({ status: 200, body: '<a/>' }),
    'sts_error',
    'sts getCallerIdentity failed: the answer is not JSON',
  ],
  [
    'nothing',
    () => ({ status: 200, body: '{}' }),
    'sts_error',
    "sts getCallerIdentity failed: arn '' is invalid",
  ],
  [
    'a partition that is none',
    () => stsAnswer({ ...alice, Arn: 'arn:mars:iam::1:user/a' }),
    'sts_error',
    "sts getCallerIdentity failed: arn 'arn:mars:iam::1:user/a' does not have a recognized partition",
  ],
  [
    'a service that has no principals',
    () => stsAnswer({ ...alice, Arn: 'arn:aws:s3:::bucket' }),
    'sts_error',
    'sts getCallerIdentity failed: service s3 in arn arn:aws:s3:::bucket is not a valid service for identities',
  ],
  [
    'a session of no role',
    () => stsAnswer({ ...session, Arn: 'arn:aws:sts::111122223333:assumed-role/x' }),
    'sts_error',
    "sts getCallerIdentity failed: assumed-role arn 'arn:aws:sts::111122223333:assumed-role/x' does not have a role",
  ],
  [
    'a session whose id has no name',
    () => stsAnswer({ ...session, UserId: 'AROADEVELOPERS' }),
    'sts_error',
    'sts getCallerIdentity failed: malformed UserID "AROADEVELOPERS"',
  ],
]

for (const [what, answer, outcome, problem] of refusals)
  test(`refuses where STS answers with ${what}`, async () => {
    const { login } = stage({ answer })
    assert.deepEqual(await login(goodToken()), { ok: false, outcome, problem })
  })

test('a token that is malformed has nobody called', async () => {
  const { login, asked } = stage()
  const answer = await login(tokenOf(urlOf('169.254.169.254')))
  assert.equal(answer.ok, false)
  assert.equal(asked.length, 0)
})

test('STS is asked once a token and minute, and once for many who come at a time', async () => {
  const { login, asked, clock } = stage()
  await Promise.all([login(goodToken()), login(goodToken()), login(goodToken())])
  await login(goodToken())
  assert.equal(asked.length, 1)
  await login(goodToken('other'))
  assert.equal(asked.length, 2)
  clock.now += 60_000
  await login(goodToken())
  assert.equal(asked.length, 3)
})

test('nothing is remembered beyond the life of its token', async () => {
  const { login, asked, clock } = stage({ needs: { rememberFor: 24 * 3600_000 } })
  clock.now = Date.parse('2026-11-21T12:13:59Z')
  assert.equal((await login(goodToken())).ok, true)
  clock.now = Date.parse('2026-11-21T12:14:00Z')
  await login(goodToken())
  assert.equal(asked.length, 2)
  clock.now += 1
  const answer = await login(goodToken())
  assert.equal(answer.ok, false)
  assert.equal(asked.length, 2)
})

test('what STS refused is refused again for ten seconds; what it could not say is asked again', async () => {
  const answers = [
    { status: 403, body: '{"Error":{"Code":"InvalidClientTokenId"}}' },
    { status: 503, body: '' },
    { status: 400, body: 'Throttling' },
    stsAnswer(alice),
  ]
  const { login, asked, clock } = stage({ answer: () => answers.shift()! })
  const outcome = async () => {
    const answer = await login(goodToken())
    return answer.ok ? 'success' : answer.outcome
  }
  assert.equal(await outcome(), 'sts_error')
  assert.equal(await outcome(), 'sts_error')
  assert.equal(asked.length, 1)
  clock.now += 10_000
  assert.equal(await outcome(), 'sts_error')
  assert.equal(await outcome(), 'sts_throttling')
  assert.equal(await outcome(), 'success')
  assert.equal(asked.length, 4)
})

test('what is remembered is bounded', async () => {
  const { login, asked } = stage({ needs: { rememberAtMost: 10 } })
  for (let index = 0; index < 30; index++) await login(goodToken(String(index)))
  await login(goodToken('0'))
  assert.equal(asked.length, 31)
})

test('a flood of tokens becomes no flood of calls', async () => {
  let release = (): void => undefined
  const gate = new Promise<void>((resolve) => (release = resolve))
  const { login, asked } = stage({
    answer: async () => {
      await gate
      return stsAnswer(alice)
    },
  })
  const all = Array.from({ length: 100 }, (_, index) => login(goodToken(String(index))))
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(asked.length, 64)
  release()
  const answers = await Promise.all(all)
  assert.equal(answers.filter((each) => !each.ok && each.outcome === 'sts_throttling').length, 36)
})

test('no attempt that is told holds a token or its signature', async () => {
  const { login, attempts } = stage({
    answer: () => ({ status: 403, body: `{"Error":{"Code":"${goodToken()}"}}` }),
  })
  await login(goodToken('5ecre7'))
  await login(`k8s-aws-v2.${goodToken('5ecre7')}`)
  assert.ok(!JSON.stringify(attempts).includes('5ecre7'))
  assert.ok(!JSON.stringify(attempts).includes(goodToken().slice(20, 60)))
})
