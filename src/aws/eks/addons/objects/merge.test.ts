import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeObject, type ConflictMode } from './merge.ts'

const wished = { spec: { containers: [{ name: 'c', image: 'i:2', env: [{ name: 'A', value: 'b' }] }] } }
const before = { spec: { containers: [{ name: 'c', image: 'i:1', env: [{ name: 'A', value: 'a' }] }] } }

/** With what the server and others have added. */
const nowWith = (image: string) => ({
  metadata: { resourceVersion: '7', annotations: { own: 'x' } },
  spec: {
    replicas: 1,
    containers: [
      {
        name: 'c',
        image,
        imagePullPolicy: 'IfNotPresent',
        env: [
          { name: 'A', value: 'a' },
          { name: 'B', value: 'theirs' },
        ],
      },
      { name: 'sidecar', image: 'theirs' },
    ],
  },
})

const merged = (image: string, mode: ConflictMode) =>
  mergeObject({ before, now: nowWith(image), wished, mode })

test('what nobody else has changed follows the add-on, and what is of others stays', () => {
  for (const mode of ['NONE', 'PRESERVE', 'OVERWRITE'] as const) {
    const { value, conflicts } = merged('i:1', mode)
    assert.deepEqual(conflicts, [])
    const now = nowWith('i:2')
    now.spec.containers[0]!.env![0]!.value = 'b'
    assert.deepEqual(value, now)
  }
})

test('what others have changed is a conflict, theirs, or the add-on’s, as is wished', () => {
  const imageIn = ({ value }: { readonly value: unknown }) =>
    (value as ReturnType<typeof nowWith>).spec.containers[0]!.image
  assert.deepEqual(merged('own', 'NONE').conflicts, ['.spec.containers[name="c"].image'])
  assert.equal(imageIn(merged('own', 'PRESERVE')), 'own')
  assert.equal(imageIn(merged('own', 'OVERWRITE')), 'i:2')
  assert.deepEqual(merged('i:2', 'NONE').conflicts, [])
})

test('what the add-on makes no more goes, unless others have changed it', () => {
  const had = { data: { a: '1', b: '2' } }
  const mergeData = (now: object, mode: ConflictMode) =>
    mergeObject({ before: had, now: { data: now }, wished: { data: { a: '1' } }, mode }).value
  assert.deepEqual(mergeData({ a: '1', b: '2' }, 'NONE'), { data: { a: '1' } })
  assert.deepEqual(mergeData({ a: '1', b: 'own' }, 'PRESERVE'), { data: { a: '1', b: 'own' } })
  assert.deepEqual(mergeData({ a: '1', b: 'own' }, 'OVERWRITE'), { data: { a: '1' } })
})

test('without a state before, every difference is a conflict', () => {
  assert.deepEqual(mergeObject({ now: nowWith('i:1'), wished, mode: 'NONE' }).conflicts, [
    '.spec.containers[name="c"].image',
    '.spec.containers[name="c"].env[name="A"].value',
  ])
})
