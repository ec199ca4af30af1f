/** Signs claims into a token in JWS compact form, off the main thread. */
import { sign, type KeyObject } from 'node:crypto'
import { toBase64Url } from '../kit/index.ts'
import { type Algorithm, algorithms } from './algorithms.ts'
import type { JsonObject } from './strict-json.ts'

export interface SigningKey {
  readonly kid: string
  readonly alg: Algorithm
  readonly privateKey: KeyObject
}

/** The header is `alg` and `kid` alone, as kube-apiserver writes it. */
export async function signToken(claims: JsonObject, key: SigningKey): Promise<string> {
  const header = JSON.stringify({ alg: key.alg, kid: key.kid })
  const signingInput = `${toBase64Url(header)}.${toBase64Url(JSON.stringify(claims))}`
  return `${signingInput}.${toBase64Url(await signBytes(Buffer.from(signingInput, 'ascii'), key))}`
}

const signBytes = (data: Buffer, { alg, privateKey }: SigningKey): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const done = (error: Error | null, signature: Buffer): void =>
      error ? reject(error) : resolve(signature)
    sign(algorithms[alg].hash, data, { key: privateKey, dsaEncoding: 'ieee-p1363' }, done)
  })
