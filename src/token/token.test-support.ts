/** Keys of every kind and tokens of every shape, good and crafted. */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type Algorithm, algorithms } from './algorithms.ts'
import { type KeySet, readKeySet } from './key-set.ts'
import { publicJwkOf } from './jwk.ts'
import { parseToken, type Token } from './parse-token.ts'

export const now = Date.UTC(2026, 10, 21, 12)
export const seconds = now / 1000
export const issuer = 'https://oidc.eks.us-east-2.amazonaws.com/id/8AF2D61DF335B97C72A2ADEA1614706B'

export const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
export const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
export const ec = {
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey,
  'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey,
}

export const keyFor = (alg: Algorithm): KeyObject => {
  const { crv } = algorithms[alg]
  return crv === undefined ? rsa : ec[crv as keyof typeof ec]
}

export const goodClaims = {
  aud: ['sts.amazonaws.com'],
  exp: seconds + 3600,
  iat: seconds,
  iss: issuer,
  nbf: seconds,
  sub: 'system:serviceaccount:default:my-sa',
}

const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** Signs with any header at all; `hash` and `encoding` let the signature differ from what the header says. */
export function craft(input: {
  readonly header: object | string
  readonly claims?: object | string
  readonly key?: KeyObject
  readonly hash?: string
  readonly der?: boolean
}): string {
  const signingInput = `${encode(input.header)}.${encode(input.claims ?? goodClaims)}`
  const key = input.key ?? rsa
  const dsaEncoding = input.der === true ? ('der' as const) : ('ieee-p1363' as const)
  const signature = sign(input.hash ?? 'sha256', Buffer.from(signingInput), { key, dsaEncoding })
  return `${signingInput}.${signature.toString('base64url')}`
}

export function craftHmac(header: object, secret: string | Buffer): string {
  const signingInput = `${encode(header)}.${encode(goodClaims)}`
  return `${signingInput}.${createHmac('sha256', secret).update(signingInput).digest('base64url')}`
}

export const keySet = (...jwks: readonly object[]): KeySet => {
  const read = readKeySet({ keys: jwks })
  if (!read.ok) throw new Error(read.message)
  return read.keys
}

export const jwkOf = (key: KeyObject, kid: string, more: object = {}): object => ({
  ...publicJwkOf(key, kid),
  ...more,
})

export const parsed = (text: string): Token => {
  const result = parseToken(text)
  if (!result.ok) throw new Error(result.problem.message)
  return result.token
}
