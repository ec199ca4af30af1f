/** What an apply would change in an object, field by field. */
import { equalJson, isObject, type JsonObject } from '../../api/index.ts'

/** Kept by the API server itself. */
const ownFields = [
  'metadata.managedFields',
  'metadata.resourceVersion',
  'metadata.generation',
  'metadata.creationTimestamp',
  'metadata.uid',
  'status',
]

export interface FieldChange {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

export const compareObjects = (before: JsonObject, after: JsonObject): readonly FieldChange[] =>
  compare(before, after, '').filter(
    ({ path }) => !ownFields.some((own) => path === own || path.startsWith(`${own}.`)),
  )

function compare(before: unknown, after: unknown, path: string): readonly FieldChange[] {
  if (equalJson(before, after)) return []
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name) => compare(before[name], after[name], path === '' ? name : `${path}.${name}`))
  }
  const areAlike = Array.isArray(before) && Array.isArray(after) && before.length === after.length
  if (areAlike)
    return before.flatMap((item, index) => compare(item, after[index] as unknown, `${path}[${index}]`))
  return [{ path, before, after }]
}

/** `spec.replicas: 2 -> 3` */
export const tellChange = ({ path, before, after }: FieldChange): string =>
  `${path}: ${shorten(before)} -> ${shorten(after)}`

function shorten(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length <= 120 ? text : `${text.slice(0, 117).toWellFormed()}...`
}
