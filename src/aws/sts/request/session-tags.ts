/** Session tags: what a request or a token asks for, and what a calling session passes on. */
import type { SessionFacts } from '../../protocol/index.ts'
import { duplicateTagKeys, transitiveKeyConflicts, transitiveKeyNotRequested } from '../errors.ts'

export interface SessionTags {
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveTagKeys: readonly string[]
}

export interface TagInput {
  readonly Key: string
  readonly Value: string
}

export const noTags: SessionTags = { tags: {}, transitiveTagKeys: [] }

/** Checks tags against each other and against those that the calling session hands down. */
export function readSessionTags(
  requested: readonly TagInput[],
  transitiveKeys: readonly string[],
  calling: Pick<SessionFacts, 'transitiveTagKeys'> | undefined,
): SessionTags {
  const keys = new Set(requested.map((tag) => tag.Key.toLowerCase()))
  if (keys.size < requested.length) throw duplicateTagKeys()
  if (!transitiveKeys.every((key) => keys.has(key.toLowerCase()))) throw transitiveKeyNotRequested()
  if (calling?.transitiveTagKeys.some((key) => keys.has(key.toLowerCase()))) throw transitiveKeyConflicts()
  return {
    tags: Object.fromEntries(requested.map((tag) => [tag.Key, tag.Value])),
    transitiveTagKeys: [...new Set(transitiveKeys)],
  }
}

/** The tags of a chained session: its own, and the calling session's transitive ones, which stay transitive. */
export function inheritTags(own: SessionTags, calling: SessionFacts | undefined): SessionTags {
  if (calling === undefined || calling.transitiveTagKeys.length === 0) return own
  const transitive = new Set(calling.transitiveTagKeys.map((key) => key.toLowerCase()))
  const handedDown = Object.entries(calling.tags).filter(([key]) => transitive.has(key.toLowerCase()))
  return {
    tags: { ...Object.fromEntries(handedDown), ...own.tags },
    transitiveTagKeys: [...handedDown.map(([key]) => key), ...own.transitiveTagKeys],
  }
}

/** Condition keys by which policies see the tags that a request asks for. */
export const tagContext = ({
  tags,
  transitiveTagKeys,
}: SessionTags): Record<string, string | readonly string[]> => ({
  ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  ...(Object.keys(tags).length > 0 && { 'aws:TagKeys': Object.keys(tags) }),
  ...(transitiveTagKeys.length > 0 && { 'sts:TransitiveTagKeys': transitiveTagKeys }),
})
