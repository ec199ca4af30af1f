/** Takes the bytes of an upload to the disk, and holds them against all that the client said of them. */
import { createHash } from 'node:crypto'
import type { Call } from '../../protocol/index.ts'
import { startDigest, type ChecksumAlgorithm } from '../checksum/algorithm.ts'
import {
  declaredChecksum,
  declaredMd5,
  namedAlgorithm,
  requireChecksum,
  requireMd5,
  requireNamedChecksum,
  trailerChecksum,
  type ChecksumMembers,
} from '../checksum/declared.ts'
import { entityTooLarge } from '../errors.ts'
import type { Checksum, Segment } from '../model.ts'
import type { BlobStore, BlobWriter } from './blob-store.ts'

export interface Received {
  /** None for an upload without bytes. */
  readonly segments: readonly Segment[]
  readonly size: number
  /** MD5 as hex. */
  readonly etag: string
  /** By algorithm: those that were asked for and the one that the client sent. */
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, Checksum>
  /** The algorithm that the client chose. */
  readonly chosen: ChecksumAlgorithm | undefined
}

export interface UploadInput extends ChecksumMembers {
  readonly Body?: AsyncIterable<Uint8Array> | Uint8Array | undefined
  readonly ContentMD5?: string
  /** The x-amz-sdk-checksum-algorithm header. */
  readonly ChecksumAlgorithm?: string
}

export interface ReceiveOptions {
  /** Computed whatever the client chose. */
  readonly always?: ChecksumAlgorithm
  /** Computed when the client chose none. */
  readonly fallback?: ChecksumAlgorithm
}

/** 5 GiB, for an object sent whole and for each part. */
export const uploadLimit = 5 * 1024 ** 3

/** Keeps nothing when the stream breaks off or what the client said does not fit. */
export async function receive(
  blobs: BlobStore,
  input: UploadInput,
  call: Pick<Call, 'trailers' | 'signal'>,
  { always, fallback }: ReceiveOptions,
): Promise<Received> {
  const md5 = declaredMd5(input.ContentMD5)
  const inHeader = declaredChecksum(input as ChecksumMembers & Record<string, unknown>)
  const named = namedAlgorithm(input.ChecksumAlgorithm, 'x-amz-sdk-checksum-algorithm')
  if (inHeader !== undefined) requireNamedChecksum(named, inHeader)
  const chosen = inHeader?.algorithm ?? named
  const algorithms = new Set([always, chosen ?? fallback].filter((one) => one !== undefined))

  const written = await write(blobs, input.Body, algorithms)
  try {
    requireMd5(md5, written.etag)
    const declared = inHeader ?? trailerChecksum(call.trailers)
    requireNamedChecksum(named, declared)
    if (declared !== undefined) {
      const computed =
        written.checksums.get(declared.algorithm) ?? (await compute(blobs, written, declared, call))
      requireChecksum(declared, computed.value)
      written.checksums.set(declared.algorithm, computed)
    }
    return { ...written, chosen: declared?.algorithm }
  } catch (fault) {
    await blobs.discard(written.segments)
    throw fault
  }
}

async function write(
  blobs: BlobStore,
  body: UploadInput['Body'],
  algorithms: ReadonlySet<ChecksumAlgorithm>,
): Promise<{ segments: Segment[]; size: number; etag: string; checksums: Map<ChecksumAlgorithm, Checksum> }> {
  const md5 = createHash('md5')
  const digests = [...algorithms].map((algorithm) => ({ algorithm, digest: startDigest(algorithm) }))
  let writer: BlobWriter | undefined
  let size = 0
  try {
    for await (const chunk of chunksOf(body)) {
      if (chunk.length === 0) continue
      size += chunk.length
      if (size > uploadLimit) throw entityTooLarge(size, uploadLimit)
      md5.update(chunk)
      for (const { digest } of digests) digest.update(chunk)
      writer ??= await blobs.create()
      await writer.write(chunk)
    }
    await writer?.finish()
  } catch (fault) {
    await writer?.cancel()
    throw fault
  }
  const checksums = new Map(
    digests.map(({ algorithm, digest }) => [
      algorithm,
      { algorithm, value: digest.value().toString('base64') },
    ]),
  )
  const segments = writer === undefined ? [] : [{ blob: writer.blob, size }]
  return { segments, size, etag: md5.digest('hex'), checksums }
}

const chunksOf = (body: UploadInput['Body']): AsyncIterable<Uint8Array> | readonly Uint8Array[] =>
  body === undefined ? [] : body instanceof Uint8Array ? [body] : body

/** A trailer may name an algorithm that no header announced; then the bytes are read once more. */
async function compute(
  blobs: BlobStore,
  { segments, size }: { segments: readonly Segment[]; size: number },
  { algorithm }: Checksum,
  { signal }: Pick<Call, 'signal'>,
): Promise<Checksum> {
  const digest = startDigest(algorithm)
  for await (const chunk of blobs.read(segments, { start: 0, end: size }, signal)) digest.update(chunk)
  return { algorithm, value: digest.value().toString('base64') }
}
