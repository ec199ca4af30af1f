/** Trails that deliver to CloudWatch Logs, as boto3 and the AWS CLI set them up and read them. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { trailPolicy } from './support/delivered-events.ts'
import { has, runProgram, type Environment } from './support/run-program.ts'
import { openStage, play, type Stage } from './support/stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'podpass-trail-logs-'))
const cli = { skip: !has('aws', '--version') && 'this machine has no AWS CLI' }
const boto3 = { skip: !has('python3', '-c', 'import boto3') && 'this machine has no boto3' }
const bucket = 'files-of-logged'

let stage: Stage
let env: Environment

before(async () => {
  stage = await openStage({ trailInterval: 200 })
  const { account, endpoint, region, admin } = stage.installation
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
  await play(stage, { call: 's3:CreateBucket', input: { Bucket: bucket } })
  const Policy = JSON.stringify(trailPolicy(account, bucket)).replaceAll('trail/main', 'trail/logged')
  await play(stage, { call: 's3:PutBucketPolicy', input: { Bucket: bucket, Policy } })
})
after(async () => {
  await stage.close()
  rmSync(folder, { recursive: true })
})

test('boto3 has a trail deliver to a log group by a role that CloudTrail assumes', boto3, async () => {
  const script = fileURLToPath(new URL('./support/boto3-trail-logs.py', import.meta.url))
  const { account } = stage.installation
  const run = runProgram('python3', [script, account, bucket], env, '', { timeout: 120_000 })
  const { code, stdout, stderr } = await run
  assert.equal(code, 0, stderr)
  const trust =
    'InvalidCloudWatchLogsRoleArnException: Access denied. Check the trust relationships for your role.'
  const rights =
    'InvalidCloudWatchLogsLogGroupArnException: Access denied. Verify in IAM that the role has adequate permissions.'
  assert.deepEqual(JSON.parse(stdout), {
    'no role': trust,
    'another service': trust,
    'another trail': trust,
    'no rights': rights,
    'no right to put': rights,
    'no right to make a stream': rights,
    'rights on another stream': rights,
    'no group': 'InvalidCloudWatchLogsLogGroupArnException: The log group trail/of-boto3 does not exist.',
    'may not pass the role': `AccessDeniedException: User: arn:aws:iam::${account}:user/trail-maker is not authorized to perform: iam:PassRole on resource: arn:aws:iam::${account}:role/trail-writer because no identity-based policy allows the iam:PassRole action`,
    made: 'it was answered',
    streams: [`${account}_CloudTrail_us-east-1`],
    delivered: ['CreateUser'],
    'error at first': null,
    'assumed by': [['cloudtrail.amazonaws.com', 'CLOUDWATCH_LOGS_DELIVERY_SESSION']],
    error: 'AccessDenied',
    'delivered later': ['CreateUser'],
    'stream made again': true,
    'taken away': true,
  })
})

test('the AWS CLI has a trail deliver to a log group, and reads it there', cli, async () => {
  const { account } = stage.installation
  const aws = async (...words: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runProgram('aws', words, env)
    assert.equal(code, 0, stderr)
    return stdout.trim()
  }
  const statement = (more: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] })
  const trust = statement({
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 'sts:AssumeRole',
  })
  const write = statement({
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `arn:aws:logs:us-east-1:${account}:log-group:cli:log-stream:${account}_CloudTrail_us-east-1*`,
  })
  await aws('logs', 'create-log-group', '--log-group-name', 'cli')
  const role = ['--role-name', 'cli-writer']
  await aws('iam', 'create-role', ...role, '--assume-role-policy-document', trust)
  await aws('iam', 'put-role-policy', ...role, '--policy-name', 'write', '--policy-document', write)
  const groupArn = `arn:aws:logs:us-east-1:${account}:log-group:cli:*`
  const roleArn = `arn:aws:iam::${account}:role/cli-writer`
  await aws('cloudtrail', 'create-trail', '--name', 'logged', '--s3-bucket-name', bucket)
  const text = ['--output', 'text', '--query']
  const told = '[CloudWatchLogsLogGroupArn,CloudWatchLogsRoleArn]'
  const update = ['--cloud-watch-logs-log-group-arn', groupArn, '--cloud-watch-logs-role-arn', roleArn]
  assert.equal(
    await aws('cloudtrail', 'update-trail', '--name', 'logged', ...update, ...text, told),
    `${groupArn}\t${roleArn}`,
  )
  await aws('cloudtrail', 'start-logging', '--name', 'logged')
  const find = ['--log-group-name', 'cli', ...text, 'events[0].message']
  for (let round = 0; round < 20; round++) {
    const lines = await aws('logs', 'filter-log-events', ...find, '--filter-pattern', 'StartLogging')
    if (lines !== 'None') return assert.match(lines, /"eventName":"StartLogging"/)
    await wait(100)
  }
  assert.fail('nothing was delivered')
})
