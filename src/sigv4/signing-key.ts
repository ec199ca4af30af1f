/** The key that a secret gives for one day, region and service, derived once and kept for as long as it is used. */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { BoundedMap } from '../kit/index.ts'
import { type Scope, terminator } from './scope.ts'

export type SigningKeys = (secretAccessKey: string, scope: Scope) => KeyObject

/** Four HMACs are a third of a verification, so at most `limit` keys are remembered. */
export function createSigningKeys(limit = 4096): SigningKeys {
  const known = new BoundedMap<string, KeyObject>(limit)
  return (secretAccessKey, scope) =>
    known.getOrMake(`${scope.date}/${scope.region}/${scope.service}/${secretAccessKey}`, () =>
      deriveSigningKey(secretAccessKey, scope),
    )
}

export function deriveSigningKey(secretAccessKey: string, scope: Scope): KeyObject {
  const dateKey = hmac(`AWS4${secretAccessKey}`, scope.date)
  return createSecretKey(hmac(hmac(hmac(dateKey, scope.region), scope.service), terminator))
}

const hmac = (key: Uint8Array | string, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest()
