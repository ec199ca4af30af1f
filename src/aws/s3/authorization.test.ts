import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3'
import { account, allow, otherAccount, startS3, type Subject } from './s3.test-support.ts'

const Bucket = 'main'
const arn = `arn:aws:s3:::${Bucket}`
const user = `arn:aws:iam::${account}:user`
let subject: Subject
let admin: S3Client
before(async () => {
  subject = await startS3()
  admin = subject.client()
  await admin.send(new CreateBucketCommand({ Bucket }))
  await admin.send(new PutObjectCommand({ Bucket, Key: 'file', Body: 'x', Tagging: 'team=blue' }))
})
after(async () => {
  assert.deepEqual(subject.faults, [])
  await subject.close()
})

const withPolicy = async (statements: readonly object[], act: () => Promise<void>): Promise<void> => {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  await admin.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  try {
    await act()
  } finally {
    await admin.send(new DeleteBucketPolicyCommand({ Bucket }))
  }
}
const denial = (message: string) => ({ name: 'AccessDenied', message })
const because = (action: string, resource: string, name = 'alice'): string =>
  `User: ${user}/${name} is not authorized to perform: ${action} on resource: "${resource}" because no identity-based policy allows the ${action} action`

test('a denial within the account says who, what and why', async () => {
  const nobody = subject.client({ statements: [] })
  await assert.rejects(
    nobody.send(new ListObjectsV2Command({ Bucket })),
    denial(because('s3:ListBucket', arn)),
  )
  await assert.rejects(
    nobody.send(new GetObjectCommand({ Bucket, Key: 'file' })),
    denial(because('s3:GetObject', `${arn}/file`)),
  )
  await assert.rejects(
    nobody.send(new PutObjectCommand({ Bucket, Key: 'new', Body: 'x' })),
    denial(because('s3:PutObject', `${arn}/new`)),
  )
  await assert.rejects(
    nobody.send(new CreateBucketCommand({ Bucket: 'another' })),
    denial(because('s3:CreateBucket', 'arn:aws:s3:::another')),
  )
})

test('a denial of the list of buckets names no resource', async () => {
  const action = 's3:ListAllMyBuckets'
  await assert.rejects(
    subject.client({ statements: [] }).send(new ListBucketsCommand({})),
    denial(
      `User: ${user}/alice is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
    ),
  )
})

test('another account and nobody are told nothing', async () => {
  const stranger = subject.client({ account: otherAccount })
  await assert.rejects(stranger.send(new GetObjectCommand({ Bucket, Key: 'file' })), denial('Access Denied'))
  await assert.rejects(stranger.send(new GetObjectCommand({ Bucket, Key: 'none' })), denial('Access Denied'))
  for (const path of [`/${Bucket}/file`, `/${Bucket}`, '/']) {
    const answer = await fetch(subject.endpoint + path)
    assert.equal(answer.status, 403)
    assert.match(await answer.text(), /<Message>Access Denied</)
  }
})

test('who may not list the bucket is not told that an object is missing', async () => {
  const reader = subject.client({ statements: [allow('s3:GetObject')] })
  await assert.rejects(
    reader.send(new GetObjectCommand({ Bucket, Key: 'none' })),
    denial(because('s3:ListBucket', arn)),
  )
  await assert.rejects(
    reader.send(new HeadObjectCommand({ Bucket, Key: 'none' })),
    (fault: S3ServiceException) => fault.$metadata.httpStatusCode === 403,
  )
  const lister = subject.client({ statements: [allow(['s3:GetObject', 's3:ListBucket'])] })
  await assert.rejects(lister.send(new GetObjectCommand({ Bucket, Key: 'none' })), { name: 'NoSuchKey' })
})

test('a list can be allowed below a prefix alone', async () => {
  const client = subject.client({
    statements: [
      { ...allow('s3:ListBucket', arn), Condition: { StringLike: { 's3:prefix': 'home/alice/*' } } },
    ],
  })
  await client.send(new ListObjectsV2Command({ Bucket, Prefix: 'home/alice/x' }))
  await assert.rejects(client.send(new ListObjectsV2Command({ Bucket, Prefix: 'home/' })), {
    name: 'AccessDenied',
  })
  await assert.rejects(client.send(new ListObjectsV2Command({ Bucket })), { name: 'AccessDenied' })
})

test('a read can be allowed by the tags of the object', async () => {
  const tagged = (team: string) =>
    subject.client({
      statements: [
        { ...allow('s3:GetObject'), Condition: { StringEquals: { 's3:ExistingObjectTag/team': team } } },
      ],
    })
  await tagged('blue').send(new GetObjectCommand({ Bucket, Key: 'file' }))
  await assert.rejects(tagged('red').send(new GetObjectCommand({ Bucket, Key: 'file' })), {
    name: 'AccessDenied',
  })
})

test('an object with tags needs the permission to tag', async () => {
  const writer = subject.client({ statements: [allow('s3:PutObject')] })
  await writer.send(new PutObjectCommand({ Bucket, Key: 'written', Body: 'x' }))
  await assert.rejects(
    writer.send(new PutObjectCommand({ Bucket, Key: 'written', Body: 'x', Tagging: 'a=1' })),
    denial(because('s3:PutObjectTagging', `${arn}/written`)),
  )
})

test('a copy asks for the source and for the target', async () => {
  const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/written` })
  await assert.rejects(
    subject.client({ statements: [allow('s3:PutObject')] }).send(copy),
    denial(because('s3:GetObject', `${arn}/written`)),
  )
  await assert.rejects(
    subject.client({ statements: [allow('s3:GetObject')] }).send(copy),
    denial(because('s3:PutObject', `${arn}/copy`)),
  )
  await subject.client({ statements: [allow(['s3:GetObject', 's3:PutObject'])] }).send(copy)
})

