/** Reads a JWK Set (RFC 7517) into keys that can verify, and tells why the others cannot. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { type Algorithm, algorithms, isAlgorithm } from './algorithms.ts'
import { thumbprintOf } from './jwk.ts'
import { isJsonObject, type JsonObject } from './strict-json.ts'

/** A published key that signatures can be checked with. */
export interface VerificationKey {
  readonly kid: string | undefined
  /** The algorithms that this key may be used with. */
  readonly algorithms: readonly Algorithm[]
  /** The key's RFC 7638 thumbprint: equal for equal keys, whatever they are called. */
  readonly thumbprint: string
  /** Bytes of a signature; anything longer or shorter is none. */
  readonly signatureBytes: number
  readonly key: KeyObject
}

export interface KeySet {
  readonly keys: readonly VerificationKey[]
  /** Members of the set that are not used, which RFC 7517 section 5 asks to ignore, each with its reason. */
  readonly unused: readonly { readonly kid: string | undefined; readonly reason: string }[]
}

export type ReadKeySet =
  | { readonly ok: true; readonly keys: KeySet }
  | { readonly ok: false; readonly message: string }

/** AWS takes at most 100 RSA and 100 EC keys of an issuer: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html */
const mostKeys = 200

export function readKeySet(jwks: unknown): ReadKeySet {
  if (!isJsonObject(jwks) || !Array.isArray(jwks.keys))
    return { ok: false, message: 'document has no array `keys`' }
  if (jwks.keys.length > mostKeys)
    return { ok: false, message: `document publishes more than ${mostKeys} keys` }

  const keys: VerificationKey[] = []
  const unused: { kid: string | undefined; reason: string }[] = []
  for (const jwk of jwks.keys as readonly unknown[]) {
    const read = readKey(jwk)
    if (typeof read === 'string')
      unused.push({ kid: isJsonObject(jwk) ? text(jwk.kid) : undefined, reason: read })
    else keys.push(read)
  }
  return { ok: true, keys: { keys, unused } }
}

/** The key, or the reason why it cannot be used. */
function readKey(jwk: unknown): VerificationKey | string {
  if (!isJsonObject(jwk)) return 'is not an object'
  if (jwk.kid !== undefined && typeof jwk.kid !== 'string') return 'kid is not a string'
  if (jwk.use !== undefined && jwk.use !== 'sig') return 'use is not sig'
  if (jwk.key_ops !== undefined && !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify')))
    return 'key_ops does not hold verify'
  if (jwk.alg !== undefined && !isAlgorithm(jwk.alg)) return 'alg is not one that is supported'

  const fitting = algorithmsFor(jwk)
  if (fitting.length === 0) return 'no supported algorithm goes with its kty, crv and alg'
  const material = publicMembers(jwk)
  if (material === undefined) return 'has not the members of its kty'
  return makeKey(text(jwk.kid), fitting, material)
}

const algorithmsFor = (jwk: JsonObject): readonly Algorithm[] =>
  (Object.keys(algorithms) as Algorithm[]).filter((name) => {
    const { kty, crv } = algorithms[name]
    return (
      kty === jwk.kty && (kty === 'RSA' || crv === jwk.crv) && (jwk.alg === undefined || jwk.alg === name)
    )
  })

type PublicMembers =
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string }
  | { readonly kty: 'EC'; readonly crv: string; readonly x: string; readonly y: string }

/** Only these members are read, so nothing else in a document can reach the key: no private part, no x5c, no x5u. */
function publicMembers({ kty, n, e, crv, x, y }: JsonObject): PublicMembers | undefined {
  if (kty === 'RSA') return isBase64Url(n) && isBase64Url(e) ? { kty, n, e } : undefined
  return isBase64Url(x) && isBase64Url(y) ? { kty: 'EC', crv: crv as string, x, y } : undefined
}

function makeKey(
  kid: string | undefined,
  fitting: readonly Algorithm[],
  material: PublicMembers,
): VerificationKey | string {
  const key = importKey(material)
  if (key === undefined) return 'is not a valid public key'
  if (material.kty === 'EC') {
    const signatureBytes = algorithms[fitting[0]!].signatureBytes!
    return { kid, algorithms: fitting, thumbprint: thumbprintOf(material), signatureBytes, key }
  }
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  // RFC 7518 section 3.3 asks for 2048 bits; the upper bounds keep a hostile key from making us compute for long.
  if (modulusLength < 2048) return 'RSA key is shorter than 2048 bits'
  if (modulusLength > 8192) return 'RSA key is longer than 8192 bits'
  if (publicExponent < 3n || publicExponent > 0xffff_ffffn || publicExponent % 2n === 0n)
    return 'RSA exponent is not an odd number of 2 to 32 bits'
  const signatureBytes = Math.ceil(modulusLength / 8)
  return { kid, algorithms: fitting, thumbprint: thumbprintOf(material), signatureBytes, key }
}

function importKey(material: PublicMembers): KeyObject | undefined {
  try {
    return createPublicKey({ format: 'jwk', key: { ...material } })
  } catch {
    return undefined
  }
}

/** 8192 bits are 1366 characters. */
const isBase64Url = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{1,1400}$/.test(value)

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
