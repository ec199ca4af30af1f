import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketLifecycleCommand,
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
  type LifecycleRule,
  type S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3'
import { allow, startS3, type Subject } from '../s3.test-support.ts'
import refused from './cases/refused-rules.json' with { type: 'json' }

let subject: Subject
let client: S3Client
let Bucket = ''
let count = 0
before(async () => {
  subject = await startS3()
  client = subject.client()
})
beforeEach(async () => {
  Bucket = `bucket-${count++}`
  await client.send(new CreateBucketCommand({ Bucket }))
})
after(async () => {
  assert.deepEqual(subject.faults, [])
  await subject.close()
})

const day = 86_400_000
const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({
  ID: 'rule',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  ...more,
})
const setRules = (Rules: LifecycleRule[], on = client) =>
  on.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
const put = async (Key: string, more: object = {}) =>
  (await client.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...more }))).VersionId
const enable = () =>
  client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
/** So many whole days after tonight's midnight. */
const runAfter = (days: number) => subject.runLifecycle((Math.floor(Date.now() / day) + 1 + days) * day)
async function left(): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }))
  return [
    ...Versions.map(({ Key, IsLatest }) => `${Key}${IsLatest === true ? '' : ' before'}`),
    ...DeleteMarkers.map(({ Key }) => `${Key} marker`),
  ]
}

for (const { name, rules, code, message } of refused)
  test(`a lifecycle with ${name} is refused`, async () => {
    const plain = { ID: undefined, Status: 'Enabled', Prefix: '', Expiration: { Days: 1 } }
    const Rules = rules.map((each) => {
      const made = { ...plain, ...(each as object) } as Record<string, unknown>
      const kept = Object.fromEntries(Object.entries(made).filter(([, value]) => value !== null))
      const { Expiration } = kept as { Expiration?: { Date?: string } }
      return Expiration?.Date === undefined
        ? kept
        : { ...kept, Expiration: { ...Expiration, Date: new Date(Expiration.Date) } }
    })
    await assert.rejects(setRules(Rules as unknown as LifecycleRule[]), (fault: S3ServiceException) => {
      assert.deepEqual([fault.$metadata.httpStatusCode, fault.name], [400, code])
      if (message !== undefined) assert.equal(fault.message, message)
      return true
    })
  })

test('rules come back as they were put, and are gone once they are deleted', async () => {
  const rules: LifecycleRule[] = [
    rule({
      Filter: { And: { Prefix: 'log/', Tags: [{ Key: 'a', Value: 'b' }], ObjectSizeGreaterThan: 5 } },
      Expiration: { Days: 90 },
      Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }],
    }),
    rule({ ID: 'dated', Expiration: { Date: new Date('2040-01-01') }, Status: 'Disabled' }),
    { ID: 'old', Status: 'Enabled', Prefix: 'a', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 } },
    rule({ ID: 'v', NoncurrentVersionExpiration: { NoncurrentDays: 3, NewerNoncurrentVersions: 2 } }),
  ]
  const put = await setRules(rules)
  assert.equal(put.TransitionDefaultMinimumObjectSize, 'all_storage_classes_128K')
  const get = () => client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))
  const { Rules, TransitionDefaultMinimumObjectSize } = await get()
  assert.deepEqual([Rules, TransitionDefaultMinimumObjectSize], [rules, 'all_storage_classes_128K'])
  await setRules([rule({ ID: undefined, Expiration: { Days: 1 } })])
  assert.match((await get()).Rules![0]!.ID!, /^.{24}$/)
  await client.send(new DeleteBucketLifecycleCommand({ Bucket }))
  await assert.rejects(get(), { name: 'NoSuchLifecycleConfiguration' })
})

