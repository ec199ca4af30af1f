/** What a trail has not delivered yet outlives kill -9: management events and data events, for its bucket and its log group. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import { CreateRoleCommand, CreateUserCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { scratch } from '../../src/cli/podpass.test-support.ts'
import { up, type Up } from '../../src/cli/up.test-support.ts'
import { trailPolicy } from './support/delivered-events.ts'
import { callJson } from './support/podpass-call.ts'

const clientsOf = ({ clientConfig }: Up) => ({
  iam: new IAMClient(clientConfig),
  s3: new S3Client({ ...clientConfig, forcePathStyle: true }),
  cloudtrail: new CloudTrailClient(clientConfig),
})

const logs = ({ clientConfig }: Up, operation: string, input: object) =>
  callJson(clientConfig, clientConfig.credentials, { service: 'logs', operation }, input)

const group = 'trail'
const files = 'files'

async function openTrail(podpass: Up): Promise<void> {
  const { account } = podpass
  const { iam, s3, cloudtrail } = clientsOf(podpass)
  for (const Bucket of [files, 'data']) await s3.send(new CreateBucketCommand({ Bucket }))
  const Policy = JSON.stringify(trailPolicy(account, files))
  await s3.send(new PutBucketPolicyCommand({ Bucket: files, Policy }))
  await logs(podpass, 'CreateLogGroup', { logGroupName: group })
  const document = (statement: object) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
  const Principal = { Service: 'cloudtrail.amazonaws.com' }
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'writer',
      AssumeRolePolicyDocument: document({ Principal, Action: 'sts:AssumeRole' }),
    }),
  )
  const PolicyDocument = document({ Action: 'logs:*', Resource: '*' })
  await iam.send(new PutRolePolicyCommand({ RoleName: 'writer', PolicyName: 'write', PolicyDocument }))
  await cloudtrail.send(
    new CreateTrailCommand({
      Name: 'main',
      S3BucketName: files,
      CloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${account}:log-group:${group}:*`,
      CloudWatchLogsRoleArn: Role!.Arn,
    }),
  )
  const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::data/'] }]
  await cloudtrail.send(
    new PutEventSelectorsCommand({ TrailName: 'main', EventSelectors: [{ DataResources }] }),
  )
  await cloudtrail.send(new StartLoggingCommand({ Name: 'main' }))
}

/** Until this is on disk; what is acknowledged is there half a second later. */
async function untilSpooled(data: string, text: string): Promise<void> {
  const folder = join(data, 'trail')
  for (let round = 0; round < 400; round++) {
    // The folder comes with the first flush.
    const held = (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.startsWith('undelivered-'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
    if (held.some((each) => each.includes(text))) return
    await wait(25)
  }
  throw new Error(`\`${text}\` was not written`)
}

interface Told {
  readonly eventID: string
  readonly eventName: string
  readonly requestParameters: { readonly key?: string; readonly userName?: string } | null
}

const subjectOf = ({ requestParameters: asked }: Told): string => asked?.key ?? asked?.userName ?? ''

async function inBucket(podpass: Up): Promise<readonly Told[]> {
  const { s3 } = clientsOf(podpass)
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: files }))
  const read = Contents.map(async ({ Key }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: files, Key }))
    const text = gunzipSync(await Body!.transformToByteArray()).toString()
    return (JSON.parse(text) as { Records: readonly Told[] }).Records
  })
  return (await Promise.all(read)).flat()
}

async function inLogs(podpass: Up): Promise<readonly Told[]> {
  const found: Told[] = []
  let nextToken: unknown
  do {
    const page = await logs(podpass, 'FilterLogEvents', { logGroupName: group, nextToken })
    for (const { message } of page['events'] as readonly { readonly message: string }[])
      found.push(JSON.parse(message) as Told)
    nextToken = page['nextToken']
  } while (nextToken !== undefined)
  return found
}

test('what a trail had not delivered at kill -9 is delivered by the next start', async (t) => {
  const data = join(scratch(t), 'data')
  // So rarely that nothing is delivered before a kill.
  const words = ['--trail-interval', '1h']
  let podpass = await up(t, { data, words })
  await openTrail(podpass)
  const made: string[] = []
  for (let round = 0; round < 3; round++) {
    const { iam, s3 } = clientsOf(podpass)
    const keys = Array.from({ length: 40 }, (_, index) => `round-${round}/${index}`)
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: 'data', Key, Body: Key }))
    const UserName = `user-${round}`
    await iam.send(new CreateUserCommand({ UserName }))
    made.push(...keys, UserName)
    await untilSpooled(data, `"userName":"${UserName}"`)
    await podpass.stop('SIGKILL')
    podpass = await up(t, { data, words })
    assert.deepEqual(await inBucket(podpass), [])
  }
  await podpass.stop()
  const spooled = readdirSync(join(data, 'trail')).filter((name) => name.startsWith('undelivered-'))
  assert.deepEqual(spooled, [])

  const after = await up(t, { data, words })
  for (const events of [await inBucket(after), await inLogs(after)]) {
    const ids = events.map(({ eventID }) => eventID)
    assert.equal(new Set(ids).size, ids.length, 'an event was delivered twice')
    const subjects = new Set(events.map(subjectOf))
    assert.deepEqual(
      made.filter((each) => !subjects.has(each)),
      [],
    )
  }
})
