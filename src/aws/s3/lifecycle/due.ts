/** When a bucket's rules end an object, a version, a marker or an upload: https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html */
import type { ObjectDocument, UploadDocument, Version } from '../model.ts'
import { isMarker } from '../versions/version-tree.ts'
import { isAbout, isAboutKey, type LifecycleRule } from './rule.ts'

const day = 86_400_000

/** S3 counts days from a moment and rounds up to the next midnight UTC. */
const after = (moment: number, days: number): number => (Math.floor(moment / day) + days + 1) * day

export interface End {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly rule: string
}

/** When the latest version of an object ends; undefined for never. */
export function endOfObject(rules: readonly LifecycleRule[], object: ObjectDocument): End | undefined {
  return earliest(
    rules.map((rule) => {
      const { Days, Date: date } = rule.Expiration ?? {}
      if (!isOn(rule) || !isAbout(rule, object)) return undefined
      if (date !== undefined) return { at: Date.parse(date), rule: rule.ID }
      return Days === undefined ? undefined : { at: after(object.modifiedAt, Days), rule: rule.ID }
    }),
  )
}

/** Of a delete marker that nothing is left behind. */
export const endOfLoneMarker = (
  rules: readonly LifecycleRule[],
  marker: Pick<Version, 'key' | 'modifiedAt'>,
): End | undefined =>
  earliest(
    rules.map((rule) => {
      const { Days, ExpiredObjectDeleteMarker } = rule.Expiration ?? {}
      if (!isOn(rule) || !isAboutKey(rule, marker.key)) return undefined
      if (ExpiredObjectDeleteMarker === true) return { at: marker.modifiedAt, rule: rule.ID }
      return Days === undefined ? undefined : { at: after(marker.modifiedAt, Days), rule: rule.ID }
    }),
  )

export interface Noncurrent {
  readonly version: Version
  /** When the version after it was made. */
  readonly since: number
  /** How many others of its key are younger and not the latest either. */
  readonly newer: number
}

export const endOfNoncurrent = (
  rules: readonly LifecycleRule[],
  { version, since, newer }: Noncurrent,
): End | undefined =>
  earliest(
    rules.map((rule) => {
      const { NoncurrentDays, NewerNoncurrentVersions = 0 } = rule.NoncurrentVersionExpiration ?? {}
      if (NoncurrentDays === undefined || newer < NewerNoncurrentVersions) return undefined
      const fits = isMarker(version) ? isAboutKey(rule, version.key) : isAbout(rule, version)
      return isOn(rule) && fits ? { at: after(since, NoncurrentDays), rule: rule.ID } : undefined
    }),
  )

export const endOfUpload = (rules: readonly LifecycleRule[], upload: UploadDocument): End | undefined =>
  earliest(
    rules.map((rule) => {
      const days = rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation
      if (days === undefined || !isOn(rule) || !isAboutKey(rule, upload.key)) return undefined
      return { at: after(upload.initiatedAt, days), rule: rule.ID }
    }),
  )

const isOn = ({ Status }: LifecycleRule): boolean => Status === 'Enabled'

const earliest = (ends: readonly (End | undefined)[]): End | undefined =>
  ends.reduce(
    (best, end) => (best === undefined || (end !== undefined && end.at < best.at) ? end : best),
    undefined,
  )
