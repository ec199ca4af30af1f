/** ListPublicKeys: the keys by which digests of a time are verified. */
import type { Operation } from '../../protocol/index.ts'
import type { CloudTrailContext } from '../context.ts'
import { findSigningKey } from '../digests/signing-key.ts'
import { invalidTimeRange, invalidToken } from '../errors.ts'
import { onAll } from '../trails/authorize.ts'

export interface ListPublicKeysInput {
  readonly StartTime?: Date
  readonly EndTime?: Date
  readonly NextToken?: string
}

/** The key is never changed, so it is told to hold for long. */
const validFor = 10 * 365 * 86_400_000

export const listPublicKeys = (context: CloudTrailContext): Operation<ListPublicKeysInput> => ({
  authorize: () => [onAll('ListPublicKeys')],
  invoke: ({ StartTime, EndTime, NextToken }) => {
    if (NextToken !== undefined) throw invalidToken()
    const from = StartTime?.getTime() ?? 0
    const to = EndTime?.getTime() ?? Infinity
    if (from > to) throw invalidTimeRange()
    const key = findSigningKey(context)
    const isAsked = key !== undefined && key.madeAt <= to && from <= key.madeAt + validFor
    return {
      PublicKeyList: !isAsked
        ? []
        : [
            {
              Value: Buffer.from(key.publicKey, 'base64'),
              ValidityStartTime: new Date(key.madeAt),
              ValidityEndTime: new Date(key.madeAt + validFor),
              Fingerprint: key.fingerprint,
            },
          ],
    }
  },
})
