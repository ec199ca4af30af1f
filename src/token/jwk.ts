/** Public keys as JSON: the JWK that is published, and the names of a key that can be computed from it. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { toBase64Url, toHex, sha256 } from '../kit/index.ts'
import { type Algorithm, algorithms } from './algorithms.ts'

/** Members in the order in which kube-apiserver writes them. */
export type PublicJwk =
  | {
      readonly use: 'sig'
      readonly kty: 'RSA'
      readonly kid: string
      readonly alg: Algorithm
      readonly n: string
      readonly e: string
    }
  | {
      readonly use: 'sig'
      readonly kty: 'EC'
      readonly kid: string
      readonly crv: string
      readonly alg: Algorithm
      readonly x: string
      readonly y: string
    }

/** The JWK of a key, public or private; only its public half is in it. */
export function publicJwkOf(key: KeyObject, kid: string): PublicJwk {
  const jwk = publicHalf(key).export({ format: 'jwk' }) as Readonly<Record<string, string>>
  if (jwk.kty === 'RSA') return { use: 'sig', kty: 'RSA', kid, alg: 'RS256', n: jwk.n!, e: jwk.e! }
  const alg = (Object.keys(algorithms) as Algorithm[]).find((name) => algorithms[name].crv === jwk.crv)
  if (alg === undefined) throw new TypeError(`key of kind ${jwk.kty} cannot sign tokens`)
  return { use: 'sig', kty: 'EC', kid, crv: jwk.crv!, alg, x: jwk.x!, y: jwk.y! }
}

/** kube-apiserver's key id: base64url of the SHA-256 of the DER SubjectPublicKeyInfo. */
export const kubernetesKeyId = (key: KeyObject): string => toBase64Url(sha256(spkiOf(key)))

/** 40 hex digits, the look of EKS's key ids: SHA-1 of the DER SubjectPublicKeyInfo. AWS does not say how it makes its own. */
export const eksKeyId = (key: KeyObject): string => toHex(createHash('sha1').update(spkiOf(key)).digest())

/** Whether an issuer has the shape of EKS's own, `https://oidc.eks.<region>.<suffix>/id/<32 hex digits>`. */
export const isEksIssuer = (issuer: string): boolean =>
  /^https:\/\/oidc[.-]eks\.[a-z0-9.-]+\/id\/[0-9A-F]{32}$/.test(issuer)

/** The key id that an issuer's own cluster would give the key. */
export const keyIdFor = (issuer: string, key: KeyObject): string =>
  isEksIssuer(issuer) ? eksKeyId(key) : kubernetesKeyId(key)

/** RFC 7638: the SHA-256 of the required members in alphabetical order. */
export function thumbprintOf(jwk: {
  readonly kty: string
  readonly n?: string
  readonly e?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
}): string {
  const { kty, n, e, crv, x, y } = jwk
  return toBase64Url(sha256(JSON.stringify(kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y })))
}

const publicHalf = (key: KeyObject): KeyObject => (key.type === 'private' ? createPublicKey(key) : key)

const spkiOf = (key: KeyObject): Buffer => publicHalf(key).export({ type: 'spki', format: 'der' })
