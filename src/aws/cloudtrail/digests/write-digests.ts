/** Writes digests, by which it can be proven that no file of a trail was changed or taken away: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-digest-file-structure.html */
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { isoSeconds, sha256Hex } from '../../../kit/index.ts'
import { compactTime, dayPath, logFolder } from '../delivery/layout.ts'
import { refusalOf } from '../delivery/refusal.ts'
import type { CloudTrailNeeds } from '../needs.ts'
import { idOf, noteStatus, trails } from '../trails/store.ts'
import { type Trail, trailArn } from '../trails/trail.ts'
import { allChains, type Chain, endChain, findChain, putChain } from './chain.ts'
import { ensureSigningKey, sign, type SigningKey } from './signing-key.ts'

const compress = promisify(gzip)
const algorithm = 'SHA256withRSA'
/** A digest that names so many files does not wait for its hour. */
const mostFiles = 500

type DigestNeeds = Pick<CloudTrailNeeds, 'store' | 'clock' | 'keyWrap' | 'buckets' | 'onFault'>

/** Those that are due; at the end all that have something to tell. */
export async function writeDigests(needs: DigestNeeds, every: number, isEnd: boolean): Promise<void> {
  const { store, clock } = needs
  for (const chain of allChains(store)) {
    const trail = trails(chain.account).get(store, idOf(chain))?.value
    if (trail === undefined || !trail.validated) await store.write((txn) => endChain(txn, chain))
    else if (isDue(chain, clock(), every, isEnd)) await writeDigest(needs, trail, chain)
  }
}

const isDue = ({ since, files }: Chain, now: number, every: number, isEnd: boolean): boolean =>
  now - since >= every || files.length >= mostFiles || (isEnd && files.length > 0)

async function writeDigest(needs: DigestNeeds, trail: Trail, chain: Chain): Promise<void> {
  const { store, clock, buckets, onFault } = needs
  const now = clock()
  const signingKey = await ensureSigningKey(needs)
  const key = digestKey(trail, chain, now)
  const text = JSON.stringify(digestOf(trail, chain, { key, now, signingKey }))
  const hash = sha256Hex(text)
  const place = `${trail.bucket}/${key}`
  const signed = [isoSeconds(now), place, hash, chain.previous?.signature ?? 'null'].join('\n')
  const signature = sign(needs, signingKey, signed)
  const error = await refusalOf(onFault, async () =>
    buckets.put({
      bucket: trail.bucket,
      key,
      trail: trailArn(trail),
      account: trail.account,
      region: trail.homeRegion,
      body: await compress(text),
      metadata: { signature, 'signature-algorithm': algorithm },
    }),
  )
  await noteStatus(store, trail, {
    digestError: error,
    ...(error === undefined && { digestAt: now }),
  })
  if (error !== undefined) return
  await store.write((txn) => {
    const later = findChain(txn, chain)?.files.slice(chain.files.length) ?? []
    const previous = { bucket: trail.bucket, key, hash, signature }
    putChain(txn, { ...chain, since: now, files: later, previous })
  })
}

function digestKey(trail: Trail, { region, member: account = trail.account }: Chain, now: number): string {
  const { name, homeRegion } = trail
  const file = `${account}_CloudTrail-Digest_${region}_${name}_${homeRegion}_${compactTime(now)}.json.gz`
  return `${logFolder(trail, account)}/CloudTrail-Digest/${region}/${dayPath(now)}/${file}`
}

interface DigestFacts {
  readonly key: string
  readonly now: number
  readonly signingKey: SigningKey
}

function digestOf(
  trail: Trail,
  { since, files, previous, member = trail.account }: Chain,
  { key, now, signingKey }: DigestFacts,
): object {
  const newest = files.map(({ newestEventTime }) => newestEventTime).toSorted()
  const oldest = files.map(({ oldestEventTime }) => oldestEventTime).toSorted()
  return {
    awsAccountId: member,
    digestStartTime: isoSeconds(since),
    digestEndTime: isoSeconds(now),
    digestS3Bucket: trail.bucket,
    digestS3Object: key,
    digestPublicKeyFingerprint: signingKey.fingerprint,
    digestSignatureAlgorithm: algorithm,
    newestEventTime: newest.at(-1) ?? null,
    oldestEventTime: oldest[0] ?? null,
    previousDigestS3Bucket: previous?.bucket ?? null,
    previousDigestS3Object: previous?.key ?? null,
    previousDigestHashValue: previous?.hash ?? null,
    previousDigestHashAlgorithm: previous === undefined ? null : 'SHA-256',
    previousDigestSignature: previous?.signature ?? null,
    logFiles: files,
  }
}
