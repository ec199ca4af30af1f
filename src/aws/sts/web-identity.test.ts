import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { AwsError } from '../protocol/index.ts'
import cases from './cases/web-identity.json' with { type: 'json' }
import {
  account,
  defined,
  invoke,
  makeCall,
  makeToken,
  makeWorld,
  now,
  providerArn,
  roleArn,
  subject,
  type TokenPatch,
  trustOfToken,
  type WorldPatch,
} from './fixture.test-support.ts'
import type { WebIdentityOutput } from './operations/assume-role-with-web-identity.ts'
import { checks } from './web-identity/checks.ts'

interface Case {
  readonly name: string
  readonly token?: TokenPatch
  /** The token's text as it is, in place of one that is made. */
  readonly raw?: string
  readonly suffix?: string
  readonly input?: Readonly<Record<string, unknown>>
  readonly world?: WorldPatch
  readonly expect?: Refused & Granted
}

interface Refused {
  readonly code?: string
  readonly status?: number
  readonly message?: string
  /** The check that refuses. */
  readonly check?: string
  /** What that check says; of the trust policy's, up to the explanation. */
  readonly detail?: string
  readonly untrailed?: boolean
}

interface Granted {
  readonly output?: Readonly<Record<string, unknown>>
  readonly session?: Readonly<Record<string, unknown>>
  readonly additionalEventData?: Readonly<Record<string, unknown>>
  /** A PackedPolicySize is answered. */
  readonly packed?: boolean
}

async function run({ token = {}, raw, suffix = '', input, world: patch = {} }: Case) {
  const world = await makeWorld(patch, trustOfToken)
  const call = makeCall('AssumeRoleWithWebIdentity')
  const text = (raw ?? makeToken(token)) + suffix
  const request = {
    RoleArn: roleArn,
    RoleSessionName: 'botocore-session-1',
    WebIdentityToken: text,
    ...input,
  }
  const answer = await invoke(world, request, call).catch((error: unknown) => error)
  return { world, call, answer, token: text }
}

for (const each of cases as readonly Case[])
  test(`web identity: ${each.name}`, async () => {
    const { world, call, answer, token } = await run(each)
    const expected = each.expect ?? {}
    const noted = JSON.stringify([call.notes, answer])
    const signature = token.trim().split('.')[2] ?? ''
    if (signature.length > 20) assert.ok(!noted.includes(signature), 'the token is in what is written down')

    if (expected.code !== undefined) {
      assert.ok(answer instanceof AwsError, String(answer))
      assert.equal(answer.code, expected.code, answer.message)
      if (expected.status !== undefined) assert.equal(answer.status, expected.status)
      if (expected.message !== undefined) assert.equal(answer.text, expected.message)
      const last = call.notes.checks.at(-1)!
      const [detail] = last.name === 'trust policy' ? last.detail.split(': `') : [last.detail]
      assert.deepEqual([last.name, last.passed, detail], [expected.check, false, expected.detail])
      assert.ok(call.notes.checks.slice(0, -1).every((check) => check.passed))
      const untrailed = 'AWS keeps no event when it cannot get the key that verifies a token'
      assert.equal(call.notes.untrailed, expected.untrailed ? untrailed : undefined)
      return
    }

    if (answer instanceof Error) throw answer
    const { Credentials: credentials, PackedPolicySize, ...output } = answer as WebIdentityOutput
    assert.deepEqual(
      call.notes.checks.map((check) => [check.name, check.passed]),
      checks.map((check) => [check.name, true]),
    )
    assert.equal(PackedPolicySize !== undefined, expected.packed ?? PackedPolicySize !== undefined)
    assert.equal(call.notes.account, account)
    assert.deepEqual(output, {
      SubjectFromWebIdentityToken: subject,
      AssumedRoleUser: {
        AssumedRoleId: 'AROAEXAMPLEEXAMPLE123:botocore-session-1',
        Arn: `arn:aws:sts::${account}:assumed-role/app/botocore-session-1`,
      },
      Provider: providerArn,
      Audience: 'sts.amazonaws.com',
      ...expected.output,
    })
    if (expected.additionalEventData)
      assert.deepEqual(call.notes.additionalEventData, expected.additionalEventData)
    const opened = world.sts.openSession(credentials.AccessKeyId, credentials.SessionToken, now)
    assert.ok(opened.outcome === 'open')
    assert.equal(opened.secretAccessKey, credentials.SecretAccessKey)
    assert.equal(opened.session.chained, false)
    const seconds = (each.input?.DurationSeconds as number | undefined) ?? 3600
    assert.equal(credentials.Expiration.getTime(), now + seconds * 1000)
    for (const [field, value] of Object.entries(expected.session ?? {}))
      assert.deepEqual(opened.session[field as 'tags'], value, field)
    assert.equal(opened.sessionPolicies !== undefined, opened.session.policies !== undefined)
  })

