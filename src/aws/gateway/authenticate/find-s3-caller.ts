/** Looks up who holds a key, and refuses in S3's words. */
import type { Caller } from '../../protocol/index.ts'
import type { Passage } from '../passage.ts'
import { expiredToken, malformedToken, unknownKey } from './s3-refusals.ts'

export function findS3Caller(
  { gateway, now }: Passage,
  accessKeyId: string,
  sessionToken: string | undefined,
): { readonly secretAccessKey: string; readonly caller: Caller } {
  const found = gateway.needs.credentials.find(accessKeyId, sessionToken, now)
  if (found.outcome === 'found') return found
  if (found.outcome === 'expired') throw expiredToken()
  if (found.outcome === 'malformed-token') throw malformedToken()
  throw unknownKey(accessKeyId, found.outcome)
}
