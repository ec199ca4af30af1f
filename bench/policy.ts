/** Policy decisions a second of processor time: three policies of 24 statements with every feature on, and 10 to 1,000 statements. */
import type { CompiledPolicy, PolicyKind, PolicyRequest } from '../src/policy/index.ts'
import { compilePolicy, contextOf, decide, parsePolicy } from '../src/policy/index.ts'

export interface PolicyBench {
  /** Decisions a second with three policies of 24 statements. */
  readonly everyFeature: number
  /** Those decisions in the time of one turn of the calibration loop, which a busy machine slows down as well. */
  readonly everyFeaturePerTurn: number
  /** Decisions a second by number of statements in one policy. */
  readonly byStatements: Readonly<Record<number, number>>
  /** The rate with 1,000 statements as a share of the rate with 10. */
  readonly flatness: number
}

const sizes = [10, 100, 1000] as const
const rounds = 9
const secondsARound = 0.1

/** Medians of rounds that take turns, so that what else the machine does falls on all alike. */
export function run(print: (line: string) => void = console.log): PolicyBench {
  const bySize = sizes.map(requestsOn)
  const subjects = [calibrationTurns, ...[everyFeatureRequests(), ...bySize].map(decisionsOn)]
  for (const work of subjects) rateOf(work)
  const measured = Array.from({ length: rounds }, () => subjects.map(rateOf))
  const rate = (subject: number): number => median(measured.map((round) => round[subject]!))
  const ratio = (subject: number, to: number): number =>
    median(measured.map((round) => round[subject]! / round[to]!))

  const [calibration, feature, ten] = [0, 1, 2]
  print(`calibration loop: ${shown(rate(calibration))} turns/s (medians of ${rounds} rounds here and below)`)
  print(
    `policy decisions, 3 policies of 24 statements, every feature on: ${shown(rate(feature))}/s (${ratio(feature, calibration).toFixed(2)} a turn)`,
  )
  for (const [index, size] of sizes.entries())
    print(
      `policy decisions, ${size} statements: ${shown(rate(ten + index))}/s (${ratio(ten + index, calibration).toFixed(2)} a turn, ${ratio(ten + index, ten).toFixed(2)} of ${sizes[0]})`,
    )
  return {
    everyFeature: rate(feature),
    everyFeaturePerTurn: ratio(feature, calibration),
    byStatements: Object.fromEntries(sizes.map((size, index) => [size, rate(ten + index)])),
    flatness: ratio(ten + sizes.length - 1, ten),
  }
}

const shown = (rate: number): string => Math.round(rate).toLocaleString('en')

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Does some work and tells how many times it did. */
type Work = () => number

/** How often a second of processor time the work is done. */
function rateOf(work: Work): number {
  const start = process.cpuUsage()
  let count = 0
  let spent = 0
  while (spent < secondsARound) {
    count += work()
    const { user, system } = process.cpuUsage(start)
    spent = (user + system) / 1e6
  }
  return count / spent
}

const decisionsOn =
  (requests: readonly PolicyRequest[]): Work =>
  () => {
    for (let turn = 0; turn < 200; turn++) for (const request of requests) decide(request)
    return 200 * requests.length
  }

const names = Array.from({ length: 64 }, (_, index) => `arn:aws:s3:::bucket-${index}/key`)
const prefixes = new Map(names.map((name) => [name, name.slice(0, -3)]))

/** One turn looks 64 names up and compares their beginnings: work of the kind that a decision is made of. */
function calibrationTurns(): number {
  let found = 0
  for (let turn = 0; turn < 200; turn++)
    for (const name of names) if (name.startsWith(prefixes.get(name) ?? '-')) found++
  return found / names.length
}

const account = '111122223333'
const role = {
  kind: 'role-session',
  partition: 'aws',
  account,
  arn: `arn:aws:sts::${account}:assumed-role/app/botocore-session-1`,
  roleArn: `arn:aws:iam::${account}:role/team/app`,
  roleId: 'AROAEXAMPLEEXAMPLE123',
  sessionName: 'botocore-session-1',
} as const

