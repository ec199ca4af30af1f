import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { checksumAlgorithms, startDigest, type ChecksumAlgorithm } from './algorithm.ts'
import { canCombine, combineCrcs } from './combine.ts'

const hexOf = (algorithm: ChecksumAlgorithm, ...runs: readonly Uint8Array[]): string => {
  const digest = startDigest(algorithm)
  for (const run of runs) digest.update(run)
  return digest.value().toString('hex')
}

// The check values of the catalogue of parametrised CRC algorithms, and of the hash standards.
const known: readonly [ChecksumAlgorithm, string, string][] = [
  ['CRC32', '123456789', 'cbf43926'],
  ['CRC32C', '123456789', 'e3069283'],
  ['CRC64NVME', '123456789', 'ae8b14860a799888'],
  ['SHA1', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['SHA256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['MD5', 'abc', '900150983cd24fb0d6963f7d28e17f72'],
]
for (const [algorithm, text, hex] of known)
  test(`${algorithm} has its published check value`, () => {
    assert.equal(hexOf(algorithm, Buffer.from(text)), hex)
  })

test('a checksum does not depend on how the bytes are cut', () => {
  const bytes = randomBytes(1000)
  for (const algorithm of checksumAlgorithms)
    for (const at of [0, 1, 7, 8, 9, 500, 999])
      assert.equal(hexOf(algorithm, bytes.subarray(0, at), bytes.subarray(at)), hexOf(algorithm, bytes))
})

test('the CRCs of parts tell the CRC of the whole', () => {
  const sizes = [5000, 5000, 0, 1, 77]
  for (const algorithm of checksumAlgorithms.filter(canCombine)) {
    const parts = sizes.map((size) => {
      const bytes = randomBytes(size)
      const value = Buffer.from(hexOf(algorithm, bytes), 'hex').toString('base64')
      return { size, bytes, checksum: { algorithm, value } }
    })
    const whole = hexOf(algorithm, ...parts.map((part) => part.bytes))
    assert.equal(Buffer.from(combineCrcs(algorithm, parts), 'base64').toString('hex'), whole)
  }
})
