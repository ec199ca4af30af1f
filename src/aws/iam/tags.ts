/** Tags: what their keys may be, and that at most 50 hang on one thing. */
import { invalidInput, limitExceeded } from './errors.ts'
import type { Tag } from './model.ts'
import { quotas } from './quotas.ts'

interface TagRules {
  /** The tags of a request, checked; throws what AWS answers when they cannot be taken. */
  check(tags: readonly Tag[] | undefined): readonly Tag[]
  /** `tags` with `added` in it, each in the place of the one that has its key. */
  add(tags: readonly Tag[], added: readonly Tag[]): readonly Tag[]
  remove(tags: readonly Tag[], keys: readonly string[]): readonly Tag[]
}

const rulesOf = (sameKey: (key: string) => string, duplicates: string): TagRules => ({
  check: (tags = []) => {
    const checked = tags.map(({ Key, Value }) => ({ Key, Value }))
    if (checked.some((tag) => /^aws:/i.test(tag.Key)))
      throw invalidInput('aws: prefixed tag key names are not allowed for external use.')
    if (new Set(checked.map((tag) => sameKey(tag.Key))).size !== checked.length)
      throw invalidInput(duplicates)
    return checked
  },
  add: (tags, added) => {
    const byKey = new Map(tags.map((tag) => [sameKey(tag.Key), tag]))
    for (const tag of added) byKey.set(sameKey(tag.Key), tag)
    if (byKey.size > quotas.TagsPerResource)
      throw limitExceeded('The number of tags has reached the maximum limit.')
    return [...byKey.values()]
  },
  remove: (tags, keys) => {
    const gone = new Set(keys.map(sameKey))
    return tags.filter((tag) => !gone.has(sameKey(tag.Key)))
  },
})

/** Of roles and users: their keys differ by more than case. */
export const holderTags = rulesOf(
  (key) => key.toLowerCase(),
  'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
)

/** Of everything else: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
export const thingTags = rulesOf((key) => key, 'Duplicate tag keys found.')

export const tagsByKey = (tags: readonly Tag[]): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map((tag) => [tag.Key, tag.Value]))
