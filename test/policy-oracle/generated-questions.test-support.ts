/** Questions made by chance from plain documents, in a world so small that policies and requests often meet. */
import * as fc from 'fast-check'
import type { Principal } from '../../src/policy/index.ts'
import { conditions, contexts } from './generated-conditions.test-support.ts'
import type { DocumentJson, Question, StatementJson } from './question.ts'

const home = '111122223333'
const other = '444455556666'
const partition = 'aws'
const user = (account: string, name: string, id: string): Principal => ({
  kind: 'user',
  partition,
  account,
  arn: `arn:aws:iam::${account}:user/${name}`,
  id,
})
const session = (account: string, path: string, role: string, name: string): Principal => ({
  kind: 'role-session',
  partition,
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
  roleArn: `arn:aws:iam::${account}:role${path}${role}`,
  roleId: `AROA${role.toUpperCase()}`.padEnd(21, 'X'),
  sessionName: name,
})

const callers: readonly Principal[] = [
  user(home, 'ann', 'AIDAANNXXXXXXXXXXXXXX'),
  user(other, 'team/Bob', 'AIDABOBXXXXXXXXXXXXXX'),
  session(home, '/', 'app', 'one'),
  session(other, '/ci/', 'app', 'two'),
  session(home, '/aws-service-role/x.amazonaws.com/', 'AWSServiceRoleForX', 's'),
  { kind: 'root', partition, account: home },
  {
    kind: 'federated-user',
    partition,
    account: home,
    arn: `arn:aws:sts::${home}:federated-user/fay`,
    userArn: `arn:aws:iam::${home}:user/ann`,
  },
  { kind: 'anonymous' },
  { kind: 'service', name: 'ec2.amazonaws.com' },
  { kind: 'web-identity', provider: `arn:aws:iam::${home}:oidc-provider/id.example` },
  { kind: 'web-identity', provider: 'accounts.google.com' },
]

const names = [
  '*',
  home,
  other,
  `arn:aws:iam::${home}:root`,
  `arn:aws:iam::${other}:root`,
  `arn:aws:iam::${home}:user/ann`,
  `arn:aws:iam::${home}:user/Ann`,
  `arn:aws:iam::${other}:user/team/Bob`,
  `arn:aws:iam::${home}:role/app`,
  `arn:aws:iam::${other}:role/ci/app`,
  `arn:aws:sts::${home}:assumed-role/app/one`,
  `arn:aws:sts::${other}:assumed-role/app/two`,
  `arn:aws:sts::${home}:federated-user/fay`,
  'AIDAANNXXXXXXXXXXXXXX',
  'AROAAPPXXXXXXXXXXXXXX',
]

const oneOrSome = <T>(each: fc.Arbitrary<T>, maxLength = 3): fc.Arbitrary<T | T[]> =>
  fc.oneof(each, fc.array(each, { minLength: 1, maxLength }))

const principal = fc.oneof(
  { arbitrary: fc.constant('*'), weight: 1 },
  {
    arbitrary: oneOrSome(fc.constantFrom(...names), 4).map((AWS) => ({ AWS })),
    weight: 8,
  },
  {
    arbitrary: fc.constantFrom(
      { Service: 'ec2.amazonaws.com' },
      { Service: ['lambda.amazonaws.com', 'ec2.amazonaws.com'], AWS: home },
      { Federated: [`arn:aws:iam::${home}:oidc-provider/id.example`, 'accounts.google.com'] },
      { Federated: 'accounts.google.com', AWS: '*' },
    ),
    weight: 3,
  },
)

const actionNames = ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 'iam:GetRole', 'SQS:sendmessage']
const actionPatterns = fc.constantFrom(
  '*',
  's3:*',
  'S3:get*',
  's3:?etObject',
  's3:*Object',
  's3:PutObject',
  'iam:*',
  'sqs:SendMessage',
  's3:ListBucket?',
)
const resourceNames = [
  'arn:aws:s3:::data',
  'arn:aws:s3:::data/ann/file',
  'arn:aws:s3:::data/Ann/fïle',
  'arn:aws:s3:::data/a*b',
  'arn:aws:sqs:eu-west-1:111122223333:jobs',
  'arn:aws:logs:eu-west-1:111122223333:log-group:one:log-stream:two',
  '*',
]
const resourcePatterns = fc.constantFrom(
  '*',
  '*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::data/*',
  'arn:aws:s3:::data/ann/f?le',
  'arn:aws:s3:::data/Ann/f?le',
  'arn:aws:s3:::data/${aws:username}/*',
  "arn:aws:s3:::data/${aws:PrincipalTag/team, 'ann'}/file",
  'arn:aws:s3:::data/${aws:TagKeys}/*',
  'arn:aws:s3:::data/a${*}b',
  'arn:aws:sqs:*:111122223333:*',
  'arn:aws:sqs:eu-west-1:*:job?',
  'arn:aws:sqs',
  'arn:aws:logs:*:*:log-group:one:*',
  'arn:*:s3:::data',
)

