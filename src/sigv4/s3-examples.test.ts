// Where these come from, and who else computes the same: test/vectors/sigv4/README.md.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  calculateSignature,
  decodeChunked,
  deriveSigningKey,
  parseAmzDate,
  presignRequest,
  unsignedPayload,
} from './index.ts'

type Headers = Readonly<Record<string, readonly string[]>>

const examples = JSON.parse(
  readFileSync(new URL('../../test/vectors/sigv4/s3-examples.json', import.meta.url), 'utf8'),
) as {
  credentials: { accessKeyId: string; secretAccessKey: string }
  amzDate: string
  region: string
  requests: {
    name: string
    method: string
    path: string
    query: string
    headers: Headers
    signature: string
  }[]
  presigned: { method: string; path: string; host: string; expires: number; signature: string }
  chunked: {
    name: string
    payloadHash: string
    path: string
    headers: Headers
    seedSignature: string
    chunks: { size: number; signature: string }[]
    trailer?: { name: string; value: string }
    trailerSignature?: string
  }[]
}
const { amzDate, credentials, region } = examples
const scope = { date: amzDate.slice(0, 8), region, service: 's3' }
const key = deriveSigningKey(credentials.secretAccessKey, scope)

for (const example of examples.requests) {
  test(`S3's worked example: ${example.name}`, () => {
    const { signature } = calculateSignature(example, {
      signedHeaders: Object.keys(example.headers),
      payloadHash: example.headers['x-amz-content-sha256']![0]!,
      pathStyle: 'as-sent',
      amzDate,
      scope,
      key,
    })
    assert.equal(signature, example.signature)
  })
}

test("S3's worked example: presigned URL", () => {
  const { method, path, host, expires, signature } = examples.presigned
  const query = presignRequest(
    { method, path, query: '', headers: { host: [host] } },
    {
      identity: credentials,
      region,
      service: 's3',
      now: parseAmzDate(amzDate)!,
      payloadHash: unsignedPayload,
      pathStyle: 'as-sent',
      expiresInSeconds: expires,
    },
  )
  assert.ok(query.endsWith(`&X-Amz-Signature=${signature}`))
})

for (const example of examples.chunked) {
  test(`S3's worked example: ${example.name}`, async () => {
    const seed = calculateSignature(
      { method: 'PUT', path: example.path, query: '', headers: example.headers },
      {
        signedHeaders: Object.keys(example.headers),
        payloadHash: example.payloadHash,
        pathStyle: 'as-sent',
        amzDate,
        scope,
        key,
      },
    )
    assert.equal(seed.signature, example.seedSignature)
    let body = example.chunks
      .map(
        ({ size, signature }) =>
          `${size.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(size)}${size > 0 ? '\r\n' : ''}`,
      )
      .join('')
    if (example.trailer !== undefined) {
      body += `${example.trailer.name}:${example.trailer.value}\r\nx-amz-trailer-signature:${example.trailerSignature}\r\n`
    }
    let length = 0
    let trailers: ReadonlyMap<string, string> | undefined
    const content = decodeChunked(inPieces(Buffer.from(`${body}\r\n`), 1000), {
      signing: { key, amzDate, scope, seedSignature: seed.signature },
      trailers: example.trailer && [example.trailer.name],
      decodedLength: 66560,
      onTrailers: (found) => (trailers = found),
    })
    for await (const piece of content) length += piece.length
    assert.equal(length, 66560)
    assert.equal(trailers?.get('x-amz-checksum-crc32c'), example.trailer?.value)
  })
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
