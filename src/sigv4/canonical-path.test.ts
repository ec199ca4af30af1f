import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalPath } from './canonical-path.ts'

const cases: readonly (readonly [path: string, asSent: string, normalized: string])[] = [
  ['', '/', '/'],
  ['/', '/', '/'],
  ['/a/b', '/a/b', '/a/b'],
  ['/a/', '/a/', '/a/'],
  ['/a//b', '/a//b', '/a/b'],
  ['/a/./b', '/a/./b', '/a/b'],
  ['/a/../b', '/a/../b', '/b'],
  ['/../..', '/../..', '/'],
  ['//', '//', '/'],
]

for (const [path, asSent, normalized] of cases)
  test(`\`${path}\` is \`${asSent}\` for S3 and \`${normalized}\` elsewhere`, () => {
    assert.equal(canonicalPath(path, 'as-sent'), asSent)
    assert.equal(canonicalPath(path, 'normalized'), normalized)
  })
