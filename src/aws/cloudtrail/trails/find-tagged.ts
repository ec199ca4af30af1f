/** The trail whose tags a call is about, which names it by its ARN. */
import { parseArn } from '../../../arn/index.ts'
import type { Reader } from '../../../store/index.ts'
import { invalidArn, noTagsOn, unknownResource } from '../errors.ts'
import { findTrail, type Asker } from './store.ts'
import { readTrailArn, type Trail } from './trail.ts'

/** Event data stores, channels and dashboards have tags on AWS; there are none here. */
export function requireTaggable(arn: string): void {
  if (readTrailArn(arn) !== undefined) return
  throw parseArn(arn)?.service === 'cloudtrail' ? noTagsOn(arn) : invalidArn(arn)
}

export function taggedTrail(from: Reader, arn: string, call: Asker): Trail {
  requireTaggable(arn)
  const trail = findTrail(from, arn, call)
  if (trail === undefined) throw unknownResource(arn)
  return trail
}
