/** The tags of a trail: read from a call, held to AWS's rules, added and shown. */
import { invalidTag, tooManyTags } from '../errors.ts'
import type { Tags } from './trail.ts'

export type TagsInput = readonly { readonly Key: string; readonly Value?: string }[]

const mostTags = 50

export function readTags(list: TagsInput = []): Tags {
  const keys = list.map(({ Key }) => Key)
  if (new Set(keys).size !== keys.length) throw invalidTag('A tag key can be given once alone.')
  for (const { Key: key, Value: value = '' } of list) checkTag(key, value)
  return Object.fromEntries(list.map(({ Key, Value = '' }) => [Key, Value]))
}

function checkTag(key: string, value: string): void {
  if (/^aws:/i.test(key)) throw invalidTag('Tag keys that begin with aws: are reserved.')
  for (const text of [key, value])
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text))
      throw invalidTag('Tag keys and values hold letters, digits, white space and _.:/=+-@ alone.')
}

export function withTags(tags: Tags, added: Tags): Tags {
  const all = { ...tags, ...added }
  if (Object.keys(all).length > mostTags) throw tooManyTags(mostTags)
  return all
}

export const withoutTags = (tags: Tags, keys: readonly string[]): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)))

export const tagsOutput = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
