/** Continuation tokens: the position after which a list goes on, in a form that tells clients nothing. */
import { fromBase64Url, toBase64Url } from '../../kit/index.ts'
import { invalidArgument } from './errors.ts'

const version = 1

/** `position` has one character for each byte, see store.ts. */
export const tokenOf = (position: string): string =>
  toBase64Url(Buffer.concat([Buffer.of(version), Buffer.from(position, 'latin1')]))

export function positionOf(token: string): string {
  const bytes = fromBase64Url(token)
  if (bytes?.[0] !== version)
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token)
  return bytes.subarray(1).toString('latin1')
}

/** S3 gives a thousand at most, and none when it is asked for none. */
export function pageSize(asked: number | undefined, name: string): number {
  const size = asked ?? 1000
  if (size < 0)
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, String(size))
  return Math.min(size, 1000)
}
