import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { createMemoryStore } from '../../../store/index.ts'
import type { BucketDocument, ObjectDocument, Version } from '../model.ts'
import { deleteLatest, deleteVersion, putLatest, type Change } from './history.ts'
import { listVersions } from './list-versions.ts'
import { findLatest, findVersion, idOf, isMarker } from './version-tree.ts'

type Versioning = BucketDocument['versioning']

/** A version as a list of all of them would hold it, newest first. */
interface Plain {
  readonly key: string
  readonly id: string
  /** Undefined for a marker. */
  readonly etag: string | undefined
}

const keys = ['a', 'a\0b', 'a\0', 'a/b', 'ä']
const step = fc.oneof(
  fc.record({ do: fc.constantFrom('put', 'delete'), key: fc.constantFrom(...keys) }),
  fc.record({ do: fc.constant('delete version'), at: fc.nat(20) }),
  fc.record({ do: fc.constantFrom('Enabled', 'Suspended') }),
)
type Step = { readonly do: string; readonly key?: string; readonly at?: number }

const objectOf = (key: string, etag: string): ObjectDocument => ({
  key,
  etag,
  size: 1,
  modifiedAt: 0,
  segments: [{ blob: etag, size: 1 }],
  headers: {},
  metadata: {},
  tags: [],
})

test('the versions of a bucket are those of a plain list, and no bytes are lost or left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step as fc.Arbitrary<Step>, { maxLength: 30 }), async (steps) => {
      const store = createMemoryStore()
      let versioning: Versioning
      let plain: Plain[] = []
      const blobs = new Set<string>()
      for (const [index, { do: act, key = '', at = 0 }] of steps.entries()) {
        const bucket = { name: 'b', versioning }
        const nonce = randomBytes(18)
        const change = <Result>(make: (change: Change) => Result): Promise<Result> =>
          store.write((txn) => make({ txn, bucket, nonce })).then(({ result }) => result)
        const discard = (segments: ObjectDocument['segments']): void =>
          segments.forEach(({ blob }) => assert.ok(blobs.delete(blob)))
        if (act === 'Enabled' || act === 'Suspended') versioning = act
        else if (act === 'delete version') {
          const named = plain[at]
          if (named === undefined) continue
          discard(
            await change(({ txn }) =>
              deleteVersion(txn, bucket, findVersion(txn, 'b', named.key, named.id)!),
            ),
          )
          plain = plain.filter((one) => one !== named)
        } else {
          const etag = act === 'put' ? String(index) : undefined
          if (etag !== undefined) blobs.add(etag)
          const made = await change((all) => {
            if (etag === undefined) return deleteLatest(all, key, 0)
            const { stored, discarded } = putLatest(all, objectOf(key, etag))
            return { version: stored, discarded }
          })
          discard(made.discarded)
          const id = versioning === 'Enabled' ? idOf(made.version!) : 'null'
          if (id === 'null') plain = plain.filter((one) => one.key !== key || one.id !== 'null')
          if (etag !== undefined || versioning !== undefined) plain = [{ key, id, etag }, ...plain]
        }
      }
      const all = { prefix: '', delimiter: '', after: undefined, limit: 1000 }
      const { items } = listVersions(store, 'b', all)
      const listed = items.flatMap((item) => (item.kind === 'entry' ? [plainOf(item.value)] : []))
      const wanted = keys.toSorted().flatMap((key) => plain.filter((one) => one.key === key))
      assert.deepEqual(listed, wanted)
      for (const key of keys) {
        const latest = findLatest(store, 'b', key)
        assert.deepEqual(
          latest && plainOf(latest),
          plain.find((one) => one.key === key),
        )
      }
      assert.deepEqual([...blobs].toSorted(), plain.flatMap(({ etag }) => etag ?? []).toSorted())
      for (const each of plain) {
        const found = findVersion(store, 'b', each.key, each.id)
        assert.deepEqual(found && plainOf(found), each)
      }
    }),
    { numRuns: 200 },
  )
})

const plainOf = (version: Version): Plain => ({
  key: version.key,
  id: idOf(version),
  etag: isMarker(version) ? undefined : version.etag,
})
