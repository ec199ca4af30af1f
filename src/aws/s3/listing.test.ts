import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import * as fc from 'fast-check'
import { createMemoryStore } from '../../store/index.ts'
import { listNames } from './listing.ts'
import { startS3, type Subject } from './s3.test-support.ts'
import { toOrdered } from './store.ts'

const Bucket = 'main'
const keys = ['a b+c', 'dir/1', 'dir/2', 'dir/sub/3', 'dir0', 'z/\u{1F600}', 'z/\uFFFD']
let subject: Subject
let client: S3Client
before(async () => {
  subject = await startS3()
  client = subject.client()
  await client.send(new CreateBucketCommand({ Bucket }))
  for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
})
after(() => subject.close())

const list = (more: object = {}) => client.send(new ListObjectsV2Command({ Bucket, ...more }))
const names = ({ Contents = [] }: { Contents?: { Key?: string }[] }) => Contents.map((object) => object.Key)
const prefixes = ({ CommonPrefixes = [] }: { CommonPrefixes?: { Prefix?: string }[] }) =>
  CommonPrefixes.map((one) => one.Prefix)

test('keys are listed in the order of their UTF-8', async () => {
  const expected = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  assert.deepEqual(names(await list()), expected)
})

test('a delimiter rolls keys up, a prefix narrows them', async () => {
  const rolled = await list({ Delimiter: '/' })
  assert.deepEqual(
    [names(rolled), prefixes(rolled)],
    [
      ['a b+c', 'dir0'],
      ['dir/', 'z/'],
    ],
  )
  assert.equal(rolled.KeyCount, 4)
  const inside = await list({ Delimiter: '/', Prefix: 'dir/' })
  assert.deepEqual([names(inside), prefixes(inside)], [['dir/1', 'dir/2'], ['dir/sub/']])
  assert.deepEqual(names(await list({ StartAfter: 'dir/2', Prefix: 'dir' })), ['dir/sub/3', 'dir0'])
})

test('pages of any size tell everything once', async () => {
  for (const MaxKeys of [1, 2, 3]) {
    const seen: (string | undefined)[] = []
    let ContinuationToken: string | undefined
    do {
      const page = await list({ Delimiter: '/', MaxKeys, ContinuationToken })
      seen.push(...names(page), ...prefixes(page))
      assert.ok(page.KeyCount! <= MaxKeys)
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken !== undefined)
    assert.deepEqual(
      seen.toSorted((a, b) => (a! < b! ? -1 : 1)),
      ['a b+c', 'dir/', 'dir0', 'z/'],
    )
  }
  const none = await list({ MaxKeys: 0 })
  assert.deepEqual([none.KeyCount, none.IsTruncated], [0, false])
})

test('the first version pages by marker', async () => {
  const seen: unknown[] = []
  let Marker: string | undefined
  do {
    const page = await client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1, Marker }))
    seen.push(...names(page), ...prefixes(page))
    Marker = page.NextMarker
  } while (Marker !== undefined)
  assert.deepEqual(seen, ['a b+c', 'dir/', 'dir0', 'z/'])
})

test('names are percent-encoded where it is asked for', async () => {
  const encoded = await list({ EncodingType: 'url', Prefix: 'a b' })
  assert.deepEqual([names(encoded), encoded.Prefix], [['a+b%2Bc'], 'a+b'])
})

test('every object is its only version', async () => {
  const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'dir/' }))
  assert.deepEqual(
    Versions?.map((version) => [version.Key, version.VersionId, version.IsLatest]),
    ['dir/1', 'dir/2', 'dir/sub/3'].map((key) => [key, 'null', true]),
  )
})

test('any listing is what a plain walk over all names would tell', async () => {
  const name = fc.stringMatching(/^[ab/\u{1F600}]{1,6}$/u)
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(name, { maxLength: 40 }),
      fc.stringMatching(/^[ab/]{0,2}$/),
      fc.constantFrom('', '/', 'a', '/a'),
      fc.integer({ min: 1, max: 5 }),
      async (all, prefix, delimiter, limit) => {
        const store = createMemoryStore()
        await store.write((txn) => all.forEach((one) => txn.put(`base/${toOrdered(one)}`, one)))
        assert.deepEqual(pagesOf(store, { prefix, delimiter, limit }), plainWalk(all, prefix, delimiter))
      },
    ),
  )
})

function pagesOf(
  store: Parameters<typeof listNames>[0],
  { prefix, delimiter, limit }: { prefix: string; delimiter: string; limit: number },
): string[] {
  const seen: string[] = []
  let after: string | undefined
  for (;;) {
    const { items, truncated } = listNames(store, { base: 'base/', prefix, delimiter, after, limit })
    seen.push(...items.map((item) => item.name))
    if (!truncated) return seen
    assert.equal(items.length, limit)
    after = items.at(-1)!.position
  }
}

function plainWalk(all: readonly string[], prefix: string, delimiter: string): string[] {
  const rolled = all
    .map(toOrdered)
    .filter((one) => one.startsWith(prefix))
    .map((one) => {
      const at = delimiter === '' ? -1 : one.indexOf(delimiter, prefix.length)
      return at === -1 ? one : one.slice(0, at + delimiter.length)
    })
  return [...new Set(rolled)].sort()
}
