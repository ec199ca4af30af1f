/** Access control lists, as far as they can say what is so anyhow: that all belongs to the bucket's owner. */
import { AwsError, type Call, type Values } from '../../protocol/index.ts'
import { bucketArn } from '../buckets.ts'
import { blockedByPublicAccess } from '../denial.ts'
import { notImplemented } from '../errors.ts'
import type { BucketDocument } from '../model.ts'

const grants: Readonly<Record<string, string>> = {
  GrantFullControl: 'x-amz-grant-full-control',
  GrantRead: 'x-amz-grant-read',
  GrantReadACP: 'x-amz-grant-read-acp',
  GrantWrite: 'x-amz-grant-write',
  GrantWriteACP: 'x-amz-grant-write-acp',
}
const allUsers = /http:\/\/acs\.amazonaws\.com\/groups\/global\/(?:AllUsers|AuthenticatedUsers)/

/** They give nobody anything but the owner. */
const ownerAcls = ['private', 'bucket-owner-full-control', 'bucket-owner-read']
const publicAcls = ['public-read', 'public-read-write', 'authenticated-read']

export const aclsUnsupported = (): AwsError =>
  new AwsError({ code: 'AccessControlListNotSupported', message: 'The bucket does not allow ACLs' })

/** Whether the bucket owner owns all there is and lists count for nothing, as in a new bucket. */
export const isOwnerEnforced = ({ ownership = 'BucketOwnerEnforced' }: BucketDocument): boolean =>
  ownership === 'BucketOwnerEnforced'

/** Of a call that writes an object. */
export function checkObjectAcl(bucket: BucketDocument, input: Values, call: Call): void {
  const { ACL } = input
  const given = givenGrants(input)
  if (ACL === undefined && given.length === 0) return
  if (isOwnerEnforced(bucket)) {
    if (given.length === 0 && (ACL === 'private' || ACL === 'bucket-owner-full-control')) return
    throw aclsUnsupported()
  }
  refuseAcl(bucket, input, call, {
    action: 's3:PutObject',
    resource: `${bucketArn(bucket)}/${String(input['Key'])}`,
  })
}

/** Throws for a list that would let others in. */
export function refuseAcl(
  bucket: BucketDocument,
  input: Values,
  call: Call,
  asked: { readonly action: string; readonly resource: string },
): void {
  const { ACL } = input
  const given = givenGrants(input)
  const isPublic =
    publicAcls.some((acl) => acl === ACL) || given.some((grant) => allUsers.test(String(input[grant])))
  if (isPublic && bucket.publicAccessBlock?.BlockPublicAcls === true)
    throw blockedByPublicAccess(call, { ...asked, resourceAccount: bucket.account }, 'BlockPublicAcls')
  const [grant] = given
  if (grant !== undefined) throw notImplemented(grants[grant]!)
  if (ACL !== undefined && !ownerAcls.some((acl) => acl === ACL)) throw notImplemented('x-amz-acl')
}

export const givenGrants = (input: Values): readonly string[] =>
  Object.keys(grants).filter((grant) => input[grant] !== undefined)
