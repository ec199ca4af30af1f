import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type S3Client,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3'
import { allow, startS3, type Subject } from './s3.test-support.ts'

const Bucket = 'main'
const ServerSideEncryption = 'AES256'
let subject: Subject
let client: S3Client
before(async () => {
  subject = await startS3()
  client = subject.client()
  await client.send(new CreateBucketCommand({ Bucket }))
  await client.send(new PutObjectCommand({ Bucket, Key: 'plain', Body: 'x' }))
})
after(async () => {
  assert.deepEqual(subject.faults, [])
  await subject.close()
})

test('an object is said to be encrypted whether or not the client asked for it', async () => {
  const asked = await client.send(
    new PutObjectCommand({ Bucket, Key: 'asked', Body: 'x', ServerSideEncryption }),
  )
  assert.equal(asked.ServerSideEncryption, 'AES256')
  for (const Key of ['plain', 'asked']) {
    const head = await client.send(new HeadObjectCommand({ Bucket, Key }))
    const read = await client.send(new GetObjectCommand({ Bucket, Key }))
    assert.equal(await read.Body!.transformToString(), 'x')
    assert.deepEqual([head.ServerSideEncryption, read.ServerSideEncryption], ['AES256', 'AES256'])
  }
})

test('a copy is said to be encrypted, and asking for it is a change that an object may be copied onto itself for', async () => {
  const copy = (Key: string, more: { ServerSideEncryption?: 'AES256' } = {}) =>
    client.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/plain`, ...more }))
  assert.equal((await copy('copied')).ServerSideEncryption, 'AES256')
  assert.equal((await copy('plain', { ServerSideEncryption })).ServerSideEncryption, 'AES256')
  await assert.rejects(copy('plain'), { name: 'InvalidRequest' })
})

test('each step of an upload in parts tells the encryption', async () => {
  const begun = await client.send(
    new CreateMultipartUploadCommand({ Bucket, Key: 'parts', ServerSideEncryption }),
  )
  const named = { Bucket, Key: 'parts', UploadId: begun.UploadId }
  const part = await client.send(new UploadPartCommand({ ...named, PartNumber: 2, Body: 'x' }))
  const copied = await client.send(
    new UploadPartCopyCommand({ ...named, PartNumber: 1, CopySource: `${Bucket}/plain` }),
  )
  const done = await client.send(
    new CompleteMultipartUploadCommand({
      ...named,
      MultipartUpload: { Parts: [{ PartNumber: 2, ETag: part.ETag }] },
    }),
  )
  for (const answer of [begun, part, copied, done]) assert.equal(answer.ServerSideEncryption, 'AES256')
})

test('a bucket tells the configuration that every bucket has', async () => {
  const told = await client.send(new GetBucketEncryptionCommand({ Bucket }))
  assert.deepEqual(told.ServerSideEncryptionConfiguration, {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
  })
})

test('a policy may demand that the client asks for encryption', async () => {
  const demanding = subject.client({
    statements: [
      allow('s3:PutObject'),
      {
        Effect: 'Deny',
        Action: 's3:PutObject',
        Resource: '*',
        Condition: { Null: { 's3:x-amz-server-side-encryption': 'true' } },
      },
    ],
  })
  const put = (more: { ServerSideEncryption?: 'AES256' }) =>
    demanding.send(new PutObjectCommand({ Bucket, Key: 'demanded', Body: 'x', ...more }))
  await assert.rejects(put({}), { name: 'AccessDenied' })
  await put({ ServerSideEncryption })
})

const put = (...Rules: ServerSideEncryptionRule[]) =>
  client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }))
const mode = { SSEAlgorithm: ServerSideEncryption } as const

test('a bucket may be told what holds already', async () => {
  await put({ ApplyServerSideEncryptionByDefault: mode, BucketKeyEnabled: false })
  await put({ ApplyServerSideEncryptionByDefault: mode })
  const read = () => client.send(new GetBucketEncryptionCommand({ Bucket }))
  const { ServerSideEncryptionConfiguration: before } = await read()
  await client.send(new DeleteBucketEncryptionCommand({ Bucket }))
  const { ServerSideEncryptionConfiguration: after } = await read()
  assert.deepEqual(after, before)
  assert.deepEqual(before?.Rules?.[0]?.ApplyServerSideEncryptionByDefault, mode)
})

test('a bucket key and blocked keys of clients are kept, for they change nothing', async () => {
  const rule: ServerSideEncryptionRule = {
    ApplyServerSideEncryptionByDefault: mode,
    BucketKeyEnabled: true,
    BlockedEncryptionTypes: { EncryptionType: ['SSE-C'] },
  }
  await put(rule)
  const told = await client.send(new GetBucketEncryptionCommand({ Bucket }))
  assert.deepEqual(told.ServerSideEncryptionConfiguration?.Rules, [rule])
  await client.send(new DeleteBucketEncryptionCommand({ Bucket }))
})

const others: readonly (readonly [string, ServerSideEncryptionRule])[] = [
  ['another mode', { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
  ['a key', { ApplyServerSideEncryptionByDefault: { ...mode, KMSMasterKeyID: 'k' } }],
]
for (const [name, rule] of others)
  test(`a bucket may not be told ${name}`, () => assert.rejects(put(rule), { name: 'NotImplemented' }))

test('a bucket has one rule, and whoever sets it needs leave', async () => {
  const rule = { ApplyServerSideEncryptionByDefault: mode }
  await assert.rejects(put(rule, rule), { name: 'MalformedXML' })
  const missing = { Bucket: 'not-there', ServerSideEncryptionConfiguration: { Rules: [rule] } }
  await assert.rejects(client.send(new PutBucketEncryptionCommand(missing)), { name: 'NoSuchBucket' })
  const reader = subject.client({ statements: [allow('s3:GetEncryptionConfiguration')] })
  for (const command of [
    new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }),
    new DeleteBucketEncryptionCommand({ Bucket }),
  ])
    await assert.rejects(reader.send(command as PutBucketEncryptionCommand), { name: 'AccessDenied' })
})
