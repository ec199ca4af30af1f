/** A lifecycle rule as it is kept and shown, and which objects it is about. */
import type { ObjectDocument, Tag } from '../model.ts'

export interface LifecycleRule {
  readonly ID: string
  readonly Status: 'Enabled' | 'Disabled'
  /** The older way to say it; a rule has this or a filter. */
  readonly Prefix?: string
  readonly Filter?: RuleFilter
  readonly Expiration?: {
    /** ISO 8601. */
    readonly Date?: string
    readonly Days?: number
    readonly ExpiredObjectDeleteMarker?: boolean
  }
  readonly NoncurrentVersionExpiration?: {
    readonly NoncurrentDays?: number
    readonly NewerNoncurrentVersions?: number
  }
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation?: number }
  readonly Transitions?: readonly Transition[]
  readonly NoncurrentVersionTransitions?: readonly NoncurrentTransition[]
}

export interface RuleFilter {
  readonly Prefix?: string
  readonly Tag?: Tag
  readonly ObjectSizeGreaterThan?: number
  readonly ObjectSizeLessThan?: number
  readonly And?: Omit<RuleFilter, 'Tag' | 'And'> & { readonly Tags?: readonly Tag[] }
}

export interface Transition {
  /** ISO 8601. */
  readonly Date?: string
  readonly Days?: number
  readonly StorageClass?: string
}

export interface NoncurrentTransition {
  readonly NoncurrentDays?: number
  readonly NewerNoncurrentVersions?: number
  readonly StorageClass?: string
}

/** All that a rule asks of an object, in whichever of the three ways it is written. */
export function wishesOf({ Prefix, Filter = {} }: Pick<LifecycleRule, 'Prefix' | 'Filter'>) {
  const { And, Tag } = Filter
  return {
    prefix: Prefix ?? Filter.Prefix ?? And?.Prefix ?? '',
    tags: [...(Tag === undefined ? [] : [Tag]), ...(And?.Tags ?? [])],
    moreThan: Filter.ObjectSizeGreaterThan ?? And?.ObjectSizeGreaterThan,
    lessThan: Filter.ObjectSizeLessThan ?? And?.ObjectSizeLessThan,
  }
}

export function isAbout(rule: LifecycleRule, object: Pick<ObjectDocument, 'key' | 'size' | 'tags'>): boolean {
  const { prefix, tags, moreThan = -1, lessThan = Infinity } = wishesOf(rule)
  return (
    object.key.startsWith(prefix) &&
    object.size > moreThan &&
    object.size < lessThan &&
    tags.every((tag) => object.tags.some(({ Key, Value }) => Key === tag.Key && Value === tag.Value))
  )
}

/** Delete markers and uploads have a key, but neither size nor tags. */
export function isAboutKey(rule: LifecycleRule, key: string): boolean {
  const { prefix, tags, moreThan, lessThan } = wishesOf(rule)
  return key.startsWith(prefix) && tags.length === 0 && moreThan === undefined && lessThan === undefined
}
