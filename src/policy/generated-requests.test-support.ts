/** Generated policies and requests from so small a world that they meet each other often. */
import * as fc from 'fast-check'
import type { CompiledPolicy, ContextKeys, PolicyKind, PolicyRequest, PolicySet, Principal } from './index.ts'
import { compilePolicy, parsePolicy } from './index.ts'

const account = '111122223333'
const other = '444455556666'
const role = `arn:aws:iam::${account}:role/team/app`
const session = `arn:aws:sts::${account}:assumed-role/app/s1`

const principals: readonly Principal[] = [
  { kind: 'anonymous' },
  { kind: 'root', partition: 'aws', account },
  {
    kind: 'user',
    partition: 'aws',
    account,
    arn: `arn:aws:iam::${account}:user/ann`,
    id: 'AIDAANNANNANNANNANNAN',
  },
  {
    kind: 'user',
    partition: 'aws',
    account: other,
    arn: `arn:aws:iam::${other}:user/bob`,
    id: 'AIDABOBBOBBOBBOBBOBBO',
  },
  {
    kind: 'role-session',
    partition: 'aws',
    account,
    arn: session,
    roleArn: role,
    roleId: 'AROAAPPAPPAPPAPPAPPAP',
    sessionName: 's1',
  },
  {
    kind: 'role-session',
    partition: 'aws',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/linked/s`,
    roleArn: `arn:aws:iam::${account}:role/aws-service-role/x.amazonaws.com/linked`,
    roleId: 'AROALINKEDLINKEDLINKE',
    sessionName: 's',
  },
  {
    kind: 'federated-user',
    partition: 'aws',
    account,
    arn: `arn:aws:sts::${account}:federated-user/fay`,
    userArn: `arn:aws:iam::${account}:user/ann`,
  },
  { kind: 'web-identity', provider: `arn:aws:iam::${account}:oidc-provider/issuer.example` },
  { kind: 'service', name: 'ec2.amazonaws.com' },
]

const actions = ['s3:GetObject', 's3:PutObject', 's3:getobject', 'sqs:Send', 'iam:GetRole']
const actionPatterns = [
  '*',
  's3:*',
  's3:Get*',
  'S3:getobject',
  's3:PutObject',
  's3:?etObject',
  'sqs:*',
  '*:Get*',
  'iam:GetRole',
]
const resources = [
  'arn:aws:s3:::b/a',
  'arn:aws:s3:::b/ann/x',
  'arn:aws:s3:::c',
  'arn:aws:sqs:us-east-1:1:q',
  '*',
]
const resourcePatterns = [
  '*',
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::b/a',
  'arn:aws:s3:::?',
  'arn:aws:s3:::b/${aws:username}/*',
  "arn:aws:s3:::b/${aws:PrincipalTag/team, 'a'}",
  'arn:aws:s3:::*a*',
  'arn:aws:sqs',
  'arn:aws:sqs:*:1:q',
  'arn:aws:s3:::b/${*}',
  'arn:aws:s3:::b/${s3:prefix}*',
]

const keys = [
  'aws:username',
  'aws:PrincipalTag/team',
  's3:prefix',
  'aws:TagKeys',
  'n',
  'd',
  'ip',
  'arn',
  'b',
  'flag',
]

const texts = ['', 'a', 'ann', 'Ann', 'b*', 'x/y', '*', 'true', 'FALSE', '5', '5.0', '-1', '1e1']
const dates = [
  '2024-01-01',
  '2024-01-01T00:00:00Z',
  '2024-01-01T01:00:00+01:00',
  '1704067200',
  '2025',
  '2024-02-30',
]
const addresses = ['10.0.0.1', '10.1.0.1', '::1', '2001:db8::1', '2001:db8:0:0::2', 'nowhere']
const arns = [session, role, 'arn:aws:s3:::b', 'arn:aws:s3:::b:c']
const values = fc.constantFrom(...texts, ...dates, ...addresses, ...arns, 'aGk=', 'aGk')

const conditionValue = fc.oneof(
  values,
  fc.constantFrom(
    '${aws:username}',
    "${aws:PrincipalTag/team, 'ann'}",
    '${s3:prefix}*',
    'a${*}',
    '${?}',
    '?nn',
    '*n*',
    '10.0.0.0/8',
    '10.0.0.0/15',
    '2001:db8::/32',
    '0.0.0.0/0',
    'arn:aws:*:*:*:*',
    'arn:aws:sts::*:assumed-role/${n}/*',
    'arn:aws:s3:::b*',
    '${arn}',
    '${broken',
  ),
)

const families = ['String', 'Numeric', 'Arn'] as const
const operator = fc.oneof(
  fc.constantFrom('Null', 'Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'StringEqualsIgnoreCase'),
  fc.constantFrom('StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike', 'ArnLike', 'ArnNotLike'),
  fc
    .constantFrom('LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals')
    .map((end) => `Numeric${end}`),
  fc
    .tuple(fc.constantFrom(...families), fc.constantFrom('Equals', 'NotEquals'))
    .map((parts) => parts.join('')),
)

const anyOperator = fc
  .tuple(
    fc.constantFrom('', '', '', 'ForAllValues:', 'ForAnyValue:'),
    operator,
    fc.constantFrom('', '', 'IfExists'),
  )
  .map(([set, name, end]) => (name === 'Null' ? name : `${set}${name}${end}`))

const list = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> =>
  fc.array(value, { minLength: 1, maxLength: 3 })

const dateBlock = fc.record({
  operator: fc.constantFrom('DateEquals', 'DateNotEquals', 'DateLessThan', 'DateGreaterThanEquals'),
  values: list(fc.constantFrom(...dates.slice(0, -1))),
})
const block = fc.record({ operator: anyOperator, values: list(conditionValue) })

const condition = fc
  .array(fc.tuple(fc.oneof({ arbitrary: block, weight: 6 }, dateBlock), fc.constantFrom(...keys)), {
    maxLength: 2,
  })
  .map((blocks) =>
    Object.fromEntries(blocks.map(([{ operator, values }, key]) => [operator, { [key]: values }])),
  )

const named = fc.constantFrom(
  '*',
  { AWS: '*' },
  { AWS: account },
  { AWS: [`arn:aws:iam::${account}:root`, `arn:aws:iam::${account}:user/ann`] },
  { AWS: role },
  { AWS: 'AROAAPPAPPAPPAPPAPPAP' },
  { AWS: [session, role, account] },
  { AWS: [`arn:aws:iam::${other}:user/bob`, `arn:aws:sts::${account}:federated-user/fay`] },
  { Service: 'ec2.amazonaws.com', CanonicalUser: 'c'.repeat(64) },
  { Federated: `arn:aws:iam::${account}:oidc-provider/issuer.example` },
)

const statement = (withPrincipal: boolean): fc.Arbitrary<object> =>
  fc
    .record({
      // One Deny that applies decides, and there are many statements, so few of them are Denies.
      effect: fc.oneof({ arbitrary: fc.constant('Allow'), weight: 6 }, fc.constant('Deny')),
      actionName: fc.constantFrom('Action', 'Action', 'NotAction'),
      actions: list(fc.constantFrom(...actionPatterns)),
      resourceName: fc.constantFrom('Resource', 'Resource', 'NotResource'),
      resources: list(fc.constantFrom(...resourcePatterns)),
      condition,
      named,
      negate: fc.boolean(),
    })
    .map((parts) => ({
      Effect: parts.effect,
      [parts.actionName]: parts.actions,
      [parts.resourceName]: parts.resources,
      Condition: parts.condition,
      ...(withPrincipal && {
        [parts.effect === 'Deny' && parts.negate ? 'NotPrincipal' : 'Principal']: parts.named,
      }),
    }))

/** Mostly few of them, at times enough for the index by resource. */
const statements = (withPrincipal: boolean): fc.Arbitrary<object[]> =>
  fc.oneof(
    { arbitrary: fc.array(statement(withPrincipal), { minLength: 1, maxLength: 8 }), weight: 5 },
    { arbitrary: fc.array(statement(withPrincipal), { minLength: 12, maxLength: 40 }), weight: 1 },
  )

const policy = (kind: PolicyKind, name: string): fc.Arbitrary<CompiledPolicy> =>
  fc
    .record({
      Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
      Statement: statements(kind === 'resource'),
      isTrust: fc.boolean(),
    })
    .map(({ isTrust, ...document }) => {
      const parsed = parsePolicy(JSON.stringify(document), kind)
      if (!parsed.ok) throw new Error(`${JSON.stringify(document)}: ${JSON.stringify(parsed.problems)}`)
      // Trusts are decided by rules of their own, and may not be written with resources.
      const trust = isTrust && kind === 'resource' ? { kind: 'trust' as const } : {}
      return compilePolicy({ ...parsed.document, ...trust }, { name })
    })

const policies = (name: string): fc.Arbitrary<CompiledPolicy[]> =>
  fc.array(policy('identity', name), { minLength: 1, maxLength: 2 })

const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 })

const policySet: fc.Arbitrary<PolicySet> = fc.record({
  identity: policies('identity'),
  boundary: maybe(policies('boundary')),
  session: maybe(policies('session')),
  serviceControl: maybe(fc.array(policies('scp'), { minLength: 1, maxLength: 2 })),
  resourceControl: maybe(fc.array(policies('rcp'), { minLength: 1, maxLength: 2 })),
  resource: maybe(policy('resource', 'resource')),
  resourceRequired: fc.boolean(),
})

const context: fc.Arbitrary<ContextKeys> = fc
  .array(fc.tuple(fc.constantFrom(...keys), fc.array(values, { maxLength: 3 })), { maxLength: 6 })
  .map((entries) => new Map(entries.map(([key, given]) => [key.toLowerCase(), given])))

export const requests: fc.Arbitrary<PolicyRequest> = fc.record({
  principal: fc.constantFrom(...principals),
  action: fc.constantFrom(...actions),
  resource: fc.constantFrom(...resources),
  resourceAccount: maybe(fc.constantFrom(account, other)),
  canonicalUserId: maybe(fc.constant('c'.repeat(64))),
  context,
  policies: policySet,
})
