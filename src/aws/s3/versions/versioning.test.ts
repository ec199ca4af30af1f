import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
  type BucketVersioningStatus,
  type ListObjectVersionsCommandOutput,
  type S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3'
import { openSqliteStore } from '../../../store/index.ts'
import { allow, startS3, type Subject } from '../s3.test-support.ts'

let subject: Subject
let client: S3Client
let count = 0
before(async () => {
  subject = await startS3()
  client = subject.client()
})
after(async () => {
  assert.deepEqual(subject.faults, [])
  await subject.close()
})

const setVersioning = (Bucket: string, Status: BucketVersioningStatus, on = client) =>
  on.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))

async function makeBucket(Status?: BucketVersioningStatus): Promise<string> {
  const Bucket = `bucket-${count++}`
  await client.send(new CreateBucketCommand({ Bucket }))
  if (Status !== undefined) await setVersioning(Bucket, Status)
  return Bucket
}
const put = async (Bucket: string, Key: string, Body: string): Promise<string | undefined> =>
  (await client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId
const remove = (Bucket: string, Key: string, VersionId?: string) =>
  client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
const read = async (Bucket: string, Key: string, VersionId?: string): Promise<string> =>
  (await client.send(new GetObjectCommand({ Bucket, Key, VersionId }))).Body!.transformToString()

/** Key, id, whether it is the latest, and whether it is a marker, in S3's order. */
async function versionsOf(Bucket: string, more: object = {}): Promise<unknown[]> {
  const answer = await client.send(new ListObjectVersionsCommand({ Bucket, ...more }))
  const { Versions = [], DeleteMarkers = [] } = answer
  return [
    ...Versions.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest]),
    ...DeleteMarkers.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest, 'marker']),
  ]
}
const refusal = (status: number, name: string) => (fault: S3ServiceException) => {
  assert.deepEqual([fault.$metadata.httpStatusCode, fault.name], [status, name])
  return true
}

