import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type ChecksumAlgorithm,
  type GetObjectCommandInput,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { startS3, type Subject } from './s3.test-support.ts'

const Bucket = 'main'
let subject: Subject
let client: S3Client
before(async () => {
  subject = await startS3()
  client = subject.client()
  await client.send(new CreateBucketCommand({ Bucket }))
})
after(async () => {
  assert.deepEqual(subject.faults, [])
  await subject.close()
})

const put = (Key: string, Body: PutObjectCommandInput['Body'], more: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const get = async (Key: string, more: Partial<GetObjectCommandInput> = {}) => {
  const output = await client.send(new GetObjectCommand({ Bucket, Key, ...more }))
  return { ...output, text: await output.Body!.transformToString() }
}
const head = (Key: string) => client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }))
const blobs = (): string[] => readdirSync(join(subject.directory, 'objects'))

test('a bucket is told with its region and its ARN', async () => {
  assert.partialDeepStrictEqual(await client.send(new HeadBucketCommand({ Bucket })), {
    BucketRegion: 'us-east-1',
    BucketArn: 'arn:aws:s3:::main',
  })
})

test('buckets are listed page by page', async () => {
  for (const name of ['paged-1', 'paged-2', 'paged-3'])
    await client.send(new CreateBucketCommand({ Bucket: name }))
  const first = await client.send(new ListBucketsCommand({ Prefix: 'paged', MaxBuckets: 2 }))
  const second = await client.send(
    new ListBucketsCommand({ Prefix: 'paged', MaxBuckets: 2, ContinuationToken: first.ContinuationToken }),
  )
  const names = [first, second].map((page) => page.Buckets!.map((bucket) => bucket.Name))
  assert.deepEqual(names, [['paged-1', 'paged-2'], ['paged-3']])
  assert.equal(second.ContinuationToken, undefined)
})

test('an object comes back as it was put, with its headers, metadata and tags', async () => {
  const headers = {
    CacheControl: 'no-cache',
    ContentDisposition: 'attachment; filename="a b.txt"',
    ContentEncoding: 'gzip',
    ContentLanguage: 'de',
    ContentType: 'text/plain; charset=utf-8',
  }
  await put('a/b c+é~*.txt', 'hello', {
    ...headers,
    Metadata: { One: '1', two: 'zwei' },
    Tagging: 'a=1&b=x%20y',
  })
  const object = await get('a/b c+é~*.txt')
  assert.equal(object.text, 'hello')
  assert.partialDeepStrictEqual(object, {
    ...headers,
    ETag: '"5d41402abc4b2a76b9719d911017c592"',
    ContentLength: 5,
    AcceptRanges: 'bytes',
    Metadata: { one: '1', two: 'zwei' },
    TagCount: 2,
  })
  const tags = await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'a/b c+é~*.txt' }))
  assert.deepEqual(tags.TagSet, [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: 'x y' },
  ])
})

test('an object without bytes, and one of unknown type', async () => {
  await put('empty', '')
  const object = await get('empty')
  assert.partialDeepStrictEqual(object, {
    text: '',
    ContentLength: 0,
    ContentType: 'application/octet-stream',
  })
})

for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)
  test(`a ${algorithm} sent along is checked, kept and told`, async () => {
    const sent = await put('sum', 'hello', { ChecksumAlgorithm: algorithm })
    const member = `Checksum${algorithm}` as const
    assert.ok(sent[member])
    assert.equal((await head('sum'))[member], sent[member])
    assert.equal((await get('sum', { ChecksumMode: 'ENABLED' }))[member], sent[member])
  })

test('a checksum that comes in the trailer of a stream is checked and kept', async () => {
  const bytes = randomBytes(300_000)
  for (const algorithm of ['CRC32', 'SHA256', 'CRC64NVME'] satisfies ChecksumAlgorithm[]) {
    const sent = await put('stream', Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]), {
      ContentLength: bytes.length,
      ChecksumAlgorithm: algorithm,
    })
    assert.ok(sent[`Checksum${algorithm}`])
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'stream' }))
    assert.deepEqual(Buffer.from(await Body!.transformToByteArray()), bytes)
  }
})

test('a client that sends no checksum gets the CRC64NVME that S3 computes', async () => {
  const bare = subject.client({ checksums: 'WHEN_REQUIRED' })
  await bare.send(new PutObjectCommand({ Bucket, Key: 'plain', Body: '123456789' }))
  const told = await head('plain')
  assert.equal(told.ChecksumCRC64NVME, Buffer.from('ae8b14860a799888', 'hex').toString('base64'))
})

const ranges: readonly [string, number, string, string?][] = [
  ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=-3', 206, '789', 'bytes 7-9/10'],
  ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
  ['bytes=4-2', 200, '0123456789'],
  ['bytes=0-1,3-4', 200, '0123456789'],
  ['lines=1-2', 200, '0123456789'],
]
for (const [Range, status, text, contentRange] of ranges)
  test(`the range ${Range} is answered with ${status}`, async () => {
    await put('digits', '0123456789')
    const object = await get('digits', { Range })
    assert.equal(object.$metadata.httpStatusCode, status)
    assert.equal(object.text, text)
    assert.equal(object.ContentLength, text.length)
    assert.equal(object.ContentRange, contentRange)
  })

