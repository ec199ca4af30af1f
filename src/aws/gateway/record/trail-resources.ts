/** The resources of an event, in CloudTrail's own order and letters. */
import type { CallNotes } from '../../protocol/index.ts'

export interface TrailResource {
  readonly accountId?: string
  readonly type: string
  readonly ARN?: string
  /** Stands for all objects whose ARN begins with it, in place of `ARN`. */
  readonly ARNPrefix?: string
}

type Noted = CallNotes['resources']

export const trailResources = (resources: Noted): readonly TrailResource[] | undefined =>
  resources.length === 0
    ? undefined
    : resources.map(({ arn, accountId, type }) => ({ accountId, type, ARN: arn }))

/** Data events of S3 name the objects and then their bucket; a list of objects names what it was asked to begin with. */
export function dataResources(resources: Noted, query: string): readonly TrailResource[] | undefined {
  if (resources.length === 0) return undefined
  const objects = resources.filter(({ type }) => type === 'AWS::S3::Object')
  const buckets = new Map(resources.map(({ arn, accountId }) => [bucketOf(arn), accountId]))
  return [
    ...(objects.length > 0
      ? objects.map(({ arn, type }) => ({ type, ARN: arn }))
      : [...buckets.keys()].map((arn) => ({ type: 'AWS::S3::Object', ARNPrefix: prefixIn(arn, query) }))),
    ...[...buckets].map(([ARN, accountId]) => ({ accountId, type: 'AWS::S3::Bucket', ARN })),
  ]
}

const bucketOf = (arn: string): string => arn.replace(/\/.*$/s, '')

const prefixIn = (bucket: string, query: string): string =>
  `${bucket}/${(new URLSearchParams(query).get('prefix') ?? '').slice(0, 1024)}`
