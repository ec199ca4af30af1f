/**
 * What each operation asks permission for, as the service authorization reference has it:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
import { contextOf, type ContextValue, type Principal } from '../../policy/index.ts'
import type { Authorization, Authorize, Call } from '../protocol/index.ts'
import { bucketArn, objectArn, requireBucket, type BucketInput } from './buckets.ts'
import { denialOf } from './denial.ts'
import type { BucketDocument, Tag } from './model.ts'
import type { S3Needs } from './needs.ts'
import { policyFor } from './public-access/public-access.ts'
import { findNamedObject } from './versions/find-named.ts'

/** Condition keys of a request; those that are undefined are left out. */
export type Keys = Readonly<Record<string, ContextValue | undefined>>

export interface ObjectInput extends BucketInput {
  readonly Key: string
  readonly VersionId?: string
}

/** An action on the bucket that the input names. */
export const onBucket =
  <Input extends BucketInput>(
    needs: S3Needs,
    action: string,
    keys: (input: Input) => Keys = () => ({}),
  ): Authorize<Input> =>
  (input, call) => [askForBucket(call, requireBucket(needs.store, input, call), action, keys(input))]

/** An action on the object that the input names. */
export const onObject =
  <Input extends ObjectInput>(
    needs: S3Needs,
    action: (input: Input) => string,
    keys: (input: Input) => Keys = () => ({}),
  ): Authorize<Input> =>
  (input, call) => [
    askForObject(call, requireBucket(needs.store, input, call), input.Key, action(input), keys(input)),
  ]

/**
 * An action that reads an existing object. Where there is none, only who may list the bucket is told so;
 * to others it is forbidden, as what is there would be.
 */
export const onExistingObject =
  <Input extends ObjectInput>(
    needs: S3Needs,
    action: (input: Input) => string,
    keys: (input: Input) => Keys = () => ({}),
  ): Authorize<Input> =>
  (input, call) =>
    askToRead(needs, call, requireBucket(needs.store, input, call), {
      Key: input.Key,
      VersionId: input.VersionId,
      action: action(input),
      keys: keys(input),
    })

export function askToRead(
  needs: S3Needs,
  call: Call,
  bucket: BucketDocument,
  asked: {
    readonly Key: string
    readonly VersionId?: string
    readonly action: string
    readonly keys?: Keys
  },
): readonly Authorization[] {
  const object = findNamedObject(needs.store, bucket, asked)
  const keys = { ...asked.keys, ...keysOfObject(object?.tags) }
  const reading = askForObject(call, bucket, asked.Key, asked.action, keys)
  return object === undefined ? [reading, askForBucket(call, bucket, 's3:ListBucket')] : [reading]
}

export const askForBucket = (
  call: Call,
  bucket: BucketDocument,
  action: string,
  keys: Keys = {},
): Authorization => ask(call, bucket, { action, resource: bucketArn(bucket), type: 'AWS::S3::Bucket', keys })

export const askForObject = (
  call: Call,
  bucket: BucketDocument,
  key: string,
  action: string,
  keys: Keys = {},
): Authorization =>
  ask(call, bucket, { action, resource: objectArn(bucket, key), type: 'AWS::S3::Object', keys })

function ask(
  call: Call,
  bucket: BucketDocument,
  { action, resource, type, keys }: { action: string; resource: string; type: string; keys: Keys },
): Authorization {
  const resourceAccount = bucket.account
  noteResource(call, { arn: resource, accountId: resourceAccount, type })
  return {
    action,
    resource,
    ...factsOfBucket(bucket, call.caller.principal, keys),
    refuse: (decision) => denialOf(call, { action, resource, resourceAccount }, decision),
  }
}

/** What a bucket itself brings to a decision on a principal's call. */
export const factsOfBucket = (bucket: BucketDocument, principal: Principal, keys: Keys = {}) => ({
  resourceAccount: bucket.account,
  context: contextOf({ 's3:ResourceAccount': bucket.account }, keys),
  resourcePolicy: policyFor(bucket, principal),
})

export const keysOfObject = (tags: readonly Tag[] | undefined): Keys =>
  tagKeys('s3:ExistingObjectTag', tags ?? [])

/**
 * The root of the bucket's account comes at the policy whatever it denies, so that no policy locks everybody
 * out; only the organization's policies limit it: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export const isRootOf = ({ account }: Pick<BucketDocument, 'account'>, principal: Principal): boolean =>
  principal.kind === 'root' && principal.account === account

/** `s3:RequestObjectTag/team` and the like, one key a tag. */
export const tagKeys = (name: string, tags: readonly Tag[]): Keys =>
  Object.fromEntries(tags.map((tag) => [`${name}/${tag.Key}`, tag.Value]))

function noteResource(call: Call, resource: Call['notes']['resources'][number]): void {
  const { resources } = call.notes
  if (resources.length < 100 && !resources.some((noted) => noted.arn === resource.arn))
    resources.push(resource)
}
