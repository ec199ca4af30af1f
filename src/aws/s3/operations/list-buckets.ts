/** ListBuckets: those of the caller's account. */
import type { Operation } from '../../protocol/index.ts'
import { bucketArn } from '../buckets.ts'
import { positionOf, tokenOf } from '../continuation.ts'
import { denialOf } from '../denial.ts'
import { accessDenied, invalidArgument } from '../errors.ts'
import type { S3 } from '../needs.ts'
import { ownerOf } from '../owner.ts'
import { buckets } from '../store.ts'

interface ListBucketsInput {
  readonly MaxBuckets?: number
  readonly ContinuationToken?: string
  readonly Prefix?: string
  readonly BucketRegion?: string
}

const action = 's3:ListAllMyBuckets'
const mostBuckets = 10_000

export const listBuckets = (s3: S3): Operation<ListBucketsInput> => ({
  authorize: (_, call) => {
    if (call.caller.principal.kind === 'anonymous') throw accessDenied()
    const asked = { action, resource: '*', resourceAccount: call.account }
    return [
      {
        ...asked,
        refuse: (decision) => denialOf(call, asked, decision),
      },
    ]
  },
  invoke: (input, call) => {
    const after = input.ContinuationToken === undefined ? '' : positionOf(input.ContinuationToken)
    const limit = limitOf(input.MaxBuckets)
    const found = buckets
      .list(s3.store)
      .map((entry) => entry.value)
      .filter(
        (bucket) =>
          bucket.account === call.account &&
          bucket.name > after &&
          bucket.name.startsWith(input.Prefix ?? '') &&
          bucket.region === (input.BucketRegion ?? bucket.region),
      )
    const page = found.slice(0, limit)
    return {
      Owner: ownerOf(call.account),
      Buckets: page.map((bucket) => ({
        Name: bucket.name,
        CreationDate: new Date(bucket.createdAt),
        BucketRegion: bucket.region,
        BucketArn: bucketArn(bucket),
      })),
      Prefix: input.Prefix,
      ContinuationToken: found.length > limit ? tokenOf(page.at(-1)!.name) : undefined,
    }
  },
})

function limitOf(asked: number | undefined): number {
  if (asked === undefined) return mostBuckets
  if (asked >= 1 && asked <= mostBuckets) return asked
  throw invalidArgument(
    `Argument max-buckets must be an integer between 1 and ${mostBuckets}`,
    'max-buckets',
    String(asked),
  )
}