test('the response parameters put other headers into the answer', async () => {
  await put('page', '<p>', { ContentType: 'text/plain' })
  const object = await get('page', { ResponseContentType: 'text/html', ResponseCacheControl: 'max-age=5' })
  assert.partialDeepStrictEqual(object, { ContentType: 'text/html', CacheControl: 'max-age=5' })
})

test('conditions that hold let a read through', async () => {
  const { ETag } = await put('conditional', 'x')
  const long = new Date(Date.now() - 86_400_000)
  for (const conditions of [
    { IfMatch: ETag },
    { IfMatch: '*' },
    { IfNoneMatch: '"other"' },
    { IfModifiedSince: long },
    { IfUnmodifiedSince: new Date(Date.now() + 86_400_000) },
    // A tag that fits stands above a date that does not.
    { IfMatch: ETag, IfUnmodifiedSince: long },
  ])
    assert.equal((await get('conditional', conditions)).text, 'x')
})

test('of two writers that want a free key one gets it', async () => {
  const outcomes = await Promise.allSettled(
    ['a', 'b', 'c'].map((body) => put('lock', body, { IfNoneMatch: '*' })),
  )
  assert.deepEqual(outcomes.map((outcome) => outcome.status).sort(), ['fulfilled', 'rejected', 'rejected'])
})

test('a presigned URL reads an object', async () => {
  await put('shared', 'for whoever has the link')
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'shared' }), { expiresIn: 60 })
  assert.equal(await (await fetch(url)).text(), 'for whoever has the link')
})

test('a copy keeps what the source has, or takes what the request says', async () => {
  await put('source', 'hello', { ContentType: 'text/css', Metadata: { a: '1' }, Tagging: 't=1' })
  const copied = await client.send(
    new CopyObjectCommand({ Bucket, Key: 'kept', CopySource: `${Bucket}/source` }),
  )
  assert.equal(copied.CopyObjectResult?.ETag, '"5d41402abc4b2a76b9719d911017c592"')
  assert.partialDeepStrictEqual(await get('kept'), {
    text: 'hello',
    ContentType: 'text/css',
    Metadata: { a: '1' },
    TagCount: 1,
  })
  await client.send(
    new CopyObjectCommand({
      Bucket,
      Key: 'source',
      CopySource: `/${Bucket}/source`,
      MetadataDirective: 'REPLACE',
      Metadata: { b: '2' },
      TaggingDirective: 'REPLACE',
    }),
  )
  assert.partialDeepStrictEqual(await get('source'), { text: 'hello', Metadata: { b: '2' } })
  assert.equal((await head('source')).TagCount, undefined)
})

test('tags of an object are replaced whole, and its bytes stay', async () => {
  await put('tagged', 'x', { Tagging: 'a=1' })
  await client.send(
    new PutObjectTaggingCommand({ Bucket, Key: 'tagged', Tagging: { TagSet: [{ Key: 'b', Value: '' }] } }),
  )
  const { TagSet } = await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'tagged' }))
  assert.deepEqual(TagSet, [{ Key: 'b', Value: '' }])
  assert.equal((await get('tagged')).text, 'x')
})

test('the attributes that are asked for are told', async () => {
  await put('told', 'hello')
  const told = await client.send(
    new GetObjectAttributesCommand({
      Bucket,
      Key: 'told',
      ObjectAttributes: ['ETag', 'ObjectSize', 'Checksum'],
    }),
  )
  assert.equal(told.ETag, '5d41402abc4b2a76b9719d911017c592')
  assert.equal(told.ObjectSize, 5)
  assert.equal(told.Checksum?.ChecksumType, 'FULL_OBJECT')
  assert.equal(told.StorageClass, undefined)
})

test('deleting frees the bytes, and deleting what is not there succeeds', async () => {
  const before = blobs().length
  await put('gone', 'x')
  await put('gone', 'y')
  assert.equal(blobs().length, before + 1)
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }))
  await client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }))
  assert.equal(blobs().length, before)
})

test('many objects are deleted at once, told or not', async () => {
  for (const key of ['many/1', 'many/2', 'many/3']) await put(key, key)
  const told = await client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'many/1' }, { Key: 'many/none' }] } }),
  )
  assert.deepEqual(told.Deleted, [{ Key: 'many/1' }, { Key: 'many/none' }])
  const quiet = await client.send(
    new DeleteObjectsCommand({
      Bucket,
      Delete: { Quiet: true, Objects: [{ Key: 'many/2' }, { Key: 'many/3', ETag: '"other"' }] },
    }),
  )
  assert.equal(quiet.Deleted, undefined)
  assert.deepEqual(
    quiet.Errors?.map(({ Key, Code }) => [Key, Code]),
    [['many/3', 'PreconditionFailed']],
  )
})

test('an object that is replaced while it is read comes whole to its reader', async () => {
  const bytes = randomBytes(4_000_000)
  await put('moving', bytes)
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: 'moving' }))
  await put('moving', 'new')
  assert.deepEqual(Buffer.from(await Body!.transformToByteArray()), bytes)
  assert.equal((await get('moving')).text, 'new')
})

test('the files of objects are for their owner alone', async () => {
  await put('private', 'x')
  const directory = join(subject.directory, 'objects')
  assert.equal(statSync(directory).mode & 0o777, 0o700)
  for (const blob of blobs()) assert.equal(statSync(join(directory, blob)).mode & 0o777, 0o600)
})
