/** The checksums that S3 knows and how each is computed: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { crc32c } from './crc32c.ts'
import { crc64Nvme } from './crc64-nvme.ts'

export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'SHA512', 'MD5'] as const
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number]

/** Of an object uploaded in parts: over all its bytes, or over the checksums of its parts. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE'

/** Those that the service model names and nobody here computes. */
export const unsupportedAlgorithms = ['XXHASH64', 'XXHASH3', 'XXHASH128'] as const

/** The length of each one's value in bytes. */
export const checksumLengths: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  MD5: 16,
}

export interface Digest {
  update(bytes: Uint8Array): void
  /** The value, big-endian. */
  value(): Buffer
}

export function startDigest(algorithm: ChecksumAlgorithm): Digest {
  switch (algorithm) {
    case 'CRC32':
      return digest32((bytes, value) => crc32(bytes, value))
    case 'CRC32C':
      return digest32(crc32c)
    case 'CRC64NVME':
      return crc64Nvme()
    default:
      return hashDigest(algorithm.toLowerCase())
  }
}

export const isChecksumAlgorithm = (name: string): name is ChecksumAlgorithm =>
  (checksumAlgorithms as readonly string[]).includes(name)

function digest32(step: (bytes: Uint8Array, value: number) => number): Digest {
  let value = 0
  return {
    update: (bytes) => {
      value = step(bytes, value)
    },
    value: () => {
      const buffer = Buffer.alloc(4)
      buffer.writeUInt32BE(value >>> 0)
      return buffer
    },
  }
}

function hashDigest(name: string): Digest {
  const hash = createHash(name)
  return { update: (bytes) => void hash.update(bytes), value: () => hash.digest() }
}