const context = contextOf({
  'aws:PrincipalArn': role.roleArn,
  'aws:PrincipalAccount': account,
  'aws:PrincipalTag/team': 'blue',
  'aws:SourceIp': '10.20.30.40',
  'aws:SecureTransport': true,
  'aws:CurrentTime': '2026-01-01T00:00:00Z',
  'aws:TagKeys': ['team', 'stage'],
  's3:prefix': 'blue/2026',
  's3:max-keys': 100,
})

function compiled(kind: PolicyKind, name: string, statements: readonly object[]): CompiledPolicy {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return compilePolicy(parsed.document, { name })
}

/** Identity, boundary and bucket policy: wildcards, variables, set operators, addresses, dates, Deny, NotAction. */
function everyFeatureRequests(): readonly PolicyRequest[] {
  const policies = {
    identity: [compiled('identity', 'identity', mixed('identity'))],
    boundary: [compiled('identity', 'boundary', mixed('boundary'))],
    resource: compiled('resource', 'bucket', mixed('bucket')),
  }
  const resources = [
    'arn:aws:s3:::data/blue/1',
    'arn:aws:s3:::data/red/1',
    'arn:aws:s3:::logs-7/x',
    'arn:aws:s3:::none',
  ]
  return ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 'sqs:SendMessage'].flatMap((action) =>
    resources.map((resource) => ({ principal: role, action, resource, context, policies })),
  )
}

function mixed(kind: 'identity' | 'boundary' | 'bucket'): readonly object[] {
  const principal = kind === 'bucket' ? { Principal: { AWS: role.roleArn } } : {}
  const eight = (round: number): readonly object[] => [
    {
      Effect: 'Allow',
      Action: ['s3:Get*', 's3:List*'],
      Resource: ['arn:aws:s3:::data', 'arn:aws:s3:::data/${aws:PrincipalTag/team}/*'],
      Condition: { StringLike: { 's3:prefix': ['${aws:PrincipalTag/team}/*', 'public/*'] } },
    },
    {
      Effect: 'Deny',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Effect: 'Deny',
      NotAction: ['iam:*', 'sts:*'],
      Resource: '*',
      Condition: { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32'] } },
    },
    {
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::logs-${round}*/x`,
      Condition: {
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'stage', 'owner'] },
        DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' },
      },
    },
    {
      Effect: 'Allow',
      Action: 'sqs:*',
      Resource: `arn:aws:sqs:*:${account}:queue-${round}`,
      Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:role/team/*` } },
    },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::data',
      Condition: { NumericLessThanEquals: { 's3:max-keys': '1000' }, Null: { 's3:prefix': 'false' } },
    },
    { Effect: 'Allow', Action: `dynamodb:Get${round}`, Resource: '*' },
    { Effect: 'Deny', Action: 's3:Delete*', NotResource: 'arn:aws:s3:::data/tmp/*' },
  ]
  return [0, 1, 2].flatMap(eight).map((statement) => ({ ...statement, ...principal }))
}

/** Every statement is about another bucket, so that no two may be taken together. */
function requestsOn(size: number): readonly PolicyRequest[] {
  const statements = Array.from({ length: size }, (_, index) => ({
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: index % 2 === 0 ? `arn:aws:s3:::bucket-${index}/*` : `arn:aws:s3:::bucket-${index}`,
    Condition: { StringEquals: { 'aws:PrincipalAccount': account } },
  }))
  const identity = [compiled('identity', 'many', statements)]
  return [0, 1, size >> 1, size - 2, size - 1].map((index) => ({
    principal: role,
    action: 's3:GetObject',
    resource: index % 2 === 0 ? `arn:aws:s3:::bucket-${index}/key` : `arn:aws:s3:::bucket-${index}`,
    context,
    policies: { identity },
  }))
}

if (import.meta.main) run()