test('the trail names the web identity and shows no secret', async () => {
  const { call, answer } = await run({ name: '' })
  const { Credentials: credentials } = answer as WebIdentityOutput
  assert.deepEqual(call.notes.userIdentity, {
    type: 'WebIdentityUser',
    principalId: `${providerArn}:sts.amazonaws.com:${subject}`,
    userName: subject,
    identityProvider: providerArn,
  })
  assert.deepEqual(defined(call.notes.responseElements), {
    credentials: { accessKeyId: credentials.AccessKeyId, expiration: 'Nov 21, 2026, 1:00:00 PM' },
    subjectFromWebIdentityToken: subject,
    assumedRoleUser: {
      assumedRoleId: 'AROAEXAMPLEEXAMPLE123:botocore-session-1',
      arn: `arn:aws:sts::${account}:assumed-role/app/botocore-session-1`,
    },
    provider: providerArn,
    audience: 'sts.amazonaws.com',
  })
  assert.deepEqual(call.notes.additionalEventData, {
    identityProviderConnectionVerificationMethod: 'IAMTrustStore',
  })
  assert.deepEqual(call.notes.resources, [{ arn: roleArn, accountId: account, type: 'AWS::IAM::Role' }])
})

test('each check is told with what it compared', async () => {
  const provider = 'issuer.example.com/id/A'
  const claims = {
    azp: 'client-b',
    'https://aws.amazon.com/roles': [roleArn],
    'https://aws.amazon.com/tags': { principal_tags: { Team: 'a', Stage: 'b' } },
    'https://aws.amazon.com/source_identity': 'alice',
  }
  const trust = {
    ...trustOfToken,
    Statement: trustOfToken.Statement.map(({ Condition: _condition, ...statement }) => statement),
  }
  const session = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }
  const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  const plain = await run({ name: '' })
  const rich = await run({
    name: '',
    token: { claims },
    input: { Policy: JSON.stringify(session), PolicyArns: [{ arn }] },
    world: { trust, managedPolicies: { [arn]: session } },
  })
  const toldBy = ({ call }: typeof plain): Record<string, string> =>
    Object.fromEntries(call.notes.checks.map(({ name, detail }) => [name, detail]))
  const told = {
    request: `role \`${roleArn}\``,
    'token form': 'is a signed JWT in compact form',
    'token claims': `iss \`https://${provider}\`, sub \`${subject}\`, aud \`sts.amazonaws.com\``,
    role: 'role `app` is AROAEXAMPLEEXAMPLE123',
    duration: '3600 s asked for, 3600 s at most',
    provider: `issuer \`https://${provider}\` is provider \`${providerArn}\``,
    audience: 'aud `sts.amazonaws.com`, client ids `sts.amazonaws.com, client-b`',
    expiry: `exp ${now / 1000 + 3600}, now ${now / 1000}`,
    'issue time': 'issued 10 s ago',
    signature:
      'header asks for no extension; alg is ES256; kid `ec-1` is published for ES256; signature is made by that key',
    'roles claim': 'token has no claim `https://aws.amazon.com/roles`',
    'session tags': 'token asks for no session tags',
    'source identity': 'token asks for no source identity',
    'trust policy': `trust policy of \`app\` allows sts:AssumeRoleWithWebIdentity for ${provider}:sub \`${subject}\`, ${provider}:aud \`sts.amazonaws.com\``,
    'session policies': 'no session policies',
    'packed size': 'nothing to pack',
  }
  assert.deepEqual(toldBy(plain), told)
  const { 'packed size': size, ...others } = toldBy(rich)
  assert.match(size!, /^\d+% of the room$/)
  const { 'packed size': _nothing, ...toldPlainly } = told
  assert.deepEqual(others, {
    ...toldPlainly,
    audience: 'azp `client-b`, client ids `sts.amazonaws.com, client-b`',
    'roles claim': 'claim `https://aws.amazon.com/roles` holds the role',
    'session tags': 'session tags `Team, Stage`',
    'source identity': 'source identity `alice`',
    'trust policy': `trust policy of \`app\` allows sts:AssumeRoleWithWebIdentity, sts:TagSession, sts:SetSourceIdentity for ${provider}:sub \`${subject}\`, ${provider}:aud \`client-b\``,
    'session policies': '1 managed and 1 inline session policies',
  })
})