test('a bucket tells its versioning once it was set', async () => {
  const Bucket = await makeBucket()
  const tell = async () => (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status
  assert.equal(await tell(), undefined)
  await setVersioning(Bucket, 'Enabled')
  assert.equal(await tell(), 'Enabled')
  await setVersioning(Bucket, 'Suspended')
  assert.equal(await tell(), 'Suspended')
})

test('versioning refuses MFA delete by name and an element that says nothing', async () => {
  const Bucket = await makeBucket()
  const set = (VersioningConfiguration: object) =>
    client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
  await assert.rejects(set({ Status: 'Enabled', MFADelete: 'Enabled' }), refusal(400, 'NotImplemented'))
  await assert.rejects(set({}), refusal(400, 'IllegalVersioningConfigurationException'))
  await assert.rejects(set({ Status: 'On' }), refusal(400, 'MalformedXML'))
  await set({ Status: 'Enabled', MFADelete: 'Disabled' })
})

test('every version can be read, and the newest is read without an id', async () => {
  const Bucket = await makeBucket()
  assert.equal(await put(Bucket, 'a', 'zero'), undefined)
  await setVersioning(Bucket, 'Enabled')
  const one = await put(Bucket, 'a', 'one')
  const two = await put(Bucket, 'a', 'two')
  assert.match(`${one} ${two}`, /^[\w.]{32} [\w.]{32}$/)
  assert.deepEqual(
    [await read(Bucket, 'a'), await read(Bucket, 'a', one), await read(Bucket, 'a', 'null')],
    ['two', 'one', 'zero'],
  )
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a', VersionId: one }))
  assert.deepEqual([head.VersionId, head.ContentLength], [one, 3])
  assert.equal((await client.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).VersionId, two)
  assert.deepEqual(await versionsOf(Bucket), [
    ['a', two, true],
    ['a', one, false],
    ['a', 'null', false],
  ])
})

test('a deletion leaves a marker, and deleting the marker brings the object back', async () => {
  const Bucket = await makeBucket('Enabled')
  const one = await put(Bucket, 'a', 'one')
  const { DeleteMarker, VersionId: marker } = await remove(Bucket, 'a')
  assert.deepEqual([DeleteMarker, marker?.length], [true, 32])
  await assert.rejects(read(Bucket, 'a'), (fault: S3ServiceException) => {
    const headers = fault.$response?.headers ?? {}
    assert.deepEqual([headers['x-amz-delete-marker'], headers['x-amz-version-id']], ['true', marker])
    return refusal(404, 'NoSuchKey')(fault)
  })
  await assert.rejects(read(Bucket, 'a', marker), (fault: S3ServiceException) => {
    const headers = fault.$response?.headers ?? {}
    assert.deepEqual([headers['x-amz-delete-marker'], headers['allow']], ['true', 'DELETE'])
    return refusal(405, 'MethodNotAllowed')(fault)
  })
  await assert.rejects(
    client.send(new HeadObjectCommand({ Bucket, Key: 'a', VersionId: marker })),
    (fault: S3ServiceException) => fault.$metadata.httpStatusCode === 405,
  )
  assert.equal(await read(Bucket, 'a', one), 'one')
  assert.equal((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0)
  assert.deepEqual(await versionsOf(Bucket), [
    ['a', one, false],
    ['a', marker, true, 'marker'],
  ])
  const undone = await remove(Bucket, 'a', marker)
  assert.deepEqual([undone.DeleteMarker, undone.VersionId], [true, marker])
  assert.equal(await read(Bucket, 'a'), 'one')
})

test('a version is deleted for good, and the one before it is the latest then', async () => {
  const Bucket = await makeBucket('Enabled')
  const [one, two] = [await put(Bucket, 'a', 'one'), await put(Bucket, 'a', 'two')]
  assert.equal((await remove(Bucket, 'a', two)).VersionId, two)
  assert.equal(await read(Bucket, 'a'), 'one')
  await assert.rejects(read(Bucket, 'a', two), refusal(404, 'NoSuchVersion'))
  assert.equal((await remove(Bucket, 'a', two)).VersionId, two, 'again is a success')
  await remove(Bucket, 'a', one)
  assert.deepEqual(await versionsOf(Bucket), [])
})

test('ids that are none are told from those that are not there', async () => {
  const [Bucket, plain] = [await makeBucket('Enabled'), await makeBucket()]
  const elsewhere = (await put(Bucket, 'b', 'b'))!
  await put(Bucket, 'a', 'a')
  await put(plain, 'a', 'a')
  await assert.rejects(read(Bucket, 'a', elsewhere), refusal(404, 'NoSuchVersion'))
  await assert.rejects(read(Bucket, 'a', 'null'), refusal(404, 'NoSuchVersion'))
  await assert.rejects(read(Bucket, 'a', 'nonsense'), refusal(400, 'InvalidArgument'))
  await assert.rejects(remove(Bucket, 'a', 'nonsense'), refusal(400, 'InvalidArgument'))
  await assert.rejects(read(plain, 'a', elsewhere), refusal(400, 'InvalidArgument'))
  assert.equal(await read(plain, 'a', 'null'), 'a')
})

test('while versioning is suspended there is one null version, and deletions replace it by a null marker', async () => {
  const Bucket = await makeBucket('Enabled')
  const one = await put(Bucket, 'a', 'one')
  await setVersioning(Bucket, 'Suspended')
  assert.equal(await put(Bucket, 'a', 'two'), undefined)
  await put(Bucket, 'a', 'three')
  assert.deepEqual(await versionsOf(Bucket), [
    ['a', 'null', true],
    ['a', one, false],
  ])
  const { DeleteMarker, VersionId } = await remove(Bucket, 'a')
  assert.deepEqual([DeleteMarker, VersionId], [true, 'null'])
  assert.deepEqual(await versionsOf(Bucket), [
    ['a', one, false],
    ['a', 'null', true, 'marker'],
  ])
  await setVersioning(Bucket, 'Enabled')
  const four = await put(Bucket, 'a', 'four')
  await setVersioning(Bucket, 'Suspended')
  await put(Bucket, 'a', 'five')
  assert.deepEqual(await versionsOf(Bucket), [
    ['a', 'null', true],
    ['a', four, false],
    ['a', one, false],
  ])
})

test('DeleteObjects tells of markers made and deleted and of versions', async () => {
  const Bucket = await makeBucket('Enabled')
  const one = await put(Bucket, 'a', 'one')
  const run = async (Objects: { Key: string; VersionId?: string }[]) =>
    client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
  const { Deleted: [made] = [] } = await run([{ Key: 'a' }])
  const marker = made?.DeleteMarkerVersionId
  assert.deepEqual(made, { Key: 'a', DeleteMarker: true, DeleteMarkerVersionId: marker })
  const { Deleted, Errors } = await run([
    { Key: 'a', VersionId: one },
    { Key: 'a', VersionId: marker! },
    { Key: 'a', VersionId: 'nonsense' },
  ])
  assert.deepEqual(Deleted, [
    { Key: 'a', VersionId: one },
    { Key: 'a', VersionId: marker, DeleteMarker: true, DeleteMarkerVersionId: marker },
  ])
  assert.deepEqual(
    Errors?.map(({ Key, VersionId, Code }) => [Key, VersionId, Code]),
    [['a', 'nonsense', 'InvalidArgument']],
  )
  assert.deepEqual(await versionsOf(Bucket), [])
})

test('a bucket goes only when its last version and marker are gone', async () => {
  const Bucket = await makeBucket('Enabled')
  const one = await put(Bucket, 'a', 'one')
  const { VersionId: marker } = await remove(Bucket, 'a')
  const drop = () => client.send(new DeleteBucketCommand({ Bucket }))
  await assert.rejects(drop(), refusal(409, 'BucketNotEmpty'))
  await remove(Bucket, 'a', one)
  await assert.rejects(drop(), /You must delete all versions in the bucket/)
  await remove(Bucket, 'a', marker)
  await drop()
})

test('an older version is brought back by a copy, a marker cannot be copied', async () => {
  const Bucket = await makeBucket('Enabled')
  const [one, two] = [await put(Bucket, 'a', 'one'), await put(Bucket, 'a', 'two')]
  const copy = (source: string) =>
    client.send(new CopyObjectCommand({ Bucket, Key: 'a', CopySource: `${Bucket}/a${source}` }))
  const copied = await copy(`?versionId=${one}`)
  assert.equal(copied.CopySourceVersionId, one)
  assert.equal(await read(Bucket, 'a', copied.VersionId), 'one')
  assert.equal(await read(Bucket, 'a'), 'one')
  assert.equal(await read(Bucket, 'a', two), 'two')
  const { VersionId: marker } = await remove(Bucket, 'a')
  await assert.rejects(copy(`?versionId=${marker}`), refusal(400, 'InvalidRequest'))
  await assert.rejects(copy(''), refusal(404, 'NoSuchKey'))
})

test('an upload in parts makes a version', async () => {
  const Bucket = await makeBucket('Enabled')
  const one = await put(Bucket, 'a', 'one')
  const Key = 'a'
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  const { ETag } = await client.send(
    new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'parts' }),
  )
  const { VersionId } = await client.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId,
      MultipartUpload: { Parts: [{ ETag, PartNumber: 1 }] },
    }),
  )
  assert.deepEqual([await read(Bucket, Key, VersionId), await read(Bucket, Key, one)], ['parts', 'one'])
  const attributes = await client.send(
    new GetObjectAttributesCommand({ Bucket, Key, VersionId, ObjectAttributes: ['ObjectSize'] }),
  )
  assert.deepEqual([attributes.ObjectSize, attributes.VersionId], [5, VersionId])
})

