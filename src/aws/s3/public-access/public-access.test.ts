import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CreateBucketCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyStatusCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type ObjectOwnership,
  type PublicAccessBlockConfiguration,
  type S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3'
import { account, allow, otherAccount, startS3, type Subject } from '../s3.test-support.ts'

const Bucket = 'main'
let subject: Subject
let client: S3Client
before(async () => {
  subject = await startS3()
  client = subject.client()
  await client.send(new CreateBucketCommand({ Bucket }))
  await client.send(new PutObjectCommand({ Bucket, Key: 'file', Body: 'x' }))
})
after(async () => {
  assert.deepEqual(subject.faults, [])
  await subject.close()
})

const block = (given: PublicAccessBlockConfiguration, on = client) =>
  on.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: given }))
const open = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` }
const putPolicy = (statement: object, on = client) => {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  return on.send(new PutBucketPolicyCommand({ Bucket, Policy }))
}
const refusal = (status: number, name: string, message?: string) => (fault: S3ServiceException) => {
  assert.deepEqual([fault.$metadata.httpStatusCode, fault.name], [status, name])
  if (message !== undefined) assert.equal(fault.message, message)
  return true
}
const asked = `User: arn:aws:iam::${account}:user/alice is not authorized to perform:`
const all = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

test('a new bucket blocks all public access, and what is not said of a block is off', async () => {
  const get = async () =>
    (await client.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration
  assert.deepEqual(await get(), all)
  await block({ BlockPublicAcls: true })
  const rest = { IgnorePublicAcls: false, BlockPublicPolicy: false, RestrictPublicBuckets: false }
  assert.deepEqual(await get(), { ...all, ...rest })
  await client.send(new DeletePublicAccessBlockCommand({ Bucket }))
  await assert.rejects(get(), refusal(404, 'NoSuchPublicAccessBlockConfiguration'))
  await assert.rejects(block({}), refusal(400, 'InvalidRequest', 'Must specify at least one configuration.'))
  await block(all)
})

test('a public policy is refused where it is blocked, and any other is taken', async () => {
  await assert.rejects(
    putPolicy(open),
    refusal(
      403,
      'AccessDenied',
      `${asked} s3:PutBucketPolicy on resource: "arn:aws:s3:::${Bucket}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
    ),
  )
  const status = async () =>
    (await client.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic
  await assert.rejects(status(), refusal(404, 'NoSuchBucketPolicy'))
  await putPolicy({ ...open, Principal: { AWS: otherAccount } })
  assert.equal(await status(), false)
  await block({ ...all, BlockPublicPolicy: false })
  await putPolicy(open)
  assert.equal(await status(), true)
})

test('a public policy that is restricted lets in nobody but the own account', async () => {
  await block({ ...all, BlockPublicPolicy: false })
  await putPolicy(open)
  const readers = {
    nobody: async () => (await fetch(`${subject.endpoint}/${Bucket}/file`)).status,
    foreign: () => statusOf(subject.client({ account: otherAccount })),
    own: () => statusOf(subject.client({ name: 'bob', statements: [] })),
  }
  assert.deepEqual([await readers.nobody(), await readers.foreign(), await readers.own()], [403, 403, 200])
  await block({ ...all, BlockPublicPolicy: false, RestrictPublicBuckets: false })
  assert.deepEqual([await readers.nobody(), await readers.foreign(), await readers.own()], [200, 200, 200])
  await block(all)
  await putPolicy({ ...open, Principal: { AWS: otherAccount } })
  assert.equal(await readers.foreign(), 200, 'a policy that names an account is not public')
  await client.send(new DeleteBucketPolicyCommand({ Bucket }))
})

const statusOf = (on: S3Client): Promise<number | undefined> =>
  on.send(new GetObjectCommand({ Bucket, Key: 'file' })).then(
    () => 200,
    (fault: S3ServiceException) => fault.$metadata.httpStatusCode,
  )

test('the block has actions of its own', async () => {
  const reader = subject.client({ statements: [allow('s3:GetBucketPublicAccessBlock')] })
  await reader.send(new GetPublicAccessBlockCommand({ Bucket }))
  await assert.rejects(block(all, reader), refusal(403, 'AccessDenied'))
  await assert.rejects(
    reader.send(new DeletePublicAccessBlockCommand({ Bucket })),
    refusal(403, 'AccessDenied'),
  )
  await assert.rejects(
    reader.send(new GetBucketPolicyStatusCommand({ Bucket })),
    refusal(403, 'AccessDenied'),
  )
})

