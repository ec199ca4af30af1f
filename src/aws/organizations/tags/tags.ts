/** The tags of accounts, roots, units and policies. */
import { invalidInput, violates } from '../errors.ts'
import type { Tag } from '../model.ts'

const mostTags = 50

/** The tags in the request, held to their rules. */
export function checkTags(tags: readonly Tag[] = []): readonly Tag[] {
  if (new Set(tags.map(({ Key }) => Key)).size !== tags.length)
    throw invalidInput('DUPLICATE_TAG_KEY', 'You have provided duplicate tag keys.')
  if (tags.some(({ Key }) => /^aws:/i.test(Key)))
    throw invalidInput(
      'INVALID_SYSTEM_TAGS_PARAMETER',
      'Tag keys that begin with aws: are reserved for AWS use.',
    )
  if (tags.length > mostTags) throw tooMany()
  return tags
}

/** The tags before, with those of the request in the place of their like. */
export function withTags(before: readonly Tag[], tags: readonly Tag[]): readonly Tag[] {
  const after = new Map([...before, ...checkTags(tags)].map((tag) => [tag.Key, tag]))
  if (after.size > mostTags) throw tooMany()
  return [...after.values()]
}

const tooMany = () =>
  violates(
    'MAX_TAG_LIMIT_EXCEEDED',
    `You have exceeded the number of tags allowed on this resource: ${mostTags}.`,
  )
