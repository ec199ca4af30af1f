/** JSON values as they come over the wire, whose shape nobody has checked yet. */

export type JsonObject = { readonly [key: string]: unknown }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value as an object, or an empty one when it is anything else. */
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {})

/** The value as a list, or an empty one when it is anything else. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The member of that name which the object itself has; never one of Object.prototype. */
export const memberOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

/** What lies at the end of a path of member names. */
export function valueAt(value: unknown, ...names: readonly string[]): unknown {
  let found = value
  for (const name of names) found = memberOf(found, name)
  return found
}

/** Whether two JSON values are equal as RFC 6902 section 4.6 means it: the order of members does not matter. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => equalJson(item, b[index]))
  if (!isObject(a) || !isObject(b)) return a === b
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && equalJson(a[name], b[name]))
  )
}
