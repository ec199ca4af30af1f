import assert from 'node:assert/strict'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createMemoryStore, type Store } from '../../../store/index.ts'
import type { KeyWrap } from '../needs.ts'
import { openSessionRing } from './ring-store.ts'
import { longestSession, publishedBeforeUse, sealingKey } from './ring.ts'

const start = Date.parse('2026-11-21T12:00:00Z')

function makeWrap(key = randomBytes(32)): KeyWrap {
  return {
    wrap: (secret, purpose) => {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString(
        'hex',
      )
    },
    unwrap: (wrapped, purpose) => {
      const bytes = Buffer.from(wrapped, 'hex')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(-16))
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()])
    },
  }
}

function setUp(store: Store = createMemoryStore(), keyWrap: KeyWrap = makeWrap()) {
  let now = start
  const open = () => openSessionRing({ store, keyWrap, clock: () => now, random: randomBytes })
  return { store, keyWrap, open, wait: (milliseconds: number) => void (now += milliseconds), time: () => now }
}

test('the first start makes a key, the next one finds it', async () => {
  const { open } = setUp()
  const [first, second] = [await open(), await open()]
  assert.equal(first.current().length, 1)
  assert.equal(second.current()[0]!.id, first.current()[0]!.id)
  assert.ok(second.current()[0]!.root.equals(first.current()[0]!.root))
  assert.equal(first.current()[0]!.root.symmetricKeySize, 32)
})

test('two replicas that start at once agree on one key', async () => {
  const { open } = setUp()
  const [first, second] = await Promise.all([open(), open()])
  assert.equal(first.current()[0]!.id, second.current()[0]!.id)
  assert.equal(first.current().length, 1)
})

test('a replica that saw no key before it wrote keeps the one that came in between', async () => {
  const { store, keyWrap, open } = setUp()
  const first = await open()
  const { id } = first.current()[0]!
  let asked = 0
  const get: Store['get'] = (key) => (asked++ === 0 ? undefined : store.get(key))
  const late = await setUp(Object.assign(Object.create(store) as Store, { get }), keyWrap).open()
  assert.equal(late.current()[0]!.id, id)
  assert.equal(first.current()[0]!.id, id)
})

test('the store holds no key in the clear', async () => {
  const { store, open } = setUp()
  const ring = await open()
  const root = ring.current()[0]!.root.export()
  assert.deepEqual(
    store.list('').map(({ key }) => key),
    ['sts/session-ring'],
  )
  const kept = JSON.stringify(store.list(''))
  for (const form of ['hex', 'base64', 'base64url'] as const) assert.ok(!kept.includes(root.toString(form)))
})

test('another wrap key does not open the ring', async () => {
  const { store, open } = setUp()
  await open()
  await assert.rejects(setUp(store).open())
})

test('a rotated ring seals with the new key only after a minute, and every replica sees it', async () => {
  const { open, wait, time } = setUp()
  const [one, other] = [await open(), await open()]
  const old = one.current()[0]!.id
  wait(3_600_000)
  await one.rotate()
  assert.equal(other.current().length, 2)
  assert.equal(sealingKey(other.current(), time()).id, old)
  wait(publishedBeforeUse)
  assert.notEqual(sealingKey(other.current(), time()).id, old)
})

test('an old key stays as long as a session may hold it, then goes at the next rotation', async () => {
  const { open, wait } = setUp()
  const ring = await open()
  const old = ring.current()[0]!.id
  await ring.rotate()
  wait(longestSession + publishedBeforeUse - 1)
  await ring.rotate()
  assert.ok(ring.current().some((key) => key.id === old))
  wait(1)
  await ring.rotate()
  assert.ok(!ring.current().some((key) => key.id === old))
})

test('an old key outlives the longest session of all, which is of 36 hours', () => {
  assert.equal(longestSession, 129_600_000)
})

test('a ring that is young enough is not rotated', async () => {
  const { open, wait } = setUp()
  const ring = await open()
  const day = 86_400_000
  assert.equal(await ring.rotateIfOlderThan(day), false)
  wait(day)
  assert.equal(await ring.rotateIfOlderThan(day), true)
  assert.equal(await ring.rotateIfOlderThan(day), false)
})