test('objects go at the midnight after their days, those alone that the rule is about', async () => {
  await setRules([
    rule({ Filter: { Prefix: 'log/' }, Expiration: { Days: 2 } }),
    rule({ ID: 'off', Status: 'Disabled', Expiration: { Days: 1 } }),
    rule({ ID: 'tags', Filter: { Tag: { Key: 'go', Value: 'yes' } }, Expiration: { Days: 1 } }),
    rule({ ID: 'size', Filter: { ObjectSizeGreaterThan: 100 }, Expiration: { Days: 1 } }),
  ])
  await put('log/a')
  await put('kept')
  await put('tagged', { Tagging: 'go=yes' })
  await put('other', { Tagging: 'go=no' })
  await put('large', { Body: 'x'.repeat(101) })
  await subject.runLifecycle(Date.now() + day / 2)
  assert.equal((await left()).length, 5)
  await runAfter(1)
  assert.deepEqual(await left(), ['kept', 'log/a', 'other'])
  await runAfter(2)
  assert.deepEqual(await left(), ['kept', 'other'])
})

test('the answer tells when an object will go, and by which rule', async () => {
  const midnight = (Math.floor(Date.now() / day) + 4) * day
  await setRules([rule({ ID: 'the rule', Expiration: { Days: 3 } })])
  const told = `expiry-date="${new Date(midnight).toUTCString()}", rule-id="the%20rule"`
  const answer = await client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }))
  const head = await client.send(new HeadObjectCommand({ Bucket, Key: 'a' }))
  assert.deepEqual([answer.Expiration, head.Expiration], [told, told])
})

test('where there are versions a marker stands for the end, and older ones go after their days', async () => {
  await enable()
  await setRules([
    rule({ ID: 'now', Expiration: { Days: 1 } }),
    rule({ ID: 'old', NoncurrentVersionExpiration: { NoncurrentDays: 5 } }),
  ])
  await put('a')
  await put('a')
  await runAfter(1)
  assert.deepEqual(await left(), ['a before', 'a before', 'a marker'])
  await runAfter(5)
  assert.deepEqual(await left(), ['a before', 'a marker'], 'that one is old only since the marker')
  await runAfter(8)
  assert.deepEqual(await left(), ['a marker'])
  await runAfter(9)
  assert.deepEqual(await left(), [], 'a marker goes that is alone and as old as the days of the rule')
})

test('so many older versions are kept as the rule says', async () => {
  await enable()
  const NoncurrentVersionExpiration = { NoncurrentDays: 1, NewerNoncurrentVersions: 2 }
  await setRules([rule({ NoncurrentVersionExpiration })])
  for (let made = 0; made < 5; made++) await put('a')
  await put('b')
  await runAfter(3)
  assert.deepEqual(await left(), ['a', 'a before', 'a before', 'b'])
})

test('a lone marker goes at once where the rule asks for it, and no other marker', async () => {
  await enable()
  const drop = (Key: string, VersionId?: string) =>
    client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }))
  const first = await put('a')
  await drop('a')
  await drop('a', first)
  await put('b')
  await drop('b')
  await setRules([rule({ Expiration: { ExpiredObjectDeleteMarker: true } })])
  await runAfter(0)
  assert.deepEqual(await left(), ['b before', 'b marker'])
})

test('uploads that nobody completed are aborted, and their parts go', async () => {
  const start = async (Key: string): Promise<void> => {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    await client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'part' }))
  }
  await setRules([
    rule({ Filter: { Prefix: 'a' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
  ])
  const blobs = () => readdirSync(join(subject.directory, 'objects')).length
  const count = blobs()
  await start('a')
  await start('b')
  await runAfter(0)
  assert.equal(blobs(), count + 2)
  await runAfter(1)
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }))
  assert.deepEqual(
    Uploads.map(({ Key }) => Key),
    ['b'],
  )
  assert.equal(blobs(), count + 1)
})

test('the lifecycle has actions of its own', async () => {
  const reader = subject.client({ statements: [allow('s3:GetLifecycleConfiguration')] })
  await assert.rejects(setRules([rule({ Expiration: { Days: 1 } })], reader), { name: 'AccessDenied' })
  await assert.rejects(reader.send(new DeleteBucketLifecycleCommand({ Bucket })), { name: 'AccessDenied' })
})