test('tags are those of a version', async () => {
  const Bucket = await makeBucket('Enabled')
  const [one] = [await put(Bucket, 'a', 'one'), await put(Bucket, 'a', 'two')]
  const TagSet = [{ Key: 'team', Value: 'a' }]
  const tagged = await client.send(
    new PutObjectTaggingCommand({ Bucket, Key: 'a', VersionId: one, Tagging: { TagSet } }),
  )
  assert.equal(tagged.VersionId, one)
  const tagsOf = async (VersionId?: string) =>
    (await client.send(new GetObjectTaggingCommand({ Bucket, Key: 'a', VersionId }))).TagSet
  assert.deepEqual([await tagsOf(one), await tagsOf()], [TagSet, []])
})

test('conditions on writes ask for the latest, and a marker is nothing', async () => {
  const Bucket = await makeBucket('Enabled')
  await put(Bucket, 'a', 'one')
  const putNew = () => client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'new', IfNoneMatch: '*' }))
  await assert.rejects(putNew(), refusal(412, 'PreconditionFailed'))
  await remove(Bucket, 'a')
  await putNew()
  const over = new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', IfMatch: '"none"' })
  await assert.rejects(client.send(over), refusal(412, 'PreconditionFailed'))
  assert.equal(await read(Bucket, 'a'), 'new')
})

