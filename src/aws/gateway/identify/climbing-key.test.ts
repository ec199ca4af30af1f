import assert from 'node:assert/strict'
import { test } from 'node:test'
import { climbsAboveBucket } from './climbing-key.ts'

// The first three are the examples of AWS's own guide.
const cases: readonly (readonly [key: string, climbs: boolean])[] = [
  ['videos/2014/../../video1.wmv', false],
  ['videos/../../video1.wmv', true],
  ['videos/../../2014/video1.wmv', true],
  ['videos/../2014/../video1.wmv', false],
  ['..', true],
  ['../x', true],
  ['a/..', false],
  ['a/../..', true],
  ['a/b/../../..', true],
  ['a/../b/..', false],
  ['a/./../..', true],
  ['a//../..', true],
  ['/../x', true],
  ['..a', false],
  ['a..', false],
  ['a/..b/...', false],
  ['...', false],
  ['a/../', false],
  ['../', true],
  ['..\\..\\x', false],
  ['', false],
  ['.', false],
  ['./x', false],
]

for (const [key, climbs] of cases)
  test(`the key \`${key}\` ${climbs ? 'leads above' : 'stays within'} its bucket`, () =>
    assert.equal(climbsAboveBucket(key), climbs))
