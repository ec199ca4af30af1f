/** CreateBucket. */
import { isRegion, partitionOf } from '../../../arn/index.ts'
import { contextOf } from '../../../policy/index.ts'
import { AwsError, type Authorization, type Call, type Operation, type Values } from '../../protocol/index.ts'
import { tagKeys, type Keys } from '../authorize.ts'
import { isBucketName } from '../bucket-name.ts'
import { givenGrants, isOwnerEnforced, refuseAcl } from '../access-lists/check-acl.ts'
import { bucketArn, findBucket } from '../buckets.ts'
import { denialOf } from '../denial.ts'
import {
  bucketAlreadyExists,
  bucketAlreadyOwnedByYou,
  invalidArgument,
  invalidBucketName,
  notImplemented,
} from '../errors.ts'
import { type BucketDocument, objectOwnerships, type Tag } from '../model.ts'
import type { S3 } from '../needs.ts'
import { everythingBlocked } from '../public-access/public-access.ts'
import { buckets } from '../store.ts'
import { checkTags } from '../tags.ts'
import { refuseUnsupported } from '../unsupported.ts'

interface CreateBucketInput {
  readonly Bucket: string
  readonly CreateBucketConfiguration?: {
    readonly LocationConstraint?: string
    readonly Location?: unknown
    readonly Bucket?: unknown
    readonly Tags?: readonly Tag[]
  }
  readonly ObjectLockEnabledForBucket?: boolean
  readonly ObjectOwnership?: string
  readonly BucketNamespace?: string
}

interface CreateBucketOutput {
  readonly Location: string
  readonly BucketArn: string
}

/** The region that answers for the others. */
const globalRegion = 'us-east-1'

export const createBucket = (s3: S3): Operation<CreateBucketInput, CreateBucketOutput> => ({
  authorize: (input, call) => {
    const { Tags = [], LocationConstraint } = input.CreateBucketConfiguration ?? {}
    const keys = {
      's3:LocationConstraint': LocationConstraint,
      's3:x-amz-object-ownership': input.ObjectOwnership,
    }
    const creation = ask(call, input.Bucket, 's3:CreateBucket', keys)
    if (Tags.length === 0) return [creation]
    const tagging = { ...tagKeys('aws:RequestTag', Tags), 'aws:TagKeys': Tags.map((tag) => tag.Key) }
    return [creation, ask(call, input.Bucket, 's3:TagResource', tagging)]
  },
  invoke: async (input, call) => {
    if (!isBucketName(input.Bucket)) throw invalidBucketName(input.Bucket)
    refuse(input)
    const region = regionOf(input, call)
    const bucket: BucketDocument = {
      name: input.Bucket,
      account: call.account,
      partition: call.partition,
      region,
      createdAt: call.now,
      tags: tagsOf(input),
      publicAccessBlock: everythingBlocked,
      ownership: ownershipOf(input),
    }
    refuseAclOfNew(bucket, { ...input }, call)
    await s3.store.write((txn) => {
      const existing = findBucket(txn, bucket.name)
      if (existing === undefined) return buckets.put(txn, bucket.name, bucket)
      if (existing.account !== call.account) throw bucketAlreadyExists(bucket.name)
      // S3's first region lets its owner create a bucket again; the bucket stays as it is.
      if (region !== globalRegion || existing.region !== globalRegion)
        throw bucketAlreadyOwnedByYou(bucket.name)
    })
    return {
      Location: region === globalRegion ? `/${bucket.name}` : `${call.endpoint}/${bucket.name}`,
      BucketArn: arnOf(call, bucket.name),
    }
  },
})

const arnOf = (call: Call, bucket: string): string => `arn:${call.partition}:s3:::${bucket}`

function ask(call: Call, bucket: string, action: string, keys: Keys): Authorization {
  const [resource, resourceAccount] = [arnOf(call, bucket), call.account]
  return {
    action,
    resource,
    resourceAccount,
    context: contextOf({ 's3:ResourceAccount': resourceAccount }, keys),
    refuse: (decision) => denialOf(call, { action, resource, resourceAccount }, decision),
  }
}

function refuse(input: CreateBucketInput): void {
  refuseUnsupported({ ...input })
  const configuration = input.CreateBucketConfiguration
  if (configuration?.Location !== undefined || configuration?.Bucket !== undefined)
    throw notImplemented('CreateBucketConfiguration')
  if (input.ObjectLockEnabledForBucket === true) throw notImplemented('x-amz-bucket-object-lock-enabled')
  if (input.BucketNamespace !== undefined && input.BucketNamespace !== 'global')
    throw notImplemented('x-amz-bucket-namespace')
}

function ownershipOf({ ObjectOwnership: asked }: CreateBucketInput): BucketDocument['ownership'] {
  if (asked === undefined) return undefined
  const ownership = objectOwnerships.find((one) => one === asked)
  if (ownership === undefined)
    throw invalidArgument('Invalid x-amz-object-ownership header.', 'x-amz-object-ownership', asked)
  return ownership
}

function refuseAclOfNew(bucket: BucketDocument, input: Values, call: Call): void {
  if (input['ACL'] === undefined && givenGrants(input).length === 0) return
  const isPrivate = input['ACL'] === 'private' && givenGrants(input).length === 0
  if (isOwnerEnforced(bucket) && !isPrivate)
    throw new AwsError({
      code: 'InvalidBucketAclWithObjectOwnership',
      message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    })
  refuseAcl(bucket, input, call, { action: 's3:CreateBucket', resource: bucketArn(bucket) })
}

function tagsOf({ CreateBucketConfiguration: configuration }: CreateBucketInput): readonly Tag[] | undefined {
  const tags = checkTags(configuration?.Tags ?? [], 'bucket')
  return tags.length === 0 ? undefined : tags
}

/** Any region's bucket is made through the first region; the others make their own alone. */
function regionOf({ CreateBucketConfiguration: configuration }: CreateBucketInput, call: Call): string {
  const constraint = configuration?.LocationConstraint
  const asked = constraint === 'EU' ? 'eu-west-1' : constraint
  if (call.region !== globalRegion) {
    if (asked === call.region) return asked
    throw new AwsError({
      code: 'IllegalLocationConstraintException',
      message: `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    })
  }
  if (asked === undefined || asked === '') return globalRegion
  if (!isRegion(asked) || asked === globalRegion || partitionOf(asked) !== call.partition)
    throw new AwsError({
      code: 'InvalidLocationConstraint',
      message: 'The specified location-constraint is not valid',
      fields: { LocationConstraint: asked },
    })
  return asked
}
