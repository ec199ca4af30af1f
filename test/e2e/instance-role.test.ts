/** What an instance gets of its role: a session as EC2 delivers it, which policies and the trail tell from others. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail'
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { callPodpass } from '../../src/cli/podpass-api.ts'
import { openInstallation } from '../../src/cli/installation.ts'
import { valueAt, type JsonObject } from '../../src/kubernetes/api/index.ts'
import { startServer, type RunningServer } from '../../src/server/index.ts'

const directory = mkdtempSync(join(tmpdir(), 'podpass-instance-'))
const instanceId = 'i-0123456789abcdef0'
let server: RunningServer
let iam: IAMClient

const common = () => ({ endpoint: server.runtime.endpoint, region: 'eu-west-1', maxAttempts: 1 })
const roleArn = (name: string): string => `arn:aws:iam::${server.admin.account}:role/${name}`

before(async () => {
  server = await startServer({
    dataDirectory: directory,
    listen: { host: '127.0.0.1', port: 0 },
    region: 'eu-west-1',
    allowPrivateIssuers: false,
  })
  iam = new IAMClient({ ...common(), credentials: server.admin })
  for (const [RoleName, Service] of [
    ['node', 'ec2.amazonaws.com'],
    ['other', 'lambda.amazonaws.com'],
  ]) {
    const Statement = { Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }
    await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    )
  }
  // Credentials that came by version 1 of the protocol are good for nothing.
  const Condition = { NumericGreaterThanEquals: { 'ec2:RoleDelivery': '2.0' } }
  const Statement = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*', Condition }
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'node',
      PolicyName: 'list',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  )
})

after(async () => {
  iam.destroy()
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
})

interface Delivered {
  readonly Credentials: {
    readonly AccessKeyId: string
    readonly SecretAccessKey: string
    readonly SessionToken: string
    readonly Expiration: number
  }
}

const deliver = (role: string, MetadataVersion: string, InstanceId = instanceId): Promise<Delivered> =>
  callPodpass<Delivered>(openInstallation(directory), 'DeliverInstanceCredentials', {
    RoleArn: roleArn(role),
    InstanceId,
    MetadataVersion,
  })

const identityOf = ({ Credentials }: Delivered) => ({
  accessKeyId: Credentials.AccessKeyId,
  secretAccessKey: Credentials.SecretAccessKey,
  sessionToken: Credentials.SessionToken,
})

test('the session is called after the instance and lives for six hours', async () => {
  const delivered = await deliver('node', '2.0')
  const sts = new STSClient({ ...common(), credentials: identityOf(delivered) })
  const { Arn } = await sts.send(new GetCallerIdentityCommand({}))
  sts.destroy()
  assert.equal(Arn, `arn:aws:sts::${server.admin.account}:assumed-role/node/${instanceId}`)
  const hours = (delivered.Credentials.Expiration * 1000 - Date.now()) / 3_600_000
  assert.ok(hours > 5.9 && hours <= 6)
})

test('policies tell by which version of the metadata protocol it came, and so does the trail', async () => {
  const list = async (version: string): Promise<unknown> => {
    const s3 = new S3Client({ ...common(), credentials: identityOf(await deliver('node', version)) })
    const answer = await s3.send(new ListBucketsCommand({})).catch((error: Error) => error.name)
    s3.destroy()
    return typeof answer === 'string' ? answer : 'listed'
  }
  assert.equal(await list('1.0'), 'AccessDenied')
  assert.equal(await list('2.0'), 'listed')
  const trail = new CloudTrailClient({ ...common(), credentials: server.admin })
  const eventsOf = async (AttributeValue: string) => {
    const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue }]
    const { Events = [] } = await trail.send(new LookupEventsCommand({ LookupAttributes }))
    return Events.map(({ CloudTrailEvent }) => JSON.parse(CloudTrailEvent!) as JsonObject)
  }
  const listed = await eventsOf('ListBuckets')
  assert.deepEqual(
    listed.map((event) => valueAt(event, 'userIdentity', 'sessionContext', 'ec2RoleDelivery')),
    ['2.0', '1.0'],
  )
  const [assumed] = await eventsOf('AssumeRole')
  trail.destroy()
  assert.deepEqual(assumed!['userIdentity'], { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' })
  assert.equal(assumed!['sourceIPAddress'], 'ec2.amazonaws.com')
  assert.deepEqual(assumed!['requestParameters'], { roleArn: roleArn('node'), roleSessionName: instanceId })
})

test('a role that does not let EC2 in, or that is not there, is refused in EC2’s words', async () => {
  for (const role of ['other', 'nope'])
    await assert.rejects(deliver(role, '2.0'), {
      message: new RegExp(
        `^AssumeRoleUnauthorizedAccess: EC2 cannot assume the role ${role}\\. Please see documentation at https://docs\\.aws`,
      ),
    })
  await assert.rejects(deliver('node', '2.0', 'somebody'), {
    message: /InstanceId is not that of an instance/,
  })
  await assert.rejects(deliver('node', '3.0'), { message: /MetadataVersion|metadataVersion/ })
})
