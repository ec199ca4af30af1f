/** PutBucketAcl, GetBucketAcl and GetObjectAcl: the owner has everything, and nothing else can be said. */
import { AwsError, type Operation, type Values } from '../../protocol/index.ts'
import { aclsUnsupported, givenGrants, isOwnerEnforced, refuseAcl } from '../access-lists/check-acl.ts'
import { onBucket, onExistingObject, type ObjectInput } from '../authorize.ts'
import { bucketArn, requireBucket, type BucketInput } from '../buckets.ts'
import { notImplemented } from '../errors.ts'
import type { S3 } from '../needs.ts'
import { ownerOf } from '../owner.ts'
import { requireNamed, shownVersion } from '../versions/find-named.ts'

interface Grant {
  readonly Grantee?: { readonly Type?: string; readonly ID?: string }
  readonly Permission?: string
}

interface PutBucketAclInput extends BucketInput {
  readonly ACL?: string
  readonly AccessControlPolicy?: {
    readonly Owner?: { readonly ID?: string }
    readonly Grants?: readonly Grant[]
  }
}

export const putBucketAcl = (s3: S3): Operation<PutBucketAclInput> => ({
  authorize: onBucket<PutBucketAclInput>(s3, 's3:PutBucketAcl', ({ ACL }) => ({ 's3:x-amz-acl': ACL })),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    if (isOwnerEnforced(bucket)) throw aclsUnsupported()
    const values = input as unknown as Values
    const policy = input.AccessControlPolicy
    if (policy === undefined && input.ACL === undefined && givenGrants(values).length === 0)
      throw new AwsError({
        code: 'MissingSecurityHeader',
        message: 'Your request was missing a required header',
        fields: { MissingHeaderName: 'x-amz-acl' },
      })
    refuseAcl(bucket, values, call, { action: 's3:PutBucketAcl', resource: bucketArn(bucket) })
    if (policy !== undefined && !isOwnersAlone(policy.Grants ?? [], ownerOf(bucket.account).ID))
      throw notImplemented('AccessControlList')
    return {}
  },
})

const isOwnersAlone = (grants: readonly Grant[], owner: string): boolean =>
  grants.length === 1 &&
  grants.every(({ Grantee, Permission }) => Grantee?.ID === owner && Permission === 'FULL_CONTROL')

export const getBucketAcl = (s3: S3): Operation<BucketInput> => ({
  authorize: onBucket(s3, 's3:GetBucketAcl'),
  invoke: (input, call) => ownersList(requireBucket(s3.store, input, call).account),
})

export const getObjectAcl = (s3: S3): Operation<ObjectInput> => ({
  authorize: onExistingObject(
    s3,
    ({ VersionId }) => (VersionId === undefined ? 's3:GetObjectAcl' : 's3:GetObjectVersionAcl'),
    ({ VersionId }) => ({ 's3:versionid': VersionId }),
  ),
  invoke: (input, call) => {
    const bucket = requireBucket(s3.store, input, call)
    return { ...shownVersion(bucket, requireNamed(s3.store, bucket, input)), ...ownersList(bucket.account) }
  },
})

function ownersList(account: string) {
  const Owner = ownerOf(account)
  return { Owner, Grants: [{ Grantee: { Type: 'CanonicalUser', ...Owner }, Permission: 'FULL_CONTROL' }] }
}
