import assert from 'node:assert/strict'
import { createHash, createPublicKey, createVerify } from 'node:crypto'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { CloudTrailNeeds } from '../index.ts'
import { account, event, noon, setUp } from '../cloudtrail.test-support.ts'

interface Put {
  readonly key: string
  readonly text: string
  readonly metadata?: Readonly<Record<string, string>>
}

interface Digest {
  readonly digestStartTime: string
  readonly digestEndTime: string
  readonly digestS3Bucket: string
  readonly digestS3Object: string
  readonly digestPublicKeyFingerprint: string
  readonly previousDigestS3Object: string | null
  readonly previousDigestHashValue: string | null
  readonly previousDigestSignature: string | null
  readonly logFiles: readonly { readonly s3Object: string; readonly hashValue: string }[]
}

/** CloudTrail that delivers as often as the test says. */
function watched() {
  const puts: Put[] = []
  const clock = { now: noon }
  const patch: Partial<CloudTrailNeeds> = {
    clock: () => clock.now,
    deliverEvery: 300_000,
    buckets: {
      check: async () => undefined,
      put: async ({ key, body, metadata }) =>
        void puts.push({ key, text: gunzipSync(body).toString(), metadata }),
    },
  }
  const isDigest = ({ key }: Put): boolean => key.includes('/CloudTrail-Digest/')
  return {
    ...setUp(patch),
    clock,
    again: (store: CloudTrailNeeds['store']) => setUp({ ...patch, store }),
    logs: () => puts.filter((put) => !isDigest(put)),
    digests: () => puts.filter(isDigest).map((put) => ({ ...put, digest: JSON.parse(put.text) as Digest })),
  }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

interface Keys {
  readonly PublicKeyList: readonly { readonly Value: Uint8Array; readonly Fingerprint: string }[]
}

test('a digest names the files with their hashes, follows the one before it, and is signed', async () => {
  const first = watched()
  await first.begin('main', { EnableLogFileValidation: true })
  first.cloudtrail.record(event())
  first.clock.now += 60_000
  await first.cloudtrail.close()
  const second = first.again(first.needs.store)
  second.cloudtrail.record(event())
  first.clock.now += 60_000
  await second.cloudtrail.close()

  const [log, later] = first.logs()
  const [one, two] = first.digests()
  assert.equal(
    one!.key,
    `AWSLogs/${account}/CloudTrail-Digest/us-east-1/2026/11/21/${account}_CloudTrail-Digest_us-east-1_main_us-east-1_20261121T120100Z.json.gz`,
  )
  assert.partialDeepStrictEqual(one!.digest, {
    awsAccountId: account,
    digestEndTime: '2026-11-21T12:01:00Z',
    digestS3Bucket: 'the-bucket',
    digestS3Object: one!.key,
    digestSignatureAlgorithm: 'SHA256withRSA',
    previousDigestSignature: null,
  })
  assert.deepEqual(
    [one!.digest.logFiles[0]?.s3Object, one!.digest.logFiles[0]?.hashValue],
    [log!.key, hashOf(log!.text)],
  )
  assert.deepEqual(
    two!.digest.logFiles.map(({ s3Object }) => s3Object),
    [later!.key],
  )
  assert.equal(two!.digest.digestStartTime, one!.digest.digestEndTime)
  assert.equal(two!.digest.previousDigestS3Object, one!.key)
  assert.equal(two!.digest.previousDigestHashValue, hashOf(one!.text))
  assert.equal(two!.digest.previousDigestSignature, one!.metadata?.['signature'])

  const { PublicKeyList } = await second.ask<Keys>('ListPublicKeys')
  const [key] = PublicKeyList
  assert.equal(one!.digest.digestPublicKeyFingerprint, key!.Fingerprint)
  const publicKey = createPublicKey({ key: Buffer.from(key!.Value), type: 'pkcs1', format: 'der' })
  for (const { text, metadata, digest } of [one!, two!]) {
    assert.equal(metadata?.['signature-algorithm'], 'SHA256withRSA')
    const place = `${digest.digestS3Bucket}/${digest.digestS3Object}`
    const signed = [digest.digestEndTime, place, hashOf(text), digest.previousDigestSignature ?? 'null']
    const verify = createVerify('RSA-SHA256').update(signed.join('\n'))
    assert.ok(verify.verify(publicKey, metadata['signature']!, 'hex'))
  }
})

test('a trail that asks for none has no digests, and its chain ends when it no longer asks', async () => {
  const { cloudtrail, begin, ask, digests, refused } = watched()
  await begin('plain')
  assert.deepEqual(await ask('ListPublicKeys'), { PublicKeyList: [] })
  await begin('main', { EnableLogFileValidation: true })
  cloudtrail.record(event())
  await ask('UpdateTrail', { Name: 'main', EnableLogFileValidation: false })
  await cloudtrail.close()
  assert.deepEqual(digests(), [])
  assert.equal((await ask<Keys>('ListPublicKeys')).PublicKeyList.length, 1)
  const before = { StartTime: new Date(0), EndTime: new Date(1) }
  assert.deepEqual(await ask('ListPublicKeys', before), { PublicKeyList: [] })
  assert.match(
    await refused('ListPublicKeys', { StartTime: new Date(1), EndTime: new Date(0) }),
    /^InvalidTimeRangeException/,
  )
  assert.match(await refused('ListPublicKeys', { NextToken: 'x' }), /^InvalidTokenException/)
})

test('the key lies wrapped in the store', async () => {
  const wrapped: string[] = []
  const keyWrap = {
    wrap: (_secret: Uint8Array, purpose: string) => {
      wrapped.push(purpose)
      return 'sealed'
    },
    unwrap: () => Buffer.alloc(0),
  }
  const { begin, needs } = setUp({ keyWrap })
  await begin('main', { EnableLogFileValidation: true })
  assert.deepEqual(wrapped, ['key of CloudTrail digests'])
  const kept = needs.store.list<{ readonly wrapped: string }>('cloudtrail/key/')
  assert.deepEqual(
    kept.map(({ value }) => value.wrapped),
    ['sealed'],
  )
})