test('versions have actions of their own, and the condition key of the version', async () => {
  const Bucket = await makeBucket('Enabled')
  const [one, two] = [await put(Bucket, 'a', 'one'), await put(Bucket, 'a', 'two')]
  const as = (...statements: Parameters<typeof allow>[0][]) =>
    subject.client({ statements: statements.map((action) => allow(action)) })
  const get = (on: S3Client, VersionId?: string) =>
    on.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId }))
  const drop = (on: S3Client, VersionId?: string) =>
    on.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId }))
  const denied = refusal(403, 'AccessDenied')
  await assert.rejects(get(as('s3:GetObject'), one), denied)
  await assert.rejects(get(as('s3:GetObjectVersion')), denied)
  await get(as('s3:GetObjectVersion'), one)
  await assert.rejects(drop(as('s3:DeleteObject'), one), denied)
  await assert.rejects(drop(as('s3:DeleteObjectVersion')), denied)
  const list = new ListObjectVersionsCommand({ Bucket })
  await assert.rejects(as('s3:ListBucket').send(list), denied)
  await as('s3:ListBucketVersions').send(list)
  await assert.rejects(setVersioning(Bucket, 'Suspended', as('s3:GetBucketVersioning')), denied)
  const bound = subject.client({
    statements: [{ ...allow('s3:GetObjectVersion'), Condition: { StringEquals: { 's3:VersionId': two } } }],
  })
  await get(bound, two)
  await assert.rejects(get(bound, one), denied)
})

test('pages of versions of any size tell everything once, even while what was told is deleted', async () => {
  const Bucket = await makeBucket('Enabled')
  for (const Key of ['a', 'a/b', 'b', 'ä\u{1F600}', 'a', 'b', 'a/b', 'a']) await put(Bucket, Key, Key)
  await remove(Bucket, 'b')
  await setVersioning(Bucket, 'Suspended')
  await put(Bucket, 'a', 'null')
  await remove(Bucket, 'a/b')
  const whole = await pages(Bucket, 1000)
  assert.equal(whole.length, 11)
  for (let size = 1; size < 5; size++) assert.deepEqual(await pages(Bucket, size), whole)
  const markers = { KeyMarker: 'a/', Delimiter: '/' }
  assert.deepEqual(
    ((await versionsOf(Bucket, markers)) as string[][]).map(([key]) => key),
    ['b', 'b', 'ä\u{1F600}', 'b'],
  )
  await assert.rejects(versionsOf(Bucket, { VersionIdMarker: 'null' }), refusal(400, 'InvalidArgument'))
  const deleted = await pages(Bucket, 1, ([Key, VersionId]) => remove(Bucket, Key, VersionId))
  assert.deepEqual(deleted.map(nameOf).toSorted(), whole.map(nameOf).toSorted())
  await client.send(new DeleteBucketCommand({ Bucket }))
})

type Listed = readonly [key: string, id: string, latest: boolean]
const nameOf = ([key, id]: Listed): string => `${key} ${id}`

async function pages(
  Bucket: string,
  MaxKeys: number,
  visit: (version: Listed) => unknown = () => 'seen',
): Promise<readonly Listed[]> {
  const all: Listed[] = []
  let [KeyMarker, VersionIdMarker]: (string | undefined)[] = []
  for (let more = true; more;) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket, MaxKeys, KeyMarker, VersionIdMarker }),
    )
    const listed = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(
      ({ Key, VersionId, IsLatest }): Listed => [Key!, VersionId!, IsLatest!],
    )
    for (const version of listed) await visit(version)
    all.push(...listed)
    ;[KeyMarker, VersionIdMarker, more] = [page.NextKeyMarker, page.NextVersionIdMarker, page.IsTruncated!]
  }
  return all.toSorted(byBytes)
}

const byBytes = (a: Listed, b: Listed): number =>
  Buffer.compare(Buffer.from(nameOf(a)), Buffer.from(nameOf(b)))

test('versions and their bytes are there after a restart', async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-s3-'))
  context.after(() => rmSync(directory, { recursive: true }))
  const open = async () =>
    startS3({ directory, store: await openSqliteStore({ file: join(directory, 'state.db') }) })
  const first = await open()
  const on = first.client()
  const Bucket = 'kept'
  await on.send(new CreateBucketCommand({ Bucket }))
  await setVersioning(Bucket, 'Enabled', on)
  const { VersionId } = await on.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'one' }))
  await on.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'two' }))
  await on.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
  await first.close()
  const again = await open()
  assert.equal(readdirSync(join(directory, 'objects')).length, 2)
  const { Body } = await again.client().send(new GetObjectCommand({ Bucket, Key: 'a', VersionId }))
  assert.equal(await Body!.transformToString(), 'one')
  await again.client().send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId }))
  assert.equal(readdirSync(join(directory, 'objects')).length, 1)
  await again.close()
})
