/** S3's bodies as streams that verify themselves while they are read. */
import { createHash } from 'node:crypto'
import {
  ChunkedBodyError,
  type ChunkSigning,
  decodeChunked,
  emptyPayloadHash,
  type Payload,
} from '../../../sigv4/index.ts'
import { AwsError } from '../../protocol/index.ts'
import { chunkedRefusal } from '../errors/chunked-refusal.ts'
import type { Passage } from '../passage.ts'
import { hasNoBody } from './has-no-body.ts'

/** Undefined where the body needs no watching and can be read as it comes. */
export function openS3Body(
  passage: Passage,
  payload: Payload,
  signing?: ChunkSigning,
): AsyncIterable<Uint8Array> | undefined {
  if (payload.kind === 'unsigned') return undefined
  if (payload.kind === 'hash') {
    // Most calls to S3 read and send nothing: their digest is known.
    if (hasNoBody(passage.request) && payload.sha256 === emptyPayloadHash) return undefined
    return hashed(passage.request.body, payload.sha256)
  }
  if (payload.signed && signing === undefined) {
    throw new AwsError({ code: 'AccessDenied', status: 403, message: 'Access Denied' })
  }
  const { headers } = passage.request
  const decodedLength = headers['x-amz-decoded-content-length']?.[0] ?? ''
  if (!/^\d{1,15}$/.test(decodedLength)) {
    throw new AwsError({
      code: 'MissingContentLength',
      status: 411,
      message: 'You must provide the Content-Length HTTP header.',
    })
  }
  return refusing(
    decodeChunked(passage.request.body, {
      signing: payload.signed ? signing : undefined,
      trailers: payload.trailer ? namesIn(headers['x-amz-trailer']) : undefined,
      decodedLength: Number(decodedLength),
      onTrailers: (trailers) => {
        for (const [name, value] of trailers) passage.trailers.set(name, value)
      },
    }),
  )
}

const namesIn = (values: readonly string[] | undefined): readonly string[] =>
  (values ?? [])
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')

async function* refusing(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* content
  } catch (error) {
    throw error instanceof ChunkedBodyError ? chunkedRefusal(error) : error
  }
}

async function* hashed(
  body: AsyncIterable<Uint8Array>,
  announced: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const digest = createHash('sha256')
  for await (const piece of body) {
    digest.update(piece)
    yield piece
  }
  const computed = digest.digest('hex')
  if (computed === announced) return
  throw new AwsError({
    code: 'XAmzContentSHA256Mismatch',
    message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
    fields: { ClientComputedContentSHA256: announced, S3ComputedContentSHA256: computed },
  })
}