test('each of many keys to delete is judged by itself', async () => {
  for (const Key of ['mine/1', 'theirs/1']) await admin.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))
  const client = subject.client({ statements: [allow('s3:DeleteObject', `${arn}/mine/*`)] })
  const told = await client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'mine/1' }, { Key: 'theirs/1' }] } }),
  )
  assert.deepEqual(told.Deleted, [{ Key: 'mine/1' }])
  assert.deepEqual(told.Errors, [
    { Key: 'theirs/1', Code: 'AccessDenied', Message: because('s3:DeleteObject', `${arn}/theirs/1`) },
  ])
  await admin.send(new GetObjectCommand({ Bucket, Key: 'theirs/1' }))
})

test('a bucket policy lets in whom it names, and across accounts both sides must allow', async () => {
  const grant = { Effect: 'Allow', Action: 's3:GetObject', Resource: `${arn}/*` }
  const read = new GetObjectCommand({ Bucket, Key: 'file' })
  const bob = subject.client({ name: 'bob', statements: [] })
  await withPolicy([{ ...grant, Principal: { AWS: `${user}/bob` } }], async () => {
    await bob.send(read)
    await assert.rejects(subject.client({ statements: [] }).send(read), { name: 'AccessDenied' })
  })
  await assert.rejects(bob.send(read), { name: 'AccessDenied' })
  await withPolicy([{ ...grant, Principal: { AWS: otherAccount } }], async () => {
    await subject.client({ account: otherAccount }).send(read)
    const powerless = subject.client({ account: otherAccount, statements: [] })
    await assert.rejects(powerless.send(read), denial('Access Denied'))
  })
})

test('a bucket policy can open a bucket to everybody, and close it to its own', async () => {
  await admin.send(new DeletePublicAccessBlockCommand({ Bucket }))
  await withPolicy(
    [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `${arn}/file` }],
    async () => {
      const answer = await fetch(`${subject.endpoint}/${Bucket}/file`)
      assert.deepEqual([answer.status, await answer.text()], [200, 'x'])
      const dressed = await fetch(`${subject.endpoint}/${Bucket}/file?response-content-type=text/html`)
      assert.deepEqual(
        [dressed.status, /<Code>(\w+)/.exec(await dressed.text())?.[1]],
        [400, 'InvalidRequest'],
      )
    },
  )
  await withPolicy([{ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: `${arn}/*` }], () =>
    assert.rejects(
      admin.send(new GetObjectCommand({ Bucket, Key: 'file' })),
      denial(
        `User: ${user}/alice is not authorized to perform: s3:GetObject on resource: "${arn}/file" with an explicit deny in a resource-based policy`,
      ),
    ),
  )
})

test("the account's root comes at a policy that locks everybody out", async () => {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [arn, `${arn}/*`] }],
  })
  await admin.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  const root = subject.client({ root: true })
  for (const other of [admin, subject.client({ account: otherAccount, root: true })]) {
    await assert.rejects(other.send(new GetBucketPolicyCommand({ Bucket })), { name: 'AccessDenied' })
    await assert.rejects(other.send(new PutBucketPolicyCommand({ Bucket, Policy })), { name: 'AccessDenied' })
    await assert.rejects(other.send(new DeleteBucketPolicyCommand({ Bucket })), { name: 'AccessDenied' })
  }
  await assert.rejects(root.send(new ListObjectsV2Command({ Bucket })), { name: 'AccessDenied' })
  assert.equal((await root.send(new GetBucketPolicyCommand({ Bucket }))).Policy, Policy)
  await root.send(new PutBucketPolicyCommand({ Bucket, Policy }))
  await root.send(new DeleteBucketPolicyCommand({ Bucket }))
})

test('another account may be allowed much, but never the policy itself', async () => {
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: otherAccount },
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
  }
  await withPolicy([statement], async () => {
    const stranger = subject.client({ account: otherAccount })
    await stranger.send(new ListObjectsV2Command({ Bucket }))
    await assert.rejects(stranger.send(new GetBucketPolicyCommand({ Bucket })), {
      name: 'MethodNotAllowed',
    })
  })
})

test('each account lists its own buckets', async () => {
  await subject.client({ account: otherAccount }).send(new CreateBucketCommand({ Bucket: 'elsewhere' }))
  const { Buckets } = await subject.client({ account: otherAccount }).send(new ListBucketsCommand({}))
  assert.deepEqual(
    Buckets?.map((bucket) => bucket.Name),
    ['elsewhere'],
  )
})

test('a bucket answers in its own region, and tells others which that is', async () => {
  const europe = subject.client({ region: 'eu-west-1' })
  const LocationConstraint = 'eu-west-1'
  const elsewhere = {
    Bucket: 'in-europe',
    CreateBucketConfiguration: { LocationConstraint: 'eu-north-1' },
  } as const
  await assert.rejects(europe.send(new CreateBucketCommand(elsewhere)), {
    name: 'IllegalLocationConstraintException',
  })
  const europeanBucket = { Bucket: 'in-europe', CreateBucketConfiguration: { LocationConstraint } } as const
  await europe.send(new CreateBucketCommand(europeanBucket))
  await assert.rejects(europe.send(new CreateBucketCommand(europeanBucket)), {
    name: 'BucketAlreadyOwnedByYou',
  })
  await europe.send(new ListObjectsV2Command({ Bucket: 'in-europe' }))
  await assert.rejects(admin.send(new ListObjectsV2Command({ Bucket: 'in-europe' })), {
    name: 'AuthorizationHeaderMalformed',
    Region: LocationConstraint,
  })
  const location = await admin.send(new GetBucketLocationCommand({ Bucket: 'in-europe' }))
  assert.equal(location.LocationConstraint, LocationConstraint)
})
