/** The whole chain with the SDKs of other languages: a pod's process, with nothing but what the webhook injected. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { endOfAll, succeed } from '../../src/cli/podpass.test-support.ts'
import { createCluster, createRole, up, type Up } from '../../src/cli/up.test-support.ts'
import { buildClients } from './build.ts'

// First of all: a build blocks this process for minutes, and what it had started would run out of time meanwhile.
const clients = buildClients()

const end = endOfAll()
let server: Up
let roleArn: string

before(async () => {
  server = await up(end)
  roleArn = await createRole(server, await createCluster(server), 'app', 'default:app')
  await fillBuckets()
  await allowReading('goods')
})

async function fillBuckets(): Promise<void> {
  const { CreateBucketCommand, PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3')
  const s3 = new S3Client({ ...server.clientConfig, forcePathStyle: true })
  for (const Bucket of ['goods', 'others']) {
    await s3.send(new CreateBucketCommand({ Bucket }))
    await s3.send(new PutObjectCommand({ Bucket, Key: 'hello.txt', Body: `hello from ${Bucket}` }))
  }
}

async function allowReading(bucket: string): Promise<void> {
  const { IAMClient, PutRolePolicyCommand } = await import('@aws-sdk/client-iam')
  const Statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/*` }
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  const iam = new IAMClient(server.clientConfig)
  await iam.send(new PutRolePolicyCommand({ RoleName: 'app', PolicyName: 'read', PolicyDocument }))
}

for (const { name, built } of clients)
  void test(`the AWS SDK for ${name} walks the chain`, { skip: !built.ok && built.reason }, async () => {
    assert.ok(built.ok)
    const pod = [
      'run',
      '--data',
      server.data,
      '--quiet',
      '--service-account',
      'default/app',
      '--role-arn',
      roleArn,
    ]
    const told = await succeed([...pod, '--', ...built.command, 'goods', 'others'])
    const { arn, object, denied } = JSON.parse(told) as Readonly<Record<string, string>>
    assert.match(arn!, new RegExp(`^arn:aws:sts::${server.account}:assumed-role/app/.+$`))
    assert.equal(object, 'hello from goods')
    assert.equal(denied, 'AccessDenied')
  })
