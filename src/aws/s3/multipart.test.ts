import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type ChecksumAlgorithm,
  type ChecksumType,
  type CompletedPart,
  type S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { startDigest } from './checksum/algorithm.ts'
import { startS3, type Subject } from './s3.test-support.ts'

const Bucket = 'main'
const [first, second] = [randomBytes(5 * 1024 ** 2), randomBytes(1000)]
const whole = Buffer.concat([first, second])

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

const begin = async (
  Key: string,
  more: { ChecksumAlgorithm?: ChecksumAlgorithm; ChecksumType?: ChecksumType } = {},
) => (await client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }))).UploadId!
const send = (
  Key: string,
  UploadId: string,
  PartNumber: number,
  Body: Uint8Array,
  algorithm?: ChecksumAlgorithm,
) =>
  client.send(
    new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ChecksumAlgorithm: algorithm }),
  )
const complete = (Key: string, UploadId: string, Parts: CompletedPart[], more: object = {}) =>
  client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more }),
  )
const bytesOf = async (Key: string, PartNumber?: number) => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, PartNumber }))
  return Buffer.from(await Body!.transformToByteArray())
}
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest()
const blobs = (): string[] => readdirSync(join(subject.directory, 'objects'))

/** Begins an upload and sends both parts. */
async function upload(Key: string, algorithm?: ChecksumAlgorithm, type?: ChecksumType) {
  const id = await begin(Key, { ChecksumAlgorithm: algorithm, ChecksumType: type })
  const sent = [await send(Key, id, 1, first, algorithm), await send(Key, id, 2, second, algorithm)]
  return { id, parts: sent.map((part, index) => ({ ...part, $metadata: undefined, PartNumber: index + 1 })) }
}

test('parts become one object, whose tag tells their count', async () => {
  const { id, parts } = await upload('whole')
  const done = await complete('whole', id, parts)
  const tag = createHash('md5').update(Buffer.concat([md5(first), md5(second)]))
  assert.equal(done.ETag, `"${tag.digest('hex')}-2"`)
  assert.equal(done.Location, `${subject.endpoint}/main/whole`)
  assert.deepEqual(await bytesOf('whole'), whole)
  assert.deepEqual(await bytesOf('whole', 2), second)
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'whole', PartNumber: 1 }))
  assert.partialDeepStrictEqual(head, {
    PartsCount: 2,
    ContentLength: first.length,
    ContentRange: `bytes 0-${first.length - 1}/${whole.length}`,
  })
})

for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME'] as const)
  test(`an upload under a ${algorithm} over the whole is checked by it`, async () => {
    const { id, parts } = await upload('full', algorithm, 'FULL_OBJECT')
    const digest = startDigest(algorithm)
    digest.update(whole)
    const value = digest.value().toString('base64')
    const member = `Checksum${algorithm}`
    await assert.rejects(
      complete('full', id, parts, { [member]: Buffer.alloc(value.length === 8 ? 4 : 8).toString('base64') }),
      { name: 'BadDigest' },
    )
    const done = await complete('full', id, parts, { [member]: value, ChecksumType: 'FULL_OBJECT' })
    assert.partialDeepStrictEqual(done, { [member]: value, ChecksumType: 'FULL_OBJECT' })
  })

for (const algorithm of ['SHA1', 'SHA256', 'CRC32'] as const)
  test(`an upload under a ${algorithm} over the parts tells their count`, async () => {
    const { id, parts } = await upload('composite', algorithm, 'COMPOSITE')
    const digest = startDigest(algorithm)
    for (const part of [first, second]) {
      const one = startDigest(algorithm)
      one.update(part)
      digest.update(one.value())
    }
    const done = await complete('composite', id, parts)
    assert.equal(done[`Checksum${algorithm}`], `${digest.value().toString('base64')}-2`)
    assert.equal(done.ChecksumType, 'COMPOSITE')
  })

test("the SDK's own uploader sends a stream in parts", async () => {
  await new Upload({
    client,
    params: { Bucket, Key: 'uploader', Body: whole },
    partSize: 5 * 1024 ** 2,
  }).done()
  assert.deepEqual(await bytesOf('uploader'), whole)
})

test('a part sent again takes the place of the earlier one', async () => {
  const id = await begin('again')
  await send('again', id, 1, Buffer.from('wrong'))
  const { ETag } = await send('again', id, 1, second)
  await complete('again', id, [{ ETag, PartNumber: 1 }])
  assert.deepEqual(await bytesOf('again'), second)
})

test('a part is copied from a range of an object', async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: 'digits', Body: '0123456789' }))
  const UploadId = await begin('copied')
  const part = { Bucket, Key: 'copied', UploadId, PartNumber: 7, CopySource: `${Bucket}/digits` }
  const { CopyPartResult } = await client.send(
    new UploadPartCopyCommand({ ...part, CopySourceRange: 'bytes=2-5' }),
  )
  await complete('copied', UploadId, [{ ETag: CopyPartResult!.ETag, PartNumber: 7 }])
  assert.equal(String(await bytesOf('copied')), '2345')
})

