/** CloudWatch Logs as the AWS CLI and boto3 use it, by callers who may and who may not. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { has, runProgram, type Environment } from './support/run-program.ts'
import { describe, openStage, play, type Stage } from './support/stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'podpass-logs-clients-'))
const cli = { skip: !has('aws', '--version') && 'this machine has no AWS CLI' }
const boto3 = { skip: !has('python3', '-c', 'import boto3') && 'this machine has no boto3' }

let stage: Stage
let env: Environment

before(async () => {
  stage = await openStage()
  const { endpoint, region, admin } = stage.installation
  env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_DEFAULT_REGION: region,
    AWS_PAGER: '',
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: admin.secretAccessKey,
  }
})
after(async () => {
  await stage.close()
  rmSync(folder, { recursive: true })
})

test('boto3 pages, walks, follows and queries, and gets errors with their members', boto3, async () => {
  const script = fileURLToPath(new URL('./support/boto3-logs.py', import.meta.url))
  const { code, stdout, stderr } = await runProgram('python3', [script], env, '', { timeout: 120_000 })
  assert.equal(code, 0, stderr)
  const numbers = (from: number): readonly number[] => Array.from({ length: 50 - from }, (_, at) => from + at)
  assert.deepEqual(JSON.parse(stdout), {
    groups: [['/walk/one', '/walk/three'], ['/walk/two']],
    filtered: numbers(10),
    walked: numbers(0),
    followed: 101,
    query: [
      'Complete',
      [
        ['a', '52', '99'],
        ['b', '50', '49'],
      ],
    ],
    malformed: [
      'MalformedQueryException',
      'unexpected symbol found = at line 2 and position 13',
      { startCharOffset: 23, endCharOffset: 24 },
    ],
    rejected: { tooNewLogEventStartIndex: 1 },
    unbuilt: 'NotImplemented',
    invalid: 'InvalidParameterException',
  })
})

test('the AWS CLI makes a group, writes to it, reads it and takes it away', cli, async () => {
  const aws = async (line: string, ...more: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await runProgram('aws', [...line.split(' '), ...more], env)
    return stdout === '' ? stderr.trim() : stdout
  }
  const group = 'demo-eks-oidc-test-vpc-flow-logs-cw-group'
  const named = `--log-group-name ${group}`
  assert.equal(await aws(`logs create-log-group ${named}`), '')
  assert.match(
    await aws(`logs create-log-group ${named}`),
    /An error occurred \(ResourceAlreadyExistsException\) when calling the CreateLogGroup operation: The specified log group already exists$/,
  )
  await aws(`logs create-log-stream ${named} --log-stream-name s`)
  const event = `timestamp=${Date.now()},message=hello`
  await aws(`logs put-log-events ${named} --log-stream-name s --log-events ${event}`)
  const told = await aws(
    `logs filter-log-events ${named} --output text --query`,
    'events[].[logStreamName,message]',
  )
  assert.equal(told, 's\thello\n')
  assert.equal(await aws(`logs delete-log-group ${named}`), '')
  assert.match(await aws(`logs delete-log-group ${named}`), /ResourceNotFoundException.*does not exist\.$/)
})

test('who may only write to one group writes to no other, and reads none', async () => {
  const { account, region } = stage.facts as { account: string; region: string }
  const base = `arn:aws:logs:${region}:${account}:log-group`
  await play(stage, { call: 'iam:CreateUser', input: { UserName: 'writer' } })
  const Statement = [
    { Effect: 'Allow', Action: ['logs:Create*', 'logs:Put*', 'logs:Describe*'], Resource: `${base}:/mine:*` },
    { Effect: 'Allow', Action: 'logs:ListTagsForResource', Resource: `${base}:/mine` },
  ]
  const PolicyDocument = { Version: '2012-10-17', Statement }
  await play(stage, {
    call: 'iam:PutUserPolicy',
    input: { UserName: 'writer', PolicyName: 'own', PolicyDocument },
  })
  await play(stage, { call: 'iam:CreateAccessKey', input: { UserName: 'writer' }, keep: 'writer' })
  await play(stage, { call: 'logs:CreateLogGroup', input: { logGroupName: '/other' } })

  const ask = (operation: string, input: Readonly<Record<string, unknown>>) =>
    play(stage, { as: 'writer', call: `logs:${operation}`, input })
  const mine = { logGroupName: '/mine', logStreamName: 's' }
  const logEvents = [{ timestamp: Date.now(), message: 'what nobody is to read in the trail' }]
  await ask('CreateLogGroup', { logGroupName: '/mine' })
  await ask('CreateLogStream', mine)
  await ask('PutLogEvents', { ...mine, logEvents })
  await ask('DescribeLogStreams', { logGroupName: '/mine' })
  await ask('ListTagsForResource', { resourceArn: `${base}:/mine` })

  const denial = (action: string, resource: string): string =>
    `400 AccessDeniedException: User: arn:aws:iam::${account}:user/writer is not authorized to perform: logs:${action} on resource: ${base}:${resource} because no identity-based policy allows the logs:${action} action`
  const refused = (operation: string, input: Readonly<Record<string, unknown>>) =>
    ask(operation, input).then(() => 'it was answered', describe)
  assert.equal(
    await refused('PutLogEvents', { ...mine, logGroupName: '/other', logEvents }),
    denial('PutLogEvents', '/other:log-stream:s'),
  )
  assert.equal(await refused('GetLogEvents', mine), denial('GetLogEvents', '/mine:log-stream:s'))
  assert.equal(await refused('DescribeLogGroups', {}), denial('DescribeLogGroups', ':log-stream:'))
  assert.equal(
    await refused('StartQuery', { logGroupName: '/mine', queryString: '', startTime: 0, endTime: 1 }),
    denial('StartQuery', '/mine:log-stream:'),
  )
  assert.equal(
    await refused('ListTagsForResource', { resourceArn: `${base}:/other` }),
    denial('ListTagsForResource', '/other'),
  )
})

test('the trail tells who made and asked what, and nothing of what was written', async () => {
  interface Found {
    readonly Events: readonly { readonly CloudTrailEvent: string }[]
  }
  const eventsOf = async (name: string) => {
    const LookupAttributes = [{ AttributeKey: 'EventName', AttributeValue: name }]
    const { Events } = (await play(stage, {
      call: 'cloudtrail:LookupEvents',
      input: { LookupAttributes },
    })) as unknown as Found
    return Events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent) as Record<string, unknown>)
  }
  assert.partialDeepStrictEqual((await eventsOf('CreateLogStream'))[0], {
    eventSource: 'logs.amazonaws.com',
    requestParameters: { logGroupName: '/mine', logStreamName: 's' },
    readOnly: false,
  })
  const puts = await eventsOf('PutLogEvents')
  assert.equal(puts.length, 1)
  assert.partialDeepStrictEqual(puts[0], {
    errorCode: 'AccessDenied',
    requestParameters: { logGroupName: '/other', logStreamName: 's' },
  })
  assert.doesNotMatch(JSON.stringify(puts), /nobody is to read/)
})
