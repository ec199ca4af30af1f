import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyPayloadHash, parsePayload } from './payload.ts'

const cases: readonly (readonly [text: string, payload: unknown])[] = [
  [emptyPayloadHash, { kind: 'hash', sha256: emptyPayloadHash }],
  ['UNSIGNED-PAYLOAD', { kind: 'unsigned' }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { kind: 'chunked', signed: true, trailer: false }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { kind: 'chunked', signed: true, trailer: true }],
  ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { kind: 'chunked', signed: false, trailer: true }],
  ['STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD', undefined],
  [emptyPayloadHash.toUpperCase(), undefined],
  [emptyPayloadHash.slice(1), undefined],
  ['unsigned-payload', undefined],
  ['constructor', undefined],
  ['', undefined],
]

for (const [text, payload] of cases)
  test(`reads \`${text}\` as ${payload === undefined ? 'nothing it knows' : JSON.stringify(payload)}`, () => {
    assert.deepEqual(parsePayload(text), payload)
  })
