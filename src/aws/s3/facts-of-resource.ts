/** What S3 itself would bring to the decision of a call that nobody makes. */
import { parseArn } from '../../arn/index.ts'
import type { Principal } from '../../policy/index.ts'
import type { Authorization } from '../protocol/index.ts'
import { factsOfBucket, isRootOf, keysOfObject } from './authorize.ts'
import { findBucket } from './buckets.ts'
import type { S3Needs } from './needs.ts'
import { findObject } from './store.ts'

export interface ResourceFacts extends Pick<Authorization, 'context' | 'resourcePolicy'> {
  readonly resourceAccount: string
  readonly region: string
}

interface Imagined {
  readonly action: string
  readonly resource: string
  readonly principal: Principal
}

/** The actions for whose calls the object is looked at before they are decided. */
const ofExistingObjects =
  /^s3:(?:GetObject(?:Version)?(?:Attributes)?|(?:Get|Put|Delete)Object(?:Version)?Tagging)$/i
const ofPolicies = /^s3:(?:Get|Put|Delete)BucketPolicy$/i

/** Undefined where the ARN names no bucket that is there. */
export function factsOfResource(
  { store }: Pick<S3Needs, 'store'>,
  { action, resource, principal }: Imagined,
): ResourceFacts | undefined {
  const [name = '', ...rest] = parseArn(resource)?.resource.split('/') ?? []
  const bucket = findBucket(store, name)
  if (bucket === undefined) return undefined
  const key = rest.join('/')
  const object =
    key !== '' && ofExistingObjects.test(action) ? findObject(store, name, key)?.value : undefined
  const facts = { ...factsOfBucket(bucket, principal, keysOfObject(object?.tags)), region: bucket.region }
  return ofPolicies.test(action) && isRootOf(bucket, principal)
    ? { ...facts, resourcePolicy: undefined }
    : facts
}
