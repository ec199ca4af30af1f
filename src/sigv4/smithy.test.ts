import assert from 'node:assert/strict'
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { test } from 'node:test'
import { SignatureV4 } from '@smithy/signature-v4'
import * as fc from 'fast-check'
import { emptyPayloadHash, presignRequest, signRequest, unsignedPayload } from './index.ts'

/** The hash that the AWS SDK asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret))
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data))
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }
  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data)
}

const now = Date.UTC(2026, 10, 21, 12)
const identity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'a/token+=' }

const segment = fc.array(fc.constantFrom('a', 'B', '9', '-', '~', '%20', '%2B', '%C3%A9', '%28', '..', '.'), {
  maxLength: 4,
})
const paths = fc
  .array(segment, { maxLength: 4 })
  .map((parts) => `/${parts.map((part) => part.join('')).join('/')}`)
const queries = fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), fc.string({ maxLength: 6 }), {
  maxKeys: 4,
})

for (const service of ['sts', 's3']) {
  test(`signs and presigns for ${service} as the AWS SDK does`, async () => {
    const s3 = service === 's3'
    const signer = new SignatureV4({
      service,
      region: 'eu-west-1',
      credentials: identity,
      sha256: Sha256,
      uriEscapePath: !s3,
      applyChecksum: s3,
    })
    const ours = {
      identity,
      region: 'eu-west-1',
      service,
      now,
      pathStyle: s3 ? ('as-sent' as const) : ('normalized' as const),
    }
    await fc.assert(
      fc.asyncProperty(paths, queries, async (path, query) => {
        const base = { method: 'GET', protocol: 'http:', hostname: 'example.com', path, query }
        const signed = await signer.sign(
          { ...base, headers: { host: 'example.com', 'x-one': 'a  b' } },
          { signingDate: new Date(now) },
        )
        const text = new URLSearchParams(query).toString()
        const headers = { host: ['example.com'], 'x-one': ['a  b'] }
        const mine = signRequest(
          { method: 'GET', path, query: text, headers },
          { ...ours, payloadHash: emptyPayloadHash, sendPayloadHash: s3 },
        )
        assert.equal(mine['authorization']?.[0], signed.headers['authorization'])
        const presigned = await signer.presign(
          {
            ...base,
            headers: { host: 'example.com', ...(s3 && { 'x-amz-content-sha256': unsignedPayload }) },
          },
          {
            signingDate: new Date(now),
            expiresIn: 60,
            unhoistableHeaders: new Set(['x-amz-content-sha256']),
          },
        )
        const mineQuery = presignRequest(
          {
            method: 'GET',
            path,
            query: text,
            headers: { host: ['example.com'], ...(s3 && { 'x-amz-content-sha256': [unsignedPayload] }) },
          },
          { ...ours, payloadHash: s3 ? unsignedPayload : emptyPayloadHash, expiresInSeconds: 60 },
        )
        assert.equal(
          new URLSearchParams(mineQuery).get('X-Amz-Signature'),
          presigned.query?.['X-Amz-Signature'],
        )
      }),
      { numRuns: 60 },
    )
  })
}
