/** The checksums that a client sends along, by header, trailer or XML, and how they are held against the bytes. */
import { AwsError } from '../../protocol/index.ts'
import { invalidRequest } from '../errors.ts'
import type { Checksum } from '../model.ts'
import {
  checksumAlgorithms,
  checksumLengths,
  isChecksumAlgorithm,
  unsupportedAlgorithms,
  type ChecksumAlgorithm,
} from './algorithm.ts'

/** `ChecksumCRC32` and its siblings. */
export type ChecksumMembers = { readonly [Name in `Checksum${ChecksumAlgorithm}`]?: string }

export const memberOf = <Algorithm extends ChecksumAlgorithm>(algorithm: Algorithm): `Checksum${Algorithm}` =>
  `Checksum${algorithm}`

const headerOf = (algorithm: string): string => `x-amz-checksum-${algorithm.toLowerCase()}`

/** The one checksum of the input; undefined when it has none. */
export function declaredChecksum(
  input: ChecksumMembers & { readonly [name: string]: unknown },
): Checksum | undefined {
  for (const name of unsupportedAlgorithms)
    if (input[`Checksum${name}`] !== undefined)
      throw invalidRequest(`The ${headerOf(name)} header is not supported`)
  const given = checksumAlgorithms.filter((algorithm) => input[memberOf(algorithm)] !== undefined)
  if (given.length > 1)
    throw invalidRequest(
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    )
  const [algorithm] = given
  return algorithm === undefined ? undefined : readChecksum(algorithm, input[memberOf(algorithm)]!)
}

/** The checksum among the trailers of an aws-chunked body; undefined when there is none. */
export function trailerChecksum(trailers: ReadonlyMap<string, string> | undefined): Checksum | undefined {
  for (const algorithm of checksumAlgorithms) {
    const value = trailers?.get(headerOf(algorithm))
    if (value !== undefined) return readChecksum(algorithm, value)
  }
  return undefined
}

/** The checksum that a header gives of the body itself. */
export function headerChecksum(
  headers: Readonly<Record<string, readonly string[] | undefined>>,
): Checksum | undefined {
  const given = [...checksumAlgorithms, ...unsupportedAlgorithms].flatMap((algorithm) => {
    const value = headers[headerOf(algorithm)]?.join(',')
    return value === undefined ? [] : [[`Checksum${algorithm}`, value] as const]
  })
  return declaredChecksum(Object.fromEntries(given))
}

function readChecksum(algorithm: ChecksumAlgorithm, value: string): Checksum {
  const bytes = Buffer.from(value, 'base64')
  if (bytes.length !== checksumLengths[algorithm] || bytes.toString('base64') !== value)
    throw invalidRequest(`Value for ${headerOf(algorithm)} header is invalid.`)
  return { algorithm, value }
}

/** The algorithm that x-amz-sdk-checksum-algorithm or x-amz-checksum-algorithm names. */
export function namedAlgorithm(name: string | undefined, header: string): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined
  const upper = name.toUpperCase()
  if (!isChecksumAlgorithm(upper))
    throw invalidRequest(
      `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${checksumAlgorithms.join(', ')}] (${header})`,
    )
  return upper
}

/** What x-amz-sdk-checksum-algorithm names must come along. */
export function requireNamedChecksum(
  named: ChecksumAlgorithm | undefined,
  declared: Checksum | undefined,
): void {
  if (named === undefined) return
  if (declared === undefined)
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    )
  if (declared.algorithm !== named)
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.')
}

export function requireChecksum(declared: Checksum, computed: string): void {
  if (declared.value === computed) return
  throw new AwsError({
    code: 'BadDigest',
    message: `The ${declared.algorithm} you specified did not match the calculated checksum.`,
  })
}

/** The MD5 that a Content-MD5 header gives, as hex. */
export function declaredMd5(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const bytes = Buffer.from(header, 'base64')
  if (bytes.length !== 16 || bytes.toString('base64') !== header)
    throw new AwsError({
      code: 'InvalidDigest',
      message: 'The Content-MD5 you specified was invalid.',
      fields: { 'Content-MD5': header },
    })
  return bytes.toString('hex')
}

export function requireMd5(declared: string | undefined, computed: string): void {
  if (declared === undefined || declared === computed) return
  const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')
  throw new AwsError({
    code: 'BadDigest',
    message: 'The Content-MD5 you specified did not match what we received.',
    fields: { ExpectedDigest: declared, CalculatedDigest: base64(computed) },
  })
}

/** The members by which an answer tells a checksum. */
export const checksumOutput = (checksum: Checksum | undefined): Record<string, string> =>
  checksum === undefined ? {} : { [memberOf(checksum.algorithm)]: checksum.value }
