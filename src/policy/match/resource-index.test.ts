import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ResourceIndex } from './resource-index.ts'
import { resourceIndex } from './resource-index.ts'
import { resourceMatcher } from './resource.ts'

interface Item {
  readonly index: number
  readonly resource: ReturnType<typeof resourceMatcher> | undefined
}

const item = (index: number, patterns: readonly string[], negated = false): Item => ({
  index,
  resource: resourceMatcher({ negated, patterns }, { version: '2012-10-17', effect: 'Allow' }),
})

const found = (index: ResourceIndex<Item>, resource: string): readonly number[] =>
  index.candidatesFor(resource).map((candidate) => candidate.index)

const buckets = Array.from({ length: 1000 }, (_, index) =>
  item(index, [`arn:aws:s3:::b-${index}`, `arn:aws:s3:::b-${index}/*`]),
)

test('of a thousand statements only those of the resource are looked at', () => {
  const index = resourceIndex(buckets)
  assert.deepEqual(found(index, 'arn:aws:s3:::b-7'), [7])
  assert.deepEqual(found(index, 'arn:aws:s3:::b-70/key'), [70])
  assert.deepEqual(found(index, 'arn:aws:s3:::other'), [])
})

test('statements that no index can place are always looked at, in the order of the policy', () => {
  const index = resourceIndex([
    ...buckets,
    item(1000, ['arn:aws:s3:::*7']),
    item(1001, ['*']),
    item(1002, ['arn:aws:s3:::${aws:username}']),
    item(1003, ['arn:aws:s3:::b-7'], true),
    { index: 1004, resource: undefined },
    item(1005, ['arn:aws:s3:::b-*', 'arn:aws:s3:::b-7']),
    item(1006, ['arn:aws:s3:::b-8', 'arn:aws:s3:::*x']),
  ])
  assert.deepEqual(found(index, 'arn:aws:s3:::b-7'), [7, 1000, 1001, 1002, 1003, 1004, 1005, 1006])
  assert.deepEqual(found(index, 'arn:aws:s3:::x'), [1000, 1001, 1002, 1003, 1004, 1006])
})

test('what no index can place is looked at beside a name alone and beside a prefix alone', () => {
  const index = resourceIndex([...buckets, item(1000, ['*'])])
  assert.deepEqual(found(index, 'arn:aws:s3:::b-7'), [7, 1000])
  assert.deepEqual(found(index, 'arn:aws:s3:::b-7/'), [7, 1000])
  assert.deepEqual(found(index, 'arn:aws:s3:::b-7/key'), [7, 1000])
  assert.deepEqual(found(index, 'arn:aws:s3:::other'), [1000])
})

test('every prefix of the resource is found', () => {
  const prefixes = Array.from({ length: 20 }, (_, length) =>
    item(length, [`arn:aws:s3:::${'a'.repeat(length)}*`]),
  )
  assert.deepEqual(found(resourceIndex(prefixes.slice(1)), 'arn:aws:s3:::aaab'), [1, 2, 3])
  assert.deepEqual(found(resourceIndex(prefixes.slice(1)), 'arn:aws:s3:::aab'), [1, 2])
})

test('a statement that names a resource twice is looked at once', () => {
  const twice = ['arn:aws:s3:::twice', 'arn:aws:s3:::twice', 'arn:aws:s3:::twice/*', 'arn:aws:s3:::twice/*']
  const index = resourceIndex([...buckets, item(1000, twice)])
  assert.deepEqual(found(index, 'arn:aws:s3:::twice'), [1000])
  assert.deepEqual(found(index, 'arn:aws:s3:::twice/key'), [1000])
})