test('a thumbprint that vouched is named in the trail', async () => {
  const { call } = await run({ name: '', world: { verifiedBy: 'thumbprint' } })
  assert.equal(call.notes.additionalEventData.identityProviderConnectionVerificationMethod, 'Thumbprint')
})

test('a verified token names its holder in the trail, though the role does not trust it', async () => {
  const { call } = await run({ name: '', token: { claims: { sub: 'x' } } })
  assert.equal(call.notes.userIdentity?.userName, 'x')
})

test('a token that is not verified names nobody in the trail', async () => {
  const { call } = await run({ name: '', token: { signedBy: 'other' } })
  assert.equal(call.notes.userIdentity, undefined)
})

test('each decision of the trust policy is noted, the denied one with its explanation', async () => {
  const allowed = await run({ name: '' })
  assert.deepEqual(
    allowed.call.notes.decisions?.map(({ action, decision }) => [action, decision.effect]),
    [['sts:AssumeRoleWithWebIdentity', 'allow']],
  )
  const denied = await run({ name: '', token: { claims: { sub: 'x' } } })
  const [decision] = denied.call.notes.decisions!
  assert.equal(decision!.decision.effect, 'implicit-deny')
  assert.ok(decision!.explanation !== undefined)
  assert.deepEqual(decision!.context.get('issuer.example.com/id/a:sub'), ['x'])
})

test('session policies and tags beyond their room are refused by their size', async () => {
  const noise = (length: number) => randomBytes(length).toString('base64')
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::b/${noise(3000)}` }
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const big = await run({ name: '', input: { Policy: policy } })
  assert.ok(big.answer instanceof AwsError)
  assert.equal(big.answer.code, 'PackedPolicyTooLarge')
  assert.match(
    big.answer.message,
    /^Packed policy consumes \d+% of allotted space, please use smaller policy\.$/,
  )

  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, noise(150)]))
  const claims = { 'https://aws.amazon.com/tags': { principal_tags: tags } }
  const tagged = await run({ name: '', token: { claims } })
  assert.ok(tagged.answer instanceof AwsError)
  assert.equal(tagged.answer.code, 'PackedPolicyTooLarge')
  assert.match(tagged.answer.message, /^Packed size of session tags consumes \d+% of allotted space\.$/)
})

test('an issuer is told in its first 200 characters', async () => {
  const textOf = async (iss: string) => {
    const { answer } = await run({ name: '', token: { claims: { iss } } })
    return answer instanceof AwsError && answer.text
  }
  const long = 'https://'.padEnd(200, 'x')
  const none = 'No OpenIDConnect provider found in your account for'
  assert.equal(await textOf(long), `${none} ${long}`)
  assert.equal(await textOf(`${long}x`), `${none} ${long}...`)
})

test('a claim too long for any token is refused by its size', async () => {
  const sub = randomBytes(3500).toString('hex')
  const trust = {
    ...trustOfToken,
    Statement: trustOfToken.Statement.map(({ Condition: _condition, ...statement }) => statement),
  }
  const { answer } = await run({ name: '', token: { claims: { sub } }, world: { trust } })
  assert.ok(answer instanceof AwsError)
  assert.deepEqual(
    [answer.code, answer.text],
    ['PackedPolicyTooLarge', 'Serialized token too large for session'],
  )
})