test('a range that the source does not have is not copied', async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: 'digits', Body: '0123456789' }))
  const UploadId = await begin('uncopied')
  const part = { Bucket, Key: 'uncopied', UploadId, PartNumber: 1, CopySource: `${Bucket}/digits` }
  for (const CopySourceRange of ['bytes=2-', 'bytes=2-10', '2-5'])
    await assert.rejects(client.send(new UploadPartCopyCommand({ ...part, CopySourceRange })), {
      name: 'InvalidArgument',
    })
})

const refused: readonly [string, (parts: CompletedPart[]) => CompletedPart[], object, string][] = [
  ['without parts', () => [], {}, 'MalformedXML'],
  ['in the wrong order', (parts) => parts.toReversed(), {}, 'InvalidPartOrder'],
  ['with a part twice', ([one]) => [one!, one!], {}, 'InvalidPartOrder'],
  ['with a part that is not there', ([one]) => [one!, { ETag: '"x"', PartNumber: 9 }], {}, 'InvalidPart'],
  ['with another tag', ([one]) => [{ ...one!, ETag: '"abc"' }], {}, 'InvalidPart'],
  ['of another size than declared', (parts) => parts, { MpuObjectSize: 5 }, 'InvalidRequest'],
]
test('a completion that does not fit is refused, and the upload goes on', async () => {
  const { id, parts } = await upload('refused')
  for (const [title, change, more, name] of refused)
    await assert.rejects(complete('refused', id, change(parts), more), { name }, title)
  await complete('refused', id, parts)
  await assert.rejects(complete('refused', id, parts), { name: 'NoSuchUpload' })
})

test('parts that are too small are refused, but for the last', async () => {
  const id = await begin('small')
  const parts = []
  for (const PartNumber of [1, 2])
    parts.push({ ETag: (await send('small', id, PartNumber, second)).ETag, PartNumber })
  await assert.rejects(complete('small', id, parts), { name: 'EntityTooSmall' })
})

test('a part under another checksum than the upload chose is refused', async () => {
  const id = await begin('mixed', { ChecksumAlgorithm: 'SHA256' })
  await assert.rejects(send('mixed', id, 1, second, 'CRC32'), { name: 'InvalidRequest', message: /mismatch/ })
})

test('uploads and parts are listed page by page', async () => {
  await client.send(new CreateBucketCommand({ Bucket: 'listed' }))
  for (const Key of ['a/1', 'a/2', 'b', 'b'])
    await client.send(new CreateMultipartUploadCommand({ Bucket: 'listed', Key }))
  const page = await client.send(new ListMultipartUploadsCommand({ Bucket: 'listed', MaxUploads: 3 }))
  assert.deepEqual(
    page.Uploads?.map((one) => one.Key),
    ['a/1', 'a/2', 'b'],
  )
  assert.equal(page.IsTruncated, true)
  const rest = await client.send(
    new ListMultipartUploadsCommand({
      Bucket: 'listed',
      KeyMarker: page.NextKeyMarker,
      UploadIdMarker: page.NextUploadIdMarker,
    }),
  )
  assert.deepEqual(
    rest.Uploads?.map((one) => one.Key),
    ['b'],
  )
  const rolled = await client.send(new ListMultipartUploadsCommand({ Bucket: 'listed', Delimiter: '/' }))
  assert.deepEqual(rolled.CommonPrefixes, [{ Prefix: 'a/' }])
  assert.equal(rolled.Uploads?.length, 2)
  await client.send(new DeleteBucketCommand({ Bucket: 'listed' }))

  const id = await begin('parts')
  for (const PartNumber of [1, 2, 10]) await send('parts', id, PartNumber, second)
  const name = { Bucket, Key: 'parts', UploadId: id }
  const parts = await client.send(new ListPartsCommand({ ...name, MaxParts: 2 }))
  assert.deepEqual(
    parts.Parts?.map((part) => part.PartNumber),
    [1, 2],
  )
  assert.equal(parts.IsTruncated, true)
  const last = await client.send(
    new ListPartsCommand({ ...name, PartNumberMarker: parts.NextPartNumberMarker }),
  )
  assert.deepEqual(
    last.Parts?.map((part) => part.PartNumber),
    [10],
  )
})

test('ending an upload frees the bytes of its parts', async () => {
  const before = blobs().length
  const UploadId = await begin('aborted')
  await send('aborted', UploadId, 1, second)
  assert.equal(blobs().length, before + 1)
  await client.send(new AbortMultipartUploadCommand({ Bucket, Key: 'aborted', UploadId }))
  assert.equal(blobs().length, before)
})
