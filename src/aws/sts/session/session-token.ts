/** Seals a session into its token and opens it again; the token is all that is ever kept of a session. */
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { toHex, utf8, type Random } from '../../../kit/index.ts'
import { decodeSession, encodeSession } from './session-codec.ts'
import { sealingKey, tokenForm, type Ring, type RingKey } from './ring.ts'
import type { Session } from './session.ts'

/** The longest token that is given out; clients and proxies keep headers of this size. */
export const longestToken = 4096

const formatVersion = parseInt(tokenForm, 16)
const keyIdLength = 4
const nonceLength = 12
const tagLength = 16
const headerLength = 1 + keyIdLength
const shortest = headerLength + nonceLength + tagLength + 1

export interface SealedSession {
  readonly token: string
  readonly secretAccessKey: string
}

export type UnsealedSession =
  | { readonly outcome: 'open'; readonly session: Session; readonly secretAccessKey: string }
  /** Not a token of ours, or one whose ring key is long gone. */
  | { readonly outcome: 'malformed' }
  /** A token of this form that is not the one given out with this access key id. */
  | { readonly outcome: 'mismatched' }

/** Undefined when the session does not fit the longest token. */
export function sealSession(
  ring: Ring,
  accessKeyId: string,
  session: Session,
  { now, random }: { now: number; random: Random },
): SealedSession | undefined {
  const key = sealingKey(ring, now)
  const { header } = key
  const nonce = random(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key.seal, nonce, { authTagLength: tagLength })
  cipher.setAAD(boundTo(header, accessKeyId))
  const sealed = cipher.update(encodeSession(session))
  const token = Buffer.concat([header, nonce, sealed, cipher.final(), cipher.getAuthTag()]).toString('base64')
  if (token.length > longestToken) return undefined
  return { token, secretAccessKey: secretOf(key, accessKeyId, nonce) }
}

export function unsealSession(ring: Ring, accessKeyId: string, token: string): UnsealedSession {
  const bytes = fromCanonicalBase64(token)
  if (bytes === undefined || bytes.length < shortest || bytes[0] !== formatVersion)
    return { outcome: 'malformed' }
  const header = bytes.subarray(0, headerLength)
  const keyId = toHex(header.subarray(1))
  const key = ring.find((candidate) => candidate.id === keyId)
  if (key === undefined) return { outcome: 'malformed' }
  const nonce = bytes.subarray(headerLength, headerLength + nonceLength)
  const sealed = bytes.subarray(headerLength + nonceLength, -tagLength)
  const decipher = createDecipheriv('aes-256-gcm', key.seal, nonce, { authTagLength: tagLength })
  decipher.setAAD(boundTo(header, accessKeyId))
  decipher.setAuthTag(bytes.subarray(-tagLength))
  const opened = decipher.update(sealed)
  if (!isAuthentic(decipher)) return { outcome: 'mismatched' }
  return {
    outcome: 'open',
    session: decodeSession(opened),
    secretAccessKey: secretOf(key, accessKeyId, nonce),
  }
}

/** Header and access key id are authenticated with the content, so that a token opens with its own key id alone. */
const boundTo = (header: Buffer, accessKeyId: string): Buffer => Buffer.concat([header, utf8(accessKeyId)])

/**
 * HKDF's expand step alone (RFC 5869 section 2.3); the ring key is random already, so there is nothing to extract.
 * 30 bytes are 40 characters of base64, the length of every AWS secret key.
 */
const secretOf = (key: RingKey, accessKeyId: string, nonce: Uint8Array): string =>
  createHmac('sha256', key.root)
    .update(Buffer.concat([utf8(`podpass session secret ${accessKeyId} `), nonce, firstBlock]))
    .digest()
    .toString('base64', 0, 30)

const firstBlock = Buffer.of(1)

/** Node skips what it does not know in base64, so only text that encodes back to itself is taken. */
function fromCanonicalBase64(text: string): Buffer | undefined {
  if (text.length > longestToken || text.length % 4 !== 0) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function isAuthentic(decipher: { final(): Buffer }): boolean {
  try {
    decipher.final()
    return true
  } catch {
    // GCM's only way to say that the tag does not belong to the text.
    return false
  }
}
