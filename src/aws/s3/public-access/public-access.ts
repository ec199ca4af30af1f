/** What a bucket's public access block keeps out; whoever made the bucket finds all of it on. */
import { accountOf, type CompiledPolicy, type Principal } from '../../../policy/index.ts'
import { compiledBucketPolicy, hasPublicPolicy } from '../bucket-policy.ts'
import type { BucketDocument, PublicAccessBlock } from '../model.ts'

export const everythingBlocked: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

/** A bucket policy as it bears on a principal: a public one that is restricted holds for the bucket's own account and for services alone. */
export const policyFor = (bucket: BucketDocument, principal: Principal): CompiledPolicy | undefined =>
  isShutTo(bucket, principal) ? undefined : compiledBucketPolicy(bucket)

function isShutTo(bucket: BucketDocument, principal: Principal): boolean {
  if (bucket.publicAccessBlock?.RestrictPublicBuckets !== true) return false
  if (principal.kind === 'service' || accountOf(principal) === bucket.account) return false
  return hasPublicPolicy(bucket)
}
