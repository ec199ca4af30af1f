/** SSH public keys of users: RSA of at least 2,048 bits, in SSH's form or in PEM. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import type { Reader } from '../../store/index.ts'
import { AwsError } from '../protocol/index.ts'
import { findBelonging } from './belongings.ts'
import { sshKeyNotFound } from './errors.ts'
import type { SshKeyRecord, UserRecord } from './model.ts'

export interface SshKeyInput {
  readonly UserName: string
  readonly SSHPublicKeyId: string
}

export function requireSshKey(from: Reader, user: UserRecord, id: string): SshKeyRecord {
  const key = findBelonging<SshKeyRecord>(from, user, 'ssh-key', id)
  if (key === undefined) throw sshKeyNotFound(id)
  return key
}

/** The key's own bytes in the form of RFC 4253, whichever form the text has. */
export function readSshKey(text: string): Buffer {
  const key = text.trim().startsWith('-----BEGIN') ? readPem(text) : readSsh(text)
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw invalidKey('The public key must be an RSA key of at least 2048 bits.')
  return wireOf(key)
}

/** MD5 of the bytes in pairs of hex digits, as AWS shows keys of this kind. */
export const fingerprintOf = (wire: Buffer): string =>
  createHash('md5').update(wire).digest('hex').match(/../g)!.join(':')

export const asSsh = (wire: Buffer): string => `ssh-rsa ${wire.toString('base64')}`

export const asPem = (wire: Buffer): string => keyOf(wire).export({ type: 'spki', format: 'pem' })

function readSsh(text: string): KeyObject {
  const [type, base64] = text.trim().split(/\s+/)
  if (type !== 'ssh-rsa' || base64 === undefined)
    throw new AwsError({
      code: 'UnrecognizedPublicKeyEncoding',
      message: 'The public key must be in the form of ssh-rsa or in PEM.',
    })
  return keyOf(Buffer.from(base64, 'base64'))
}

function readPem(text: string): KeyObject {
  try {
    return createPublicKey(text)
  } catch (cause) {
    throw invalidKey('The public key cannot be read.', cause)
  }
}

function keyOf(wire: Buffer): KeyObject {
  try {
    const [type, e, n] = fieldsOf(wire)
    if (type?.toString('latin1') !== 'ssh-rsa' || e === undefined || n === undefined)
      throw new Error('not three fields of ssh-rsa')
    const text = (field: Buffer) => field.subarray(field[0] === 0 ? 1 : 0).toString('base64url')
    return createPublicKey({ key: { kty: 'RSA', e: text(e), n: text(n) }, format: 'jwk' })
  } catch (cause) {
    throw invalidKey('The public key cannot be read.', cause)
  }
}

function fieldsOf(wire: Buffer): readonly Buffer[] {
  const fields: Buffer[] = []
  for (let at = 0; at < wire.length && fields.length < 4;) {
    const end = at + 4 + wire.readUInt32BE(at)
    if (end > wire.length) throw new Error('a field is cut off')
    fields.push(wire.subarray(at + 4, end))
    at = end
  }
  if (fields.length !== 3) throw new Error('not three fields')
  return fields
}

function wireOf(key: KeyObject): Buffer {
  const { e = '', n = '' } = key.export({ format: 'jwk' })
  const field = (bytes: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  // A number whose first bit is set would be read as a negative one.
  const number = (text: string) => {
    const bytes = Buffer.from(text, 'base64url')
    return bytes[0]! >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes
  }
  return Buffer.concat([field(Buffer.from('ssh-rsa')), field(number(e)), field(number(n))])
}

const invalidKey = (message: string, cause?: unknown): AwsError =>
  new AwsError({ code: 'InvalidPublicKey', message, cause })
