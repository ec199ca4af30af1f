import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3'
import { checksumAlgorithms, startDigest, type ChecksumAlgorithm } from './checksum/algorithm.ts'
import { account, startS3, type Subject } from './s3.test-support.ts'

const Bucket = 'main'
let subject: Subject
before(async () => {
  subject = await startS3()
  await subject.client().send(new CreateBucketCommand({ Bucket }))
})
after(async () => {
  assert.deepEqual(subject.faults, [])
  await subject.close()
})

type Headers = Readonly<Record<string, string>>

/** A client that sends these headers, made of the body, in the place of its own checksums. */
function clientWith(headersOf: (body: string) => Headers): S3Client {
  const client = subject.client()
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { headers: Record<string, string>; body?: unknown }
      for (const name of Object.keys(request.headers))
        if (/^(content-md5|x-amz-(sdk-)?checksum-)/.test(name)) delete request.headers[name]
      Object.assign(request.headers, headersOf(String(request.body)))
      return next(args)
    },
    { step: 'build', priority: 'low' },
  )
  return client
}

const md5Of = (body: string): string => createHash('md5').update(body).digest('base64')
const valueOf = (algorithm: ChecksumAlgorithm, body: string): string => {
  const digest = startDigest(algorithm)
  digest.update(Buffer.from(body))
  return digest.value().toString('base64')
}

const deletion = () => new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }] } })
const tagging = () => new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [{ Key: 'a', Value: '1' }] } })
const policy = () =>
  new PutBucketPolicyCommand({
    Bucket,
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: account },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::main/*',
      },
    }),
  })
const commands = { DeleteObjects: deletion, PutBucketTagging: tagging, PutBucketPolicy: policy } as const

/** The three are alike for what is sent here. */
const send = (client: S3Client, make: (typeof commands)[keyof typeof commands]): Promise<unknown> =>
  client.send(make() as ReturnType<typeof deletion>)

const isRefusal = (code: string, message: RegExp) => (fault: S3ServiceException) => {
  assert.equal(fault.$metadata.httpStatusCode, 400)
  assert.equal(fault.name, code)
  assert.match(fault.message, message)
  return true
}

for (const [name, make] of Object.entries(commands)) {
  test(`${name} takes a body that fits its Content-MD5 or its checksum`, async () => {
    await send(
      clientWith((body) => ({ 'content-md5': md5Of(body) })),
      make,
    )
    for (const algorithm of checksumAlgorithms)
      await send(
        clientWith((body) => ({
          'x-amz-sdk-checksum-algorithm': algorithm,
          [`x-amz-checksum-${algorithm.toLowerCase()}`]: valueOf(algorithm, body),
        })),
        make,
      )
  })

  const refusals: readonly [string, (body: string) => Headers, string, RegExp][] = [
    [
      'another Content-MD5',
      () => ({ 'content-md5': md5Of('other') }),
      'BadDigest',
      /^The Content-MD5 you specified did not match what we received\.$/,
    ],
    [
      'a Content-MD5 that is none',
      () => ({ 'content-md5': 'abc' }),
      'InvalidDigest',
      /^The Content-MD5 you specified was invalid\.$/,
    ],
    [
      'another checksum',
      () => ({ 'x-amz-checksum-crc32': valueOf('CRC32', 'other') }),
      'BadDigest',
      /^The CRC32 you specified did not match the calculated checksum\.$/,
    ],
    [
      'another checksum beside a Content-MD5 that fits',
      (body) => ({ 'content-md5': md5Of(body), 'x-amz-checksum-sha256': valueOf('SHA256', 'other') }),
      'BadDigest',
      /SHA256/,
    ],
    [
      'a checksum that is none',
      () => ({ 'x-amz-checksum-crc32': 'abc' }),
      'InvalidRequest',
      /^Value for x-amz-checksum-crc32 header is invalid\.$/,
    ],
    [
      'two checksums',
      (body) => ({
        'x-amz-checksum-crc32': valueOf('CRC32', body),
        'x-amz-checksum-sha1': valueOf('SHA1', body),
      }),
      'InvalidRequest',
      /Multiple checksum Types/,
    ],
    [
      'an announced checksum that is not there',
      (body) => ({ 'content-md5': md5Of(body), 'x-amz-sdk-checksum-algorithm': 'CRC32' }),
      'InvalidRequest',
      /no corresponding x-amz-checksum/,
    ],
    [
      'another checksum than the one announced',
      (body) => ({ 'x-amz-sdk-checksum-algorithm': 'CRC32', 'x-amz-checksum-sha1': valueOf('SHA1', body) }),
      'InvalidRequest',
      /x-amz-sdk-checksum-algorithm/,
    ],
    [
      'an algorithm that nobody here computes',
      () => ({ 'x-amz-checksum-xxhash64': 'AAAAAAAAAAA=' }),
      'InvalidRequest',
      /x-amz-checksum-xxhash64/,
    ],
  ]
  for (const [what, headersOf, code, message] of refusals)
    test(`${name} refuses ${what}`, async () => {
      await assert.rejects(send(clientWith(headersOf), make), isRefusal(code, message))
    })
}

test('DeleteObjects is refused without any checksum, and deletes nothing', async () => {
  await subject.client().send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  await assert.rejects(
    send(
      clientWith(() => ({})),
      deletion,
    ),
    isRefusal(
      'InvalidRequest',
      /^Missing required header for this request: Content-MD5 OR x-amz-checksum-\*$/,
    ),
  )
  const { Deleted } = await subject.client().send(deletion())
  assert.deepEqual(Deleted, [{ Key: 'a' }])
})

test('tags that come without any checksum are taken', async () => {
  await send(
    clientWith(() => ({})),
    tagging,
  )
  const { TagSet } = await subject.client().send(new GetBucketTaggingCommand({ Bucket }))
  assert.deepEqual(TagSet, [{ Key: 'a', Value: '1' }])
})

test('the checksum of a completion is that of the object, its Content-MD5 that of the body', async () => {
  const client = subject.client()
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }))
  const { ETag } = await client.send(
    new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: 'whole' }),
  )
  const completion = () =>
    new CompleteMultipartUploadCommand({
      Bucket,
      Key: 'parts',
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    })
  const ofObject = { 'x-amz-checksum-crc64nvme': valueOf('CRC64NVME', 'whole') }
  await assert.rejects(
    clientWith(() => ({ 'content-md5': md5Of('other') })).send(completion()),
    isRefusal('BadDigest', /Content-MD5/),
  )
  await assert.rejects(
    clientWith((body) => ({ 'x-amz-checksum-crc64nvme': valueOf('CRC64NVME', body) })).send(completion()),
    isRefusal('BadDigest', /CRC64NVME/),
  )
  await clientWith((body) => ({ ...ofObject, 'content-md5': md5Of(body) })).send(completion())
})
