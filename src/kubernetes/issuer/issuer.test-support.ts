/** Issuers on a memory store, with a clock that tests move and a wrap that is real enough to fail. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { HttpRequest } from '../../kit/index.ts'
import { createMemoryStore } from '../../store/index.ts'
import { createIssuers } from './issuers.ts'
import type { SecretWrap } from './needs.ts'

export const start = Date.UTC(2026, 10, 21, 12)

export function testIssuers(wrapKey = randomBytes(32)) {
  const store = createMemoryStore()
  const time = { now: start }
  const needs = { store, clock: () => time.now, random: randomBytes, secretWrap: testWrap(wrapKey) }
  return { store, time, needs, issuers: createIssuers(needs) }
}

export function testWrap(key: Uint8Array): SecretWrap {
  return {
    wrap(secret, purpose) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
    },
    unwrap(sealed, purpose) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(sealed.subarray(-16))
      return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
    },
  }
}

export const request = (url: string, method = 'GET'): HttpRequest => {
  const { host, pathname, search } = new URL(url)
  return {
    method,
    target: pathname + search,
    headers: { host: [host] },
    body: (async function* () {})(),
    peer: { address: '127.0.0.1' },
    signal: new AbortController().signal,
  }
}
