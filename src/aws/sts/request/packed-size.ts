/** How much of the room for session policies and tags a session uses; AWS does not publish its formula, this is ours. */
import { deflateRawSync } from 'node:zlib'
import { packedPolicyTooLarge, packedTagsTooLarge } from '../errors.ts'
import type { SessionPolicies } from '../session/session.ts'
import type { SessionTags } from './session-tags.ts'

/** Bytes for session policies and session tags together, deflated. A token of 4,096 characters has room for them beside all else. */
const room = 2048

/** The percentage, rounded up; undefined when the request passes neither policies nor tags. Throws above 100. */
export function packedPolicySize(
  policies: SessionPolicies | undefined,
  tags: SessionTags,
): number | undefined {
  const hasTags = Object.keys(tags.tags).length > 0
  if (policies === undefined && !hasTags) return undefined
  const tagParts = hasTags ? [tags.tags, tags.transitiveTagKeys] : []
  const ofTags = hasTags ? percentOf(tagParts) : 0
  if (ofTags > 100) throw packedTagsTooLarge(ofTags)
  const percent =
    policies === undefined ? ofTags : percentOf([policies.arns, policies.inline ?? '', ...tagParts])
  if (percent > 100) throw packedPolicyTooLarge(percent)
  return percent
}

const percentOf = (parts: readonly unknown[]): number =>
  Math.ceil((deflateRawSync(JSON.stringify(parts), { level: 9 }).length / room) * 100)
