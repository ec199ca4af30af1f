/** The key that wraps secrets in the store. It lies outside of the store, so that whoever reads the database forges nobody. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  randomBytes,
  type KeyObject,
} from 'node:crypto'
import { join } from 'node:path'
import { DataDirectoryUnusable, readIfPresent, writeAtomically } from './data-directory.ts'

export interface SecretWrap {
  /** Seals bytes; `purpose` must be the same when they are opened (AES-256-GCM, the purpose as associated data). */
  wrap(secret: Uint8Array, purpose: string): Uint8Array
  /** Opens what wrap sealed; throws when the bytes, the purpose or the key is another. */
  unwrap(sealed: Uint8Array, purpose: string): Uint8Array
}

const fileName = 'wrap.key'

/** The wrap key of a data directory, made when there is no state yet, or from PODPASS_WRAP_KEY (32 bytes in base64). */
export function openWrapKey(
  directory: string,
  environment: string | undefined,
  stateExists: boolean,
): SecretWrap {
  if (environment !== undefined) return createSecretWrap(decode(environment, 'PODPASS_WRAP_KEY'))
  const path = join(directory, fileName)
  const kept = readIfPresent(path)
  if (kept !== undefined) return createSecretWrap(decode(kept, `\`${path}\``))
  if (stateExists)
    throw new DataDirectoryUnusable(
      `\`${path}\` is missing: the secrets in the state file cannot be opened without it; restore it from your backup`,
    )
  const made = randomBytes(32)
  writeAtomically(path, `${made.toString('base64')}\n`)
  return createSecretWrap(made)
}

function decode(text: string, where: string): Buffer {
  const bytes = Buffer.from(text.trim(), 'base64')
  if (bytes.length !== 32) throw new DataDirectoryUnusable(`${where} must hold 32 bytes in base64`)
  return bytes
}

const version = 1

/** A sealed secret is: version (1 byte), key id (4), nonce (12), ciphertext, tag (16). */
export function createSecretWrap(bytes: Uint8Array): SecretWrap {
  const key = createSecretKey(bytes)
  const keyId = createHash('sha256').update('podpass wrap key id').update(bytes).digest().subarray(0, 4)
  const head = Buffer.concat([Buffer.of(version), keyId])
  return {
    wrap: (secret, purpose) => Buffer.concat([head, seal(key, secret, purpose)]),
    unwrap: (sealed, purpose) => {
      const buffer = Buffer.from(sealed)
      if (buffer.length < 33 || buffer[0] !== version)
        throw new DataDirectoryUnusable('a wrapped secret is not in a known form: the state is damaged')
      if (!buffer.subarray(1, 5).equals(keyId))
        throw new DataDirectoryUnusable(
          'the secrets of the state were wrapped with another wrap key than the one given: check `wrap.key` in the data directory or PODPASS_WRAP_KEY',
        )
      return open(key, buffer.subarray(5), purpose)
    },
  }
}

function seal(key: KeyObject, secret: Uint8Array, purpose: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
}

function open(key: KeyObject, sealed: Buffer, purpose: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(purpose))
    .setAuthTag(sealed.subarray(-16))
  try {
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
  } catch (cause) {
    throw new DataDirectoryUnusable('a wrapped secret does not open: the state is damaged', { cause })
  }
}