interface Kind {
  readonly named: boolean
  readonly trust: boolean
}

const statements = ({ named, trust }: Kind): fc.Arbitrary<StatementJson> =>
  fc
    .record({
      Effect: fc.oneof(
        { arbitrary: fc.constant('Allow'), weight: 7 },
        { arbitrary: fc.constant('Deny'), weight: 1 },
      ),
      actions: oneOrSome(trust ? fc.constant('sts:AssumeRole*') : actionPatterns),
      resources: oneOrSome(resourcePatterns),
      principal,
      Condition: fc.option(conditions, { nil: undefined, freq: 1 }),
      notAction: fc.nat(7),
      notResource: fc.nat(6),
      notPrincipal: fc.nat(2),
    })
    .map(({ Effect, actions, resources, principal: who, Condition, ...chosen }): StatementJson => {
      const not = {
        action: chosen.notAction === 0 && !trust,
        resource: chosen.notResource === 0,
        principal: chosen.notPrincipal === 0 && Effect === 'Deny' && !trust,
      }
      return {
        Effect,
        [not.action ? 'NotAction' : 'Action']: actions,
        ...(!trust && { [not.resource ? 'NotResource' : 'Resource']: resources }),
        ...(Condition !== undefined && { Condition }),
        ...(named && {
          [not.principal ? 'NotPrincipal' : 'Principal']: trust && who === '*' ? { AWS: who } : who,
        }),
      }
    })

const documents = (kind: Kind): fc.Arbitrary<DocumentJson> =>
  fc.record({
    Version: fc.constantFrom('2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.oneof(
      { arbitrary: oneOrSome(statements(kind), kind.named ? 5 : 4), weight: 8 },
      // Enough for the indexes by action and resource.
      { arbitrary: fc.array(statements(kind), { minLength: 8, maxLength: 14 }), weight: 1 },
    ),
  })

const plain = documents({ named: false, trust: false })
const policies = fc.array(plain, { minLength: 0, maxLength: 3 })
const maybe = <T>(each: fc.Arbitrary<T>) => fc.option(each, { nil: undefined, freq: 1 })
const levels = maybe(
  fc.array(fc.array(plain, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
)

/** Only what belongs to a caller of that kind: strangers have no policies, and root none of its own. */
export const questions: fc.Arbitrary<Question> = fc
  .tuple(fc.constantFrom(...callers), fc.boolean())
  .chain(([caller, isTrust]) => {
    const hasAccount = 'account' in caller
    const isEntity = hasAccount && caller.kind !== 'root'
    const isSession = caller.kind === 'role-session' || caller.kind === 'federated-user'
    const never = fc.constant(undefined)
    const resourcePolicy = documents({ named: true, trust: isTrust })
    return fc.record({
      caller: fc.constant(caller),
      action: isTrust
        ? fc.constantFrom('sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity')
        : fc.constantFrom(...actionNames),
      resource: isTrust ? fc.constant(`arn:aws:iam::${home}:role/target`) : fc.constantFrom(...resourceNames),
      resourceAccount: maybe(fc.constantFrom(home, other)),
      context: contexts,
      canonicalUserId: never,
      identity: isEntity ? policies : fc.constant([]),
      boundary: isEntity ? maybe(policies) : never,
      session: isSession ? maybe(policies) : never,
      serviceControl: hasAccount ? levels : never,
      resourceControl: levels,
      resourcePolicy: isTrust ? resourcePolicy : maybe(resourcePolicy),
      isTrust: fc.constant(isTrust),
      resourceRequired: isTrust ? fc.constant(true) : fc.boolean(),
    })
  })

/** One statement with a condition, and nothing else that could decide. */
export const conditionQuestions: fc.Arbitrary<Question> = fc
  .record({
    Version: fc.constantFrom('2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17'),
    Condition: conditions,
    context: contexts,
  })
  .map(({ Version, Condition, context }) => ({
    caller: user(home, 'ann', 'AIDAANNXXXXXXXXXXXXXX'),
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::data/ann/file',
    context,
    identity: [{ Version, Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition } }],
  }))