const own = (ObjectOwnership: ObjectOwnership) =>
  client.send(
    new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules: [{ ObjectOwnership }] } }),
  )

test('the owner of objects is told as it was set, and enforced again by nobody who deletes it', async () => {
  const get = async () =>
    (await client.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls?.Rules
  assert.deepEqual(await get(), [{ ObjectOwnership: 'BucketOwnerEnforced' }])
  await own('ObjectWriter')
  assert.deepEqual(await get(), [{ ObjectOwnership: 'ObjectWriter' }])
  await client.send(new DeleteBucketOwnershipControlsCommand({ Bucket }))
  await assert.rejects(get(), refusal(404, 'OwnershipControlsNotFoundError'))
  await assert.rejects(own('Nobody' as never), refusal(400, 'MalformedXML'))
  await own('BucketOwnerEnforced')
})

test('lists are refused where the owner is enforced, and elsewhere say what is so anyhow', async () => {
  const Owner = (await client.send(new GetBucketAclCommand({ Bucket }))).Owner!
  const put = (more: object) => client.send(new PutBucketAclCommand({ Bucket, ...more }))
  await assert.rejects(put({ ACL: 'private' }), refusal(400, 'AccessControlListNotSupported'))
  await own('BucketOwnerPreferred')
  await put({ ACL: 'private' })
  await assert.rejects(put({}), refusal(400, 'MissingSecurityHeader'))
  const policy = (Grantee: object) => ({
    AccessControlPolicy: { Owner, Grants: [{ Grantee, Permission: 'FULL_CONTROL' }] },
  })
  await put(policy({ Type: 'CanonicalUser', ID: Owner.ID }))
  await assert.rejects(put(policy({ Type: 'CanonicalUser', ID: 'somebody' })), refusal(400, 'NotImplemented'))
  await assert.rejects(put({ GrantRead: 'id=somebody' }), refusal(400, 'NotImplemented'))
  const object = await client.send(new GetObjectAclCommand({ Bucket, Key: 'file' }))
  assert.deepEqual(object.Grants, [
    { Grantee: { Type: 'CanonicalUser', ID: Owner.ID }, Permission: 'FULL_CONTROL' },
  ])
  await own('BucketOwnerEnforced')
})

test('a public list is blocked, and where nothing blocks it still not taken', async () => {
  await own('ObjectWriter')
  const putObject = () =>
    client.send(new PutObjectCommand({ Bucket, Key: 'file', Body: 'x', ACL: 'public-read' }))
  const putBucket = () =>
    client.send(
      new PutBucketAclCommand({ Bucket, GrantRead: 'uri=http://acs.amazonaws.com/groups/global/AllUsers' }),
    )
  const because = 'because public ACLs are blocked by the BlockPublicAcls block public access setting.'
  await assert.rejects(
    putObject(),
    refusal(
      403,
      'AccessDenied',
      `${asked} s3:PutObject on resource: "arn:aws:s3:::${Bucket}/file" ${because}`,
    ),
  )
  await assert.rejects(putBucket(), refusal(403, 'AccessDenied'))
  await client.send(new DeletePublicAccessBlockCommand({ Bucket }))
  await assert.rejects(putObject(), refusal(400, 'NotImplemented'))
  await assert.rejects(putBucket(), refusal(400, 'NotImplemented'))
  await own('BucketOwnerEnforced')
  await block(all)
})

test('a bucket is made with the owner it asks for, and with no list that its owner forbids', async () => {
  const make = (more: object) => client.send(new CreateBucketCommand({ Bucket: 'second', ...more }))
  await assert.rejects(make({ ACL: 'public-read' }), refusal(400, 'InvalidBucketAclWithObjectOwnership'))
  const written = { ObjectOwnership: 'ObjectWriter' }
  await assert.rejects(make({ ...written, ACL: 'public-read' }), refusal(403, 'AccessDenied'))
  await make({ ...written, ACL: 'private' })
  const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand({ Bucket: 'second' }))
  assert.deepEqual(OwnershipControls?.Rules, [written])
})
