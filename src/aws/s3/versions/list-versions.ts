/** The versions of a bucket in S3's order: by key, newest first, from both of the places where they stand. */
import type { Entry, Range, Reader } from '../../../store/index.ts'
import { listNames, type Listing, type ListingFacts } from '../listing.ts'
import type { ObjectDocument, Version } from '../model.ts'
import { fromOrdered, objectKey, objectPrefix, toOrdered } from '../store.ts'
import { orderOfId } from './version-id.ts'
import {
  findVersion,
  fromEscaped,
  orderOf,
  positionOf,
  positionOfKey,
  toEscaped,
  versionPrefix,
} from './version-tree.ts'

/** Its names are to be read with `nameListed`. */
export const listVersions = (
  from: Reader,
  bucket: string,
  { prefix, delimiter, after, limit }: Pick<ListingFacts, 'prefix' | 'delimiter' | 'after' | 'limit'>,
): Listing<Version> =>
  listNames<Version>(
    { get: () => undefined, list: (base, range) => entriesOf(from, bucket, base, range) as never },
    {
      base: '',
      prefix: toEscaped(toOrdered(prefix)),
      delimiter: toEscaped(toOrdered(delimiter)),
      after,
      limit,
      nameOf: (position) => position.slice(0, position.lastIndexOf('\0')),
    },
  )

export const nameListed = (name: string): string => fromOrdered(fromEscaped(name))

/** Where a list goes on that ended with this version of the key, which may be gone by now. */
export function positionOfMarker(from: Reader, bucket: string, key: string, id: string): string {
  const found = findVersion(from, bucket, key, id)
  const order = found === undefined ? orderOfId(id) : orderOf(found)
  // Where a null version stood that is gone nobody can tell, so the key's versions are told once more.
  return order === undefined ? positionOfKey(key) : positionOf(key, order)
}

export const positionAfterPrefix = (prefix: string): string => `${toEscaped(toOrdered(prefix))}\u00ff`

type Entries = readonly Entry<Version>[]

/** Entries by position, those of objects and those of the tree as one list. */
function entriesOf(from: Reader, bucket: string, prefix: string, { after, limit }: Range = {}): Entries {
  const base = versionPrefix(bucket)
  const inTree = from
    .list<Version>(base + prefix, { after: after === undefined ? undefined : base + after, limit })
    .map((entry) => ({ ...entry, key: entry.key.slice(base.length) }))
  const merged = [...currentOnes(from, bucket, prefix, { after, limit }), ...inTree]
  return merged.toSorted((a, b) => (a.key < b.key ? -1 : 1)).slice(0, limit)
}

function currentOnes(from: Reader, bucket: string, prefix: string, { after, limit }: Range): Entries {
  const start = after === undefined ? undefined : startOf(after)
  const within = start?.exact
    ? from.get<ObjectDocument>(objectKey(bucket, fromOrdered(start.name)))
    : undefined
  const base = objectPrefix(bucket)
  const rest = from.list<ObjectDocument>(base + fromEscaped(prefix), {
    after: start === undefined ? undefined : base + start.name,
    limit,
  })
  return [...(within === undefined ? [] : [within]), ...rest]
    .map((entry) => ({ ...entry, key: positionOf(entry.value.key, orderOf(entry.value)) }))
    .filter(({ key }) => after === undefined || key > after)
}

/** The key within whose versions a position stands, or after whose name the list goes on. */
function startOf(after: string): { readonly name: string; readonly exact: boolean } {
  const [, key] = /^(.*)\0[0-9a-g]*$/s.exec(after) ?? []
  return key === undefined
    ? { name: fromEscaped(after), exact: false }
    : { name: fromEscaped(key), exact: true }
}
