/** Label selectors and labels as one line of text. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'

/** `<none>` where nothing is selected by. */
export const selectorText = (selector: unknown): string => plainSelectorText(selector) || '<none>'

/** Requirements in the order of their keys. */
export function plainSelectorText(selector: unknown): string {
  const equal = Object.entries(objectOf(valueAt(selector, 'matchLabels'))).map(
    ([key, value]) => [key, `${key}=${textOf(value) ?? ''}`] as const,
  )
  const others = listOf(valueAt(selector, 'matchExpressions')).map((each) => {
    const key = textOf(valueAt(each, 'key')) ?? ''
    return [key, requirementText(key, each)] as const
  })
  return [...equal, ...others]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, text]) => text)
    .join(',')
}

function requirementText(key: string, requirement: unknown): string {
  const values = listOf(valueAt(requirement, 'values')).map(String).toSorted().join(',')
  const forms: Readonly<Record<string, string>> = {
    In: `${key} in (${values})`,
    NotIn: `${key} notin (${values})`,
    Exists: key,
    DoesNotExist: `!${key}`,
  }
  return forms[textOf(valueAt(requirement, 'operator')) ?? ''] ?? key
}

export const labelsText = (labels: JsonObject): string =>
  Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${textOf(value) ?? ''}`)
    .join(',') || '<none>'
