import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryStore, type Store } from '../../../store/index.ts'
import { accessKeyKey, idKey } from '../keys.ts'
import { createLastUse } from './last-use.ts'
import type { NotedCall } from './use.ts'

const call = (at: number, changes: Partial<NotedCall> = {}): NotedCall => ({
  at,
  region: 'us-east-1',
  service: 's3',
  actions: ['s3:GetObject'],
  principalId: 'AROAAPP',
  accessKeyId: 'AKIA1',
  ...changes,
})

async function storeWith(...keys: readonly string[]): Promise<Store> {
  const store = createMemoryStore()
  await store.write((txn) => keys.forEach((key) => txn.put(key, {})))
  return store
}

const known = [idKey('AROAAPP'), accessKeyKey('AKIA1')]

test('a use is known at once, and after it was written, and after a restart', async () => {
  const store = await storeWith(...known)
  const lastUse = createLastUse(store)
  lastUse.note(call(1000))
  lastUse.note(call(2000, { region: 'eu-west-1', service: 'iam', actions: ['iam:GetRole', 'iam:TagRole'] }))
  const expected = {
    at: 2000,
    region: 'eu-west-1',
    services: {
      s3: { at: 1000, region: 'us-east-1', actions: { GetObject: { at: 1000, region: 'us-east-1' } } },
      iam: {
        at: 2000,
        region: 'eu-west-1',
        actions: {
          GetRole: { at: 2000, region: 'eu-west-1' },
          TagRole: { at: 2000, region: 'eu-west-1' },
        },
      },
    },
  }
  assert.deepEqual(lastUse.ofPrincipal('AROAAPP'), expected)
  const flushing = lastUse.flush()
  assert.deepEqual(lastUse.ofPrincipal('AROAAPP'), expected)
  await flushing
  for (const each of [lastUse, createLastUse(store)]) {
    assert.deepEqual(each.ofPrincipal('AROAAPP'), expected)
    assert.deepEqual(each.ofAccessKey('AKIA1'), { at: 2000, region: 'eu-west-1', service: 'iam' })
  }
})

test('what is noted later joins what was written before', async () => {
  const store = await storeWith(...known)
  const lastUse = createLastUse(store)
  lastUse.note(call(1000))
  await lastUse.flush()
  lastUse.note(call(3000, { actions: ['s3:PutObject'] }))
  await lastUse.flush()
  assert.deepEqual(createLastUse(store).ofPrincipal('AROAAPP')?.services['s3'], {
    at: 3000,
    region: 'us-east-1',
    actions: {
      GetObject: { at: 1000, region: 'us-east-1' },
      PutObject: { at: 3000, region: 'us-east-1' },
    },
  })
})

test('nothing is written when nothing was noted, nor of whoever is gone', async () => {
  const store = await storeWith()
  const lastUse = createLastUse(store)
  lastUse.note(call(1000))
  const { revision } = store
  await lastUse.flush()
  await lastUse.flush()
  assert.equal(store.revision, revision)
  assert.equal(lastUse.ofPrincipal('AROAAPP'), undefined)
})

test('what could not be written is written the next time', async () => {
  const store = await storeWith(...known)
  let full = true
  const failing: Store = {
    ...store,
    get: (key) => store.get(key),
    get revision() {
      return store.revision
    },
    write: (change) => (full ? Promise.reject(new Error('disk full')) : store.write(change)),
  }
  const lastUse = createLastUse(failing)
  lastUse.note(call(1000))
  const refused = lastUse.flush()
  lastUse.note(call(2000, { actions: ['s3:PutObject'] }))
  await assert.rejects(refused, /disk full/)
  assert.equal(lastUse.ofPrincipal('AROAAPP')?.at, 2000)
  full = false
  await lastUse.flush()
  assert.deepEqual(Object.keys(createLastUse(store).ofPrincipal('AROAAPP')!.services['s3']!.actions).sort(), [
    'GetObject',
    'PutObject',
  ])
})

test('many are written in several parts', async () => {
  const ids = Array.from({ length: 2500 }, (_, index) => `AROA${index}`)
  const store = await storeWith(...ids.map(idKey))
  const lastUse = createLastUse(store)
  for (const principalId of ids) lastUse.note(call(1000, { principalId }))
  const { revision } = store
  await lastUse.flush()
  assert.equal(store.revision - revision, 3)
  assert.equal(store.list('iam/principal-use/').length, 2500)
})
