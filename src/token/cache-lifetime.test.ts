/** Cache headers as the world writes them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCacheLifetime } from './cache-lifetime.ts'

const now = Date.parse('Sat, 21 Nov 2026 12:00:00 GMT')
const at = (seconds: number): string => new Date(now + seconds * 1000).toUTCString()

const cases: readonly (readonly [
  headers: Parameters<typeof readCacheLifetime>[0],
  seconds: number | undefined,
])[] = [
  [{}, undefined],
  [{ 'cache-control': 'public' }, undefined],
  [{ 'cache-control': 'public, max-age=3600' }, 3600],
  [{ 'cache-control': 'Max-Age = 10' }, 10],
  [{ 'cache-control': 'max-age="20"' }, 20],
  [{ 'cache-control': ['public', 'max-age=5'] }, 5],
  [{ 'cache-control': 's-maxage=5' }, undefined],
  [{ 'cache-control': 'max-age=-5' }, undefined],
  [{ 'cache-control': 'max-age=x' }, undefined],
  [{ 'cache-control': 'max-age=99999999999999999999' }, 9_999_999_999],
  [{ 'cache-control': 'no-store, max-age=3600' }, 0],
  [{ 'cache-control': 'max-age=3600,no-cache' }, 0],
  [{ 'cache-control': 'no-cache="set-cookie"' }, 0],
  [{ 'cache-control': 'max-age=3600', age: '600' }, 3000],
  [{ 'cache-control': 'max-age=3600', age: '9999' }, 0],
  [{ 'cache-control': 'max-age=3600', age: 'x' }, 3600],
  [{ 'cache-control': 'max-age=60', expires: at(3600) }, 60],
  [{ expires: at(100) }, 100],
  [{ expires: at(100), date: at(40) }, 60],
  [{ expires: at(100), age: '30' }, 70],
  [{ expires: at(100), date: 'someday' }, 100],
  [{ expires: at(-100) }, 0],
  [{ expires: '0' }, 0],
  [{ expires: 'soon' }, 0],
]

for (const [headers, seconds] of cases)
  test(`${JSON.stringify(headers)} keeps for ${seconds ?? 'a time of our own choice'}`, () =>
    assert.equal(readCacheLifetime(headers, now), seconds))
