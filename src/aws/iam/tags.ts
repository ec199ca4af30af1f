/** Tags: their keys differ by more than case, and at most 50 hang on one thing. */
import { invalidInput, limitExceeded } from './errors.ts'
import type { Tag } from './model.ts'
import { quotas } from './quotas.ts'

/** The tags of a request, checked; throws what AWS answers when they cannot be taken. */
export function checkTags(tags: readonly Tag[] | undefined): readonly Tag[] {
  const checked = (tags ?? []).map(({ Key, Value }) => ({ Key, Value }))
  if (checked.some((tag) => /^aws:/i.test(tag.Key)))
    throw invalidInput('aws: prefixed tag key names are not allowed for external use.')
  if (new Set(checked.map((tag) => tag.Key.toLowerCase())).size !== checked.length)
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  return checked
}

/** `tags` with `added` in it: one whose key differs by case alone is replaced. */
export function addTags(tags: readonly Tag[], added: readonly Tag[]): readonly Tag[] {
  const byKey = new Map(tags.map((tag) => [tag.Key.toLowerCase(), tag]))
  for (const tag of added) byKey.set(tag.Key.toLowerCase(), tag)
  if (byKey.size > quotas.TagsPerResource)
    throw limitExceeded('The number of tags has reached the maximum limit.')
  return [...byKey.values()]
}

export function removeTags(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const gone = new Set(keys.map((key) => key.toLowerCase()))
  return tags.filter((tag) => !gone.has(tag.Key.toLowerCase()))
}

export const tagsByKey = (tags: readonly Tag[]): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value]))
