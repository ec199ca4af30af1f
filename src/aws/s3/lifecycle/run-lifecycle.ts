/** Carries out what the buckets' lifecycle rules have made due: page by page, each page in one change. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Transaction } from '../../../store/index.ts'
import type { BucketDocument, Segment, UploadDocument, Version } from '../model.ts'
import type { S3 } from '../needs.ts'
import { modifiedNow } from '../objects.ts'
import { buckets, findUpload, uploadPrefix } from '../store.ts'
import { deleteUpload } from '../uploads.ts'
import { deleteLatest, deleteVersion } from '../versions/history.ts'
import { listVersions } from '../versions/list-versions.ts'
import { nonceSize } from '../versions/version-id.ts'
import { findLatest, findVersion, idOf, isCurrent, isMarker } from '../versions/version-tree.ts'
import { endOfLoneMarker, endOfNoncurrent, endOfObject, endOfUpload } from './due.ts'
import type { LifecycleRule } from './rule.ts'

const pageSize = 500

/** Ends early, between two pages, when `signal` aborts. */
export async function runLifecycle(s3: S3, now: number, signal: AbortSignal): Promise<void> {
  for (const { value: bucket } of buckets.list(s3.store)) {
    const rules = bucket.lifecycle?.rules.filter(({ Status }) => Status === 'Enabled') ?? []
    if (rules.length === 0) continue
    await endVersions(s3, bucket, rules, { now, signal })
    if (signal.aborted) return
    await endUploads(s3, bucket, rules, now)
  }
}

/** What a page has to know of the one before it: the younger versions of the key that it may begin with. */
interface Before {
  readonly key: string
  readonly modifiedAt: number
  /** Counts the latest as well. */
  readonly count: number
}

async function endVersions(
  s3: S3,
  bucket: BucketDocument,
  rules: readonly LifecycleRule[],
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<void> {
  let after: string | undefined
  const state: { before?: Before } = {}
  while (!signal.aborted) {
    const listing = listVersions(s3.store, bucket.name, { prefix: '', delimiter: '', after, limit: pageSize })
    const due: Version[] = []
    for (const item of listing.items) {
      if (item.kind === 'prefix') continue
      const { value: version } = item
      const younger = state.before?.key === version.key ? state.before : undefined
      if (isDue(s3, bucket, rules, version, younger, now)) due.push(version)
      const { key, modifiedAt } = version
      state.before = { key, modifiedAt, count: (younger?.count ?? 0) + 1 }
    }
    if (due.length > 0) await endPage(s3, bucket, due, now)
    if (!listing.truncated) return
    after = listing.items.at(-1)!.position
    await breathe()
  }
}

function isDue(
  { store }: S3,
  { name }: BucketDocument,
  rules: readonly LifecycleRule[],
  version: Version,
  younger: Before | undefined,
  now: number,
): boolean {
  if (younger !== undefined) {
    const noncurrent = { version, since: younger.modifiedAt, newer: younger.count - 1 }
    return isOver(endOfNoncurrent(rules, noncurrent), now)
  }
  if (!isMarker(version)) return isOver(endOfObject(rules, version), now)
  return isOver(endOfLoneMarker(rules, version), now) && isAlone(store, name, version)
}

const isOver = (end: { readonly at: number } | undefined, now: number): boolean =>
  end !== undefined && end.at <= now

const isAlone = (from: Pick<Transaction, 'get' | 'list'>, bucket: string, { key }: Version): boolean =>
  listVersions(from, bucket, { prefix: key, delimiter: '', after: undefined, limit: 2 }).items.filter(
    (item) => item.kind === 'entry' && item.value.key === key,
  ).length === 1

/** What has changed since it was looked at waits for the next round. */
async function endPage(
  s3: S3,
  { name, lifecycle }: BucketDocument,
  due: readonly Version[],
  now: number,
): Promise<void> {
  const nonces = due.map(() => s3.random(nonceSize))
  const { result } = await s3.store.write((txn) => {
    const bucket = buckets.get(txn, name)?.value
    if (bucket === undefined || JSON.stringify(bucket.lifecycle) !== JSON.stringify(lifecycle)) return []
    return due.flatMap((version, index) => endVersion({ txn, bucket, nonce: nonces[index]! }, version, now))
  })
  await s3.blobs.discard(result)
}

function endVersion(
  change: Parameters<typeof deleteLatest>[0],
  version: Version,
  now: number,
): readonly Segment[] {
  const { txn, bucket } = change
  const found = findVersion(txn, bucket.name, version.key, idOf(version))
  if (found === undefined || found.order !== version.order || found.modifiedAt !== version.modifiedAt)
    return []
  if (isCurrent(txn, bucket.name, found))
    return deleteLatest(change, version.key, modifiedNow({ now })).discarded
  const isLatest = idOf(findLatest(txn, bucket.name, version.key)!) === idOf(found)
  // A marker that is the latest goes only while nothing is left behind it.
  if (isLatest && !isAlone(txn, bucket.name, found)) return []
  return deleteVersion(txn, bucket, found)
}

async function endUploads(
  s3: S3,
  bucket: BucketDocument,
  rules: readonly LifecycleRule[],
  now: number,
): Promise<void> {
  const due = s3.store
    .list<UploadDocument>(uploadPrefix(bucket.name))
    .filter(({ value }) => isOver(endOfUpload(rules, value), now))
  if (due.length === 0) return
  const { result } = await s3.store.write((txn) =>
    due.flatMap(({ value: { key, id } }) => {
      const upload = findUpload(txn, bucket.name, key, id)
      return upload === undefined ? [] : deleteUpload(txn, upload)
    }),
  )
  await s3.blobs.discard(result)
}
