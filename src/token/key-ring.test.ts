/** Rotation: no token is ever signed by a key that a relying party may not know, or outlives its key. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { array, assert as check, integer, property } from 'fast-check'
import {
  type KeyRing,
  pruneRing,
  publishedKeysOf,
  replaceRing,
  rotateRing,
  signingKeyOf,
  startRing,
} from './index.ts'

const rules = (now: number) => ({ now, maxAge: 3600, maxLifetime: 86_400 })
const hour = 3_600_000
const day = 24 * hour

function rotated(ring: KeyRing, kid: string, now: number): KeyRing {
  const rotation = rotateRing(ring, { kid }, rules(now))
  assert.ok(rotation.ok)
  return rotation.ring
}

test('the first key signs at once and never leaves by itself', () => {
  const ring = startRing({ kid: 'a' }, 5)
  assert.deepEqual(ring, [{ kid: 'a', createdAt: 5, publishedAt: 5, signsFrom: 5 }])
  assert.equal(signingKeyOf(ring, 4), undefined)
  assert.equal(signingKeyOf(ring, 5)?.kid, 'a')
  assert.equal(publishedKeysOf(ring, 1e15).length, 1)
})

test('a new key waits for every cache, the old one for its last token', () => {
  const ring = rotated(startRing({ kid: 'a' }, 0), 'b', hour)
  assert.equal(signingKeyOf(ring, 2 * hour - 1)?.kid, 'a')
  assert.equal(signingKeyOf(ring, 2 * hour)?.kid, 'b')
  assert.deepEqual(
    publishedKeysOf(ring, hour).map(({ kid }) => kid),
    ['a', 'b'],
  )
  assert.deepEqual(
    publishedKeysOf(ring, 2 * hour + day - 1).map(({ kid }) => kid),
    ['a', 'b'],
  )
  assert.deepEqual(
    publishedKeysOf(ring, 2 * hour + day).map(({ kid }) => kid),
    ['b'],
  )
  assert.deepEqual(
    pruneRing(ring, 2 * hour + day).map(({ kid }) => kid),
    ['b'],
  )
})

test('while a new key waits there is no other rotation, and afterwards there is', () => {
  const ring = rotated(startRing({ kid: 'a' }, 0), 'b', 0)
  const refused = rotateRing(ring, { kid: 'c' }, rules(hour - 1))
  const message = 'key b begins to sign at 1970-01-01T01:00:00.000Z; rotate again after that'
  assert.deepEqual(refused, { ok: false, problem: { code: 'rotation-under-way', message } })
  const next = rotated(ring, 'c', hour)
  assert.equal(next.find(({ kid }) => kid === 'a')?.retiresAt, hour + day)
  assert.equal(next.find(({ kid }) => kid === 'b')?.retiresAt, 2 * hour + day)
})

test('a ring holds no more keys than relying parties take', () => {
  let ring = startRing({ kid: '0' }, 0)
  const slow = (now: number) => ({ now, maxAge: 1, maxLifetime: 1e9 })
  for (let count = 1; count < 100; count++) {
    const rotation = rotateRing(ring, { kid: String(count) }, slow(count * 1000))
    assert.ok(rotation.ok)
    ring = rotation.ring
  }
  const refused = rotateRing(ring, { kid: 'more' }, slow(200_000))
  const message = '100 keys are published already; relying parties take no more'
  assert.deepEqual(refused, { ok: false, problem: { code: 'too-many-keys', message } })
})

test('a key that leaked takes all others with it', () => {
  assert.deepEqual(
    replaceRing({ kid: 'z' }, 9).map(({ kid, signsFrom }) => [kid, signsFrom]),
    [['z', 9]],
  )
})

test('at any moment of any history there is one key that signs, known to every cache, and it outlives its tokens', () => {
  const moments = array(integer({ min: 0, max: 10 * day }), { minLength: 1, maxLength: 12 })
  check(
    property(moments, integer({ min: 0, max: 12 * day }), (rotations, moment) => {
      const history: { at: number; ring: KeyRing }[] = [{ at: 0, ring: startRing({ kid: 'first' }, 0) }]
      for (const at of rotations.toSorted((a, b) => a - b)) {
        const rotation = rotateRing(history.at(-1)!.ring, { kid: `key ${at}` }, rules(at))
        if (rotation.ok) history.push({ at, ring: rotation.ring })
      }
      const ringAt = (time: number): KeyRing => history.findLast(({ at }) => at <= time)!.ring
      const signing = signingKeyOf(ringAt(moment), moment)!
      const isPublished = (time: number): boolean =>
        publishedKeysOf(ringAt(time), time).some(({ kid }) => kid === signing.kid)
      // The oldest list that a cache may hold has the key, and so has the list at the last second of the token.
      assert.ok(signing.kid === 'first' || isPublished(moment - hour))
      assert.ok(isPublished(moment) && isPublished(moment + day - 1))
    }),
    { numRuns: 300 },
  )
})
