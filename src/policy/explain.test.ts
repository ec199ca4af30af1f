import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Shared, WrittenQuestion } from './case-file.test-support.ts'
import { principals, readQuestion } from './case-file.test-support.ts'
import type { CompiledPolicy, PolicyKind, PolicyRequest } from './index.ts'
import { compilePolicy, contextOf, explain, parsePolicy } from './index.ts'

function policy(name: string, kind: PolicyKind, ...statements: readonly object[]): CompiledPolicy {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return compilePolicy(parsed.document, { name })
}

const request: Omit<PolicyRequest, 'policies'> = {
  principal: principals['app']!,
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::data/key',
  context: contextOf({ 'aws:PrincipalTag/team': 'Blue', 'aws:TagKeys': ['a', 'b'] }),
}

const reads = { Sid: 'Reads', Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::data/*' }

test('an allowed request names what allowed it', () => {
  const { summary, nearestMiss, mends } = explain({
    ...request,
    policies: { identity: [policy('reader', 'identity', reads)] },
  })
  assert.equal(mends, undefined)
  assert.equal(
    summary,
    '`arn:aws:sts::111122223333:assumed-role/app/web-1` may do `s3:GetObject` on `arn:aws:s3:::data/key`: allowed by `Reads` of `reader`',
  )
  assert.equal(nearestMiss, undefined)
})

test('every part is told with what was asked and what was given', () => {
  const statement = {
    ...reads,
    Condition: {
      StringEquals: { 'aws:PrincipalTag/team': ['blue', 'red'] },
      IpAddress: { 'aws:SourceIp': '10.0.0.0/8' },
    },
  }
  const { policies } = explain({
    ...request,
    policies: { identity: [policy('reader', 'identity', statement)] },
  })
  const { parts, ...rest } = policies[0]!.statements[0]!
  assert.deepEqual(rest, { index: 0, sid: 'Reads', effect: 'Allow', applies: false })
  assert.deepEqual(
    parts.map(({ part, fits, asked, given }) => ({ part, fits, asked, given })),
    [
      { part: 'action', fits: true, asked: ['s3:Get*'], given: ['s3:GetObject'] },
      { part: 'resource', fits: true, asked: ['arn:aws:s3:::data/*'], given: ['arn:aws:s3:::data/key'] },
      { part: 'condition', fits: false, asked: ['blue', 'red'], given: ['Blue'] },
      { part: 'condition', fits: false, asked: ['10.0.0.0/8'], given: undefined },
    ],
  )
  assert.deepEqual(
    parts.map(({ words }) => words),
    [
      '`s3:GetObject` is among Action `s3:Get*`',
      '`arn:aws:s3:::data/key` is among Resource `arn:aws:s3:::data/*`',
      'StringEquals is not met: `aws:PrincipalTag/team` is `Blue`, asked is `blue`, `red`; they differ only in upper and lower case',
      'IpAddress is not met: the request has no `aws:SourceIp`, asked is `10.0.0.0/8`',
    ],
  )
})

test('the nearest miss is the statement that fails by the fewest parts', () => {
  const { nearestMiss, decision } = explain({
    ...request,
    policies: {
      identity: [
        policy('far', 'identity', { Effect: 'Allow', Action: 'sqs:*', Resource: 'arn:aws:sqs:*' }),
        policy(
          'near',
          'identity',
          { Effect: 'Allow', Action: 's3:PutObject', Resource: '*' },
          { ...reads, Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
        ),
      ],
    },
  })
  assert.equal(decision.effect, 'implicit-deny')
  assert.equal(nearestMiss?.policy, 'near')
  assert.equal(
    nearestMiss.words,
    'statement `Reads` of `near` would have allowed it, but Bool is not met: the request has no `aws:SecureTransport`, asked is `true`',
  )
})

test('the nearest miss is looked for in the type that had to allow', () => {
  const { nearestMiss } = explain({
    ...request,
    policies: {
      identity: [policy('reader', 'identity', reads)],
      boundary: [policy('fence', 'identity', { ...reads, Action: 's3:Put*' })],
    },
  })
  assert.equal(nearestMiss?.policyType, 'permissions boundary')
  assert.equal(
    nearestMiss.words,
    'statement `Reads` of `fence` would have allowed it, but `s3:GetObject` is not among Action `s3:Put*`',
  )
})

test('a denied request names who denied it and no near miss', () => {
  const { summary, nearestMiss, policies } = explain({
    ...request,
    policies: {
      identity: [policy('reader', 'identity', reads)],
      serviceControl: [[policy('root', 'service-control', { ...reads, Effect: 'Deny', Sid: 'No' })]],
    },
  })
  assert.match(summary, /with an explicit deny in a service control policy$/)
  assert.equal(nearestMiss, undefined)
  assert.deepEqual(
    policies.map(({ policyType, level }) => ({ policyType, level })),
    [
      { policyType: 'service control policy', level: 0 },
      { policyType: 'identity-based policy', level: undefined },
    ],
  )
})

test('a principal is told with how closely it is named', () => {
  const words = (named: object): string | undefined => {
    const bucket = policy('bucket', 'bucket', { ...reads, ...named })
    return explain({ ...request, policies: { identity: [], resource: bucket } }).policies[0]!.statements[0]!
      .parts[0]!.words
  }
  const session = 'arn:aws:sts::111122223333:assumed-role/app/web-1'
  assert.equal(
    words({ Principal: { AWS: 'arn:aws:iam::111122223333:role/team/app' } }),
    `Principal \`arn:aws:iam::111122223333:role/team/app\` names whoever is behind \`${session}\``,
  )
  assert.equal(
    words({ Principal: { AWS: '111122223333' } }),
    `Principal \`111122223333\` names the account of \`${session}\``,
  )
  assert.equal(words({ Principal: '*' }), `Principal \`*\` covers \`${session}\``)
  assert.equal(
    words({ Principal: { Service: 'ec2.amazonaws.com' } }),
    `Principal \`ec2.amazonaws.com\` does not cover \`${session}\``,
  )
})

test('a variable without value is told', () => {
  const statement = { ...reads, Resource: 'arn:aws:s3:::data/${aws:username}/*' }
  const { nearestMiss } = explain({
    ...request,
    policies: { identity: [policy('home', 'identity', statement)] },
  })
  assert.match(nearestMiss!.words, /the request has no `aws:username`$/)
})

test('a Deny that applies because a variable has no value tells so', () => {
  const statement = {
    Effect: 'Deny',
    Action: 's3:*',
    NotResource: 'arn:aws:s3:::data/${aws:username}/*',
    Condition: { StringNotEquals: { 'aws:PrincipalTag/team': '${aws:userid}' } },
  }
  const { decision, policies } = explain({
    ...request,
    policies: { identity: [policy('fence', 'identity', statement)] },
  })
  assert.equal(decision.effect, 'explicit-deny')
  assert.deepEqual(
    policies[0]!.statements[0]!.parts.slice(1).map(({ words }) => words),
    [
      '`arn:aws:s3:::data/key` is not among NotResource `arn:aws:s3:::data/${aws:username}/*`; the request has no `aws:username`',
      'StringNotEquals is met: `aws:PrincipalTag/team` is `Blue`, asked is `${aws:userid}`; the request has no `aws:userid`',
    ],
  )
})

test('what NotAction and NotResource leave out is told', () => {
  const words = (statement: object): readonly string[] =>
    explain({ ...request, policies: { identity: [policy('p', 'identity', statement)] } })
      .policies[0]!.statements[0]!.parts.filter(({ fits }) => !fits)
      .map((part) => part.words)
  assert.deepEqual(words({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }), [
    '`s3:GetObject` is among NotAction `s3:*`',
  ])
  assert.deepEqual(words({ Effect: 'Allow', Action: 's3:*', NotResource: 'arn:aws:s3:::data/*' }), [
    '`arn:aws:s3:::data/key` is among NotResource `arn:aws:s3:::data/*`',
  ])
})

test('a trust in everybody is told to leave out whom only a provider vouches for', () => {
  const trust = policy('trust', 'trust', {
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: 'sts:AssumeRoleWithWebIdentity',
  })
  const { policies } = explain({
    principal: principals['cognito user']!,
    action: 'sts:AssumeRoleWithWebIdentity',
    resource: 'arn:aws:iam::111122223333:role/app',
    context: contextOf({}),
    policies: { identity: [], resource: trust, resourceRequired: true },
  })
  const [principal] = policies.flatMap(({ statements }) => statements[0]!.parts)
  assert.equal(
    principal?.words,
    'Principal `*` does not cover `cognito-identity.amazonaws.com`, whom a trust policy has to name as Federated',
  )
})

interface Explained extends WrittenQuestion {
  readonly summary: string
  readonly nearestMiss?: string
  /** The parts of each statement, those that fit behind a plus. */
  readonly words: Readonly<Record<string, readonly string[]>>
}

const file = JSON.parse(readFileSync(new URL('explained/explanations.json', import.meta.url), 'utf8')) as {
  readonly with: Shared
  readonly cases: readonly Explained[]
}

for (const one of file.cases)
  test(`in words: ${one.name}`, () => {
    const explanation = explain(readQuestion(one, file.with))
    const words = explanation.policies.flatMap((each) =>
      each.statements.map(({ index, parts }) => [
        `${each.policy}[${index}]`,
        parts.map((part) => `${part.fits ? '+' : '-'} ${part.words}`),
      ]),
    )
    assert.equal(explanation.summary, one.summary)
    assert.equal(explanation.nearestMiss?.words, one.nearestMiss)
    assert.deepEqual(Object.fromEntries(words), one.words)
  })
