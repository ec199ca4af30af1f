/** Web identity tokens as a case asks for them: good ones with other claims, and forged ones. */
import { createHmac, createPublicKey, type KeyObject } from 'node:crypto'
import { exportJWK, exportSPKI, SignJWT } from 'jose'
import type { ForeignIssuers } from './foreign-issuer.ts'

export interface TokenWish {
  /** Which of the foreign issuers speaks; `app` when none is named. */
  readonly issuer?: string
  /** Added to the usual claims; null takes one away. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Seconds from now; null takes the claim away. */
  readonly times?: Readonly<Partial<Record<'exp' | 'iat' | 'nbf', number | null>>>
  readonly header?: Readonly<Record<string, unknown>>
  /** What a forger does to it. */
  readonly forgery?: string
  /** The text itself, in place of a token. */
  readonly text?: string
  /** A text of so many characters. */
  readonly length?: number
}

export async function makeToken(issuers: ForeignIssuers, wish: TokenWish = {}): Promise<string> {
  if (wish.text !== undefined) return wish.text
  if (wish.length !== undefined) return 'a'.repeat(wish.length)
  const draft = draftOf(issuers, wish)
  const forge = forgeries[wish.forgery ?? 'none']
  if (forge === undefined) throw new Error(`no forgery is named \`${wish.forgery}\``)
  return forge(draft, issuers)
}

interface Draft {
  readonly header: { readonly alg: string } & Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

function draftOf({ origin, keyId }: ForeignIssuers, wish: TokenWish): Draft {
  const now = Math.floor(Date.now() / 1000)
  const seconds = { iat: -10, nbf: -10, exp: 3600, ...wish.times }
  const times = Object.fromEntries(
    Object.entries(seconds).map(([claim, offset]) => [claim, offset === null ? null : now + offset]),
  )
  const claims = {
    iss: `${origin}/${wish.issuer ?? 'app'}`,
    aud: ['sts.amazonaws.com'],
    sub: 'system:serviceaccount:default:app',
    ...times,
    ...wish.claims,
  }
  return {
    header: { alg: 'RS256', kid: keyId, ...wish.header },
    claims: Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null)),
  }
}

const sign = ({ header, claims }: Draft, key: CryptoKey | KeyObject): Promise<string> =>
  // The library refuses to sign what names critical extensions it does not know, unless told that it knows them.
  new SignJWT(claims)
    .setProtectedHeader(header)
    .sign(key, { crit: Object.fromEntries(critical(header).map((name) => [name, true])) })

const critical = (header: Draft['header']): string[] => (header['crit'] as string[] | undefined) ?? []

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

type Forgery = (draft: Draft, issuers: ForeignIssuers) => Promise<string>

const forgeries: Readonly<Record<string, Forgery>> = {
  none: (draft, { keys }) => sign(draft, keys.published.privateKey),
  'signed with another key': (draft, { keys }) => sign(draft, keys.other.privateKey),
  'alg none, no signature': ({ claims, header }) =>
    Promise.resolve(`${encode({ ...header, alg: 'none' })}.${encode(claims)}.`),
  'alg none, the signature kept': async (draft, { keys }) => {
    const [, payload, signature] = (await sign(draft, keys.published.privateKey)).split('.')
    return `${encode({ ...draft.header, alg: 'none' })}.${payload}.${signature}`
  },
  'HS256 with the public key': async ({ claims, header }, { keys }) =>
    withHmac(
      `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`,
      await exportSPKI(keys.published.publicKey),
    ),
  'HS256 with the public key in DER': async ({ claims, header }, { keys }) =>
    withHmac(
      `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`,
      createPublicKey(await exportSPKI(keys.published.publicKey)).export({ type: 'spki', format: 'der' }),
    ),
  'a signature with one bit turned': async (draft, { keys }) => {
    const [header, payload, signature = ''] = (await sign(draft, keys.published.privateKey)).split('.')
    const bytes = Buffer.from(signature, 'base64url')
    bytes[7]! ^= 1
    return `${header}.${payload}.${bytes.toString('base64url')}`
  },
  'the claims of somebody else': async (draft, { keys }) => {
    const [header, , signature] = (await sign(draft, keys.published.privateKey)).split('.')
    return `${header}.${encode({ ...draft.claims, sub: 'system:serviceaccount:default:admin' })}.${signature}`
  },
  'a key of its own in the header': async (draft, { keys }) => {
    const jwk = await exportJWK(keys.other.publicKey)
    return sign({ ...draft, header: { ...draft.header, jwk } }, keys.other.privateKey)
  },
  'two parts': async (draft, { keys }) =>
    (await sign(draft, keys.published.privateKey)).split('.').slice(0, 2).join('.'),
  'an empty signature': async (draft, { keys }) =>
    `${(await sign(draft, keys.published.privateKey)).split('.').slice(0, 2).join('.')}.`,
  'a payload that is no JSON': ({ header }) => Promise.resolve(`${encode(header)}.bm8gSlNPTg.AAAA`),
}

const withHmac = (signed: string, secret: string | Buffer): string =>
  `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
