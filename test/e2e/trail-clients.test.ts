/** Trails as the AWS CLI and boto3 use them: where they deliver, what they hold, and who may change them. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import {
  deliveredEvents,
  findDelivered,
  openTrail,
  trailBucket,
  trailPolicy,
} from './support/delivered-events.ts'
import { has, runProgram, type Environment } from './support/run-program.ts'
import { describe, openStage, play, type Stage } from './support/stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'podpass-trail-clients-'))
const cli = { skip: !has('aws', '--version') && 'this machine has no AWS CLI' }
const boto3 = { skip: !has('python3', '-c', 'import boto3') && 'this machine has no boto3' }

interface Told {
  readonly eventName: string
  readonly requestParameters: Readonly<Record<string, unknown>> | null
  readonly responseElements: unknown
}

let stage: Stage
let env: Environment

before(async () => {
  stage = await openStage({ trailInterval: 200 })
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

test(
  'boto3 makes a trail where the bucket lets CloudTrail in, and reads what it delivered',
  boto3,
  async () => {
    const script = fileURLToPath(new URL('./support/boto3-trails.py', import.meta.url))
    const { account } = stage.installation
    const bucket = 'boto3-files'
    const { code, stdout, stderr } = await runProgram('python3', [script, account, bucket], env, '', {
      timeout: 120_000,
    })
    assert.equal(code, 0, stderr)
    const { key, ...told } = JSON.parse(stdout) as Readonly<Record<string, unknown>>
    const shut = `InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected for bucket: ${bucket}`
    assert.match(
      String(key),
      new RegExp(
        `^AWSLogs/${account}/CloudTrail/us-east-1/\\d{4}/\\d{2}/\\d{2}/${account}_CloudTrail_us-east-1_\\d{8}T\\d{4}Z_\\w{16}\\.json\\.gz$`,
      ),
    )
    const data = (...arns: readonly string[]) => ['Data', false, arns.map((arn) => `arn:aws:s3:::${arn}`)]
    const { events, ...rest } = told
    const { CreateBucket, CreateUser, ...ofObjects } = events as Readonly<Record<string, readonly unknown[]>>
    for (const each of [CreateBucket, CreateUser]) assert.deepEqual(each?.slice(0, 2), ['Management', true])
    assert.deepEqual(ofObjects, {
      DeleteObjects: data('data/in/a', 'data/in/b', 'data'),
      ListObjects: data('data/in/', 'data'),
      PutObject: data('data/in/a', 'data'),
    })
    assert.deepEqual(rest, {
      'no bucket': 'S3BucketDoesNotExistException: S3 bucket none-of-ours does not exist!',
      'no policy': shut,
      'another account': shut,
      'another trail': shut,
      'another source account': shut,
      'another ACL': shut,
      'another prefix': shut,
      made: 'it was answered',
      selectors: 2,
      headers: ['application/json', 'gzip'],
      'looked up': ['CreateBucket', 'CreateUser', 'ListUsers'],
      error: 'AccessDenied',
      tags: [{ Key: 'team', Value: 'a' }],
      deleted: `TrailNotFoundException: Unknown trail: main for the user: ${account}`,
    })
  },
)

test('the AWS CLI makes a trail of all regions and looks after it', cli, async () => {
  const { account } = stage.installation
  const aws = async (line: string, region = 'us-east-1'): Promise<string> => {
    const { stdout, stderr } = await runProgram('aws', [...line.split(' '), '--region', region], env)
    return stdout === '' ? stderr.trim() : stdout.trim()
  }
  await openTrail(stage)
  const text = '--output text --query'
  assert.equal(
    await aws(`cloudtrail update-trail --name main --is-multi-region-trail ${text} TrailARN`),
    `arn:aws:cloudtrail:us-east-1:${account}:trail/main`,
  )
  assert.equal(
    await aws(`cloudtrail describe-trails ${text} trailList[].[Name,HomeRegion]`, 'eu-west-1'),
    'main\tus-east-1',
  )
  assert.match(
    await aws('cloudtrail stop-logging --name main', 'eu-west-1'),
    /\(InvalidHomeRegionException\) when calling the StopLogging operation/,
  )
  assert.equal(await aws(`cloudtrail get-trail-status --name main ${text} IsLogging`), 'True')
  assert.match(
    await aws(
      'cloudtrail put-insight-selectors --trail-name main --insight-selectors InsightType=ApiCallRateInsight',
    ),
    /\(NotImplemented\).*nothing computes insights/,
  )
  await aws('sts get-caller-identity', 'eu-west-1')
  const there = await findDelivered<{ readonly awsRegion: string }>(
    stage,
    ({ awsRegion }) => awsRegion === 'eu-west-1',
  )
  assert.partialDeepStrictEqual(there, { eventCategory: 'Management' })
})

test('the AWS CLI proves that no file was changed, and finds the one that was', cli, async () => {
  const { account } = stage.installation
  const s3 = (operation: string, input: Readonly<Record<string, unknown>>) =>
    play(stage, { call: `s3:${operation}`, input: { Bucket: trailBucket, ...input } })
  const keysOf = async (Prefix: string): Promise<readonly string[]> => {
    const { Contents = [] } = (await s3('ListObjectsV2', { Prefix })) as {
      Contents?: readonly { readonly Key: string }[]
    }
    return Contents.map(({ Key }) => Key)
  }
  const start = new Date(Date.now() - 60_000).toISOString()
  const validate = async (): Promise<string> => {
    const line = `cloudtrail validate-logs --trail-arn arn:aws:cloudtrail:us-east-1:${account}:trail/main`
    const words = [...line.split(' '), '--start-time', start, '--verbose']
    const { stdout, stderr } = await runProgram('aws', words, env)
    return stdout + stderr
  }
  await play(stage, {
    call: 'cloudtrail:UpdateTrail',
    input: { Name: 'main', EnableLogFileValidation: true },
  })
  await play(stage, { call: 'sts:GetCallerIdentity' })
  const digests = `AWSLogs/${account}/CloudTrail-Digest/us-east-1/`
  for (let round = 0; round < 200 && (await keysOf(digests)).length < 2; round++) await wait(100)
  const told = await validate()
  assert.match(told, /(\d+)\/\1 digest files valid/)
  assert.match(told, /(\d+)\/\1 log files valid/)
  assert.doesNotMatch(told, /INVALID/)
  const changed = /Log file\ts3:\/\/[^/]+\/(\S+)\tvalid/.exec(told)?.[1]
  await s3('PutObject', { Key: changed, Body: 'no events' })
  assert.match(
    await validate(),
    new RegExp(`Log file\ts3://${trailBucket}/${changed}\tINVALID: invalid format`),
  )
  await s3('DeleteObject', { Key: changed })
})

test('who may start one trail stops none and reads no other', async () => {
  const { account, region } = stage.facts as { account: string; region: string }
  const arn = (name: string): string => `arn:aws:cloudtrail:${region}:${account}:trail/${name}`
  await play(stage, { call: 'iam:CreateUser', input: { UserName: 'starter' } })
  const PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['cloudtrail:StartLogging', 'cloudtrail:GetTrail*'], Resource: arn('mine') },
    ],
  }
  const policy = { UserName: 'starter', PolicyName: 'own', PolicyDocument }
  await play(stage, { call: 'iam:PutUserPolicy', input: policy })
  await play(stage, { call: 'iam:CreateAccessKey', input: { UserName: 'starter' }, keep: 'starter' })
  const ask = (operation: string, input: Readonly<Record<string, unknown>>) =>
    play(stage, { as: 'starter', call: `cloudtrail:${operation}`, input }).then(
      () => 'it was answered',
      describe,
    )
  const denial = (action: string, resource: string): string =>
    `400 AccessDeniedException: User: arn:aws:iam::${account}:user/starter is not authorized to perform: cloudtrail:${action} on resource: ${resource} because no identity-based policy allows the cloudtrail:${action} action`
  assert.equal(
    await ask('StartLogging', { Name: 'mine' }),
    `400 TrailNotFoundException: Unknown trail: mine for the user: ${account}`,
  )
  assert.equal(await ask('StopLogging', { Name: 'mine' }), denial('StopLogging', arn('mine')))
  assert.equal(await ask('GetTrailStatus', { Name: 'other' }), denial('GetTrailStatus', arn('other')))
  assert.equal(await ask('DescribeTrails', {}), denial('DescribeTrails', '*'))
  const made = { Name: 'mine', S3BucketName: trailBucket }
  assert.equal(await ask('CreateTrail', made), denial('CreateTrail', arn('mine')))
})

test('events of each service look as those of AWS', async () => {
  await play(stage, { call: 'iam:GetRole', input: { RoleName: 'none' } }).catch(() => undefined)
  await play(stage, { call: 'logs:CreateLogGroup', input: { logGroupName: '/of/a/trail' } })
  await play(stage, { call: 's3:CreateBucket', input: { Bucket: 'with-a-policy' } })
  const bucketPolicy = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket', Resource: 'arn:aws:s3:::with-a-policy' },
    ],
  }
  const put = { Bucket: 'with-a-policy', Policy: JSON.stringify(bucketPolicy) }
  await play(stage, { call: 's3:PutBucketPolicy', input: put })
  const told = (name: string, fits: (event: Told) => boolean = () => true): Promise<Told> =>
    findDelivered<Told>(stage, (event) => event.eventName === name && fits(event))
  assert.partialDeepStrictEqual(await told('GetRole'), {
    errorCode: 'NoSuchEntityException',
    errorMessage: 'The role with name none cannot be found.',
    responseElements: null,
  })
  const { responseElements } = await told('CreateUser')
  assert.match(
    (responseElements as { user: { createDate: string } }).user.createDate,
    /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d{2}:\d{2} [AP]M$/,
  )
  assert.partialDeepStrictEqual(await told('CreateLogGroup'), { apiVersion: '20140328' })
  const ofBucket = ({ requestParameters }: Told): boolean =>
    requestParameters?.['bucketName'] === 'with-a-policy'
  assert.equal((await told('CreateBucket', ofBucket)).responseElements, null)
  assert.partialDeepStrictEqual(await told('PutBucketPolicy', ofBucket), {
    requestParameters: { bucketPolicy, policy: '' },
    resources: [{ type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::with-a-policy' }],
    responseElements: null,
  })
})

test('what trails hold tells no secret', async () => {
  await findDelivered(stage, ({ eventName }: { eventName: string }) => eventName === 'CreateAccessKey')
  const texts = (await deliveredEvents(stage)).map((each) => JSON.stringify(each))
  for (const secret of stage.secrets) assert.ok(!texts.some((text) => text.includes(secret)))
})

test('a trail delivers to a bucket of another region, whose policy is asked there', cli, async () => {
  const { account } = stage.installation
  const Bucket = 'files-in-europe'
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' }
  await play(stage, { call: 's3:CreateBucket', input: { Bucket, CreateBucketConfiguration } })
  const line = ['s3api', 'put-bucket-policy', '--region', 'eu-west-1', '--bucket', Bucket, '--policy']
  const update = { call: 'cloudtrail:UpdateTrail', input: { Name: 'main', S3BucketName: Bucket } }
  assert.match(
    await play(stage, update).then(() => 'it was answered', describe),
    /^400 InsufficientS3BucketPolicyException/,
  )
  const { code, stderr } = await runProgram(
    'aws',
    [...line, JSON.stringify(trailPolicy(account, Bucket))],
    env,
  )
  assert.equal(code, 0, stderr)
  await play(stage, update)
  const europe = ['s3api', 'list-objects-v2', '--region', 'eu-west-1', '--bucket', Bucket]
  const list = [...europe, '--query', 'Contents[0].Key', '--output', 'text']
  for (let round = 0; round < 20; round++) {
    const { stdout } = await runProgram('aws', list, env)
    if (stdout.startsWith(`AWSLogs/${account}/`)) return
    await wait(100)
  }
  assert.fail('nothing was delivered')
})
