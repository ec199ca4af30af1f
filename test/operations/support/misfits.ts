/** Holds an answer against the part of it that a case expects. */

/**
 * Where it does not fit: a text between slashes is a regular expression, null stands for what must be absent, and of
 * a list each expected item is found among the actual ones; an empty list must be empty.
 */
export function misfits(expected: unknown, actual: unknown, path = ''): readonly string[] {
  const told = `${path || 'it'} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`
  if (expected === null) return actual === undefined || actual === null ? [] : [told]
  if (typeof expected === 'string' && /^\/[^]+\/$/.test(expected)) {
    const fits = new RegExp(expected.slice(1, -1)).test(typeof actual === 'string' ? actual : String(actual))
    return fits ? [] : [told]
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return [told]
    if (expected.length === 0) return actual.length === 0 ? [] : [told]
    return expected.flatMap((each: unknown) =>
      actual.some((item) => misfits(each, item).length === 0)
        ? []
        : [`${path || 'it'} has no ${JSON.stringify(each)}: ${JSON.stringify(actual).slice(0, 2000)}`],
    )
  }
  if (typeof expected === 'object') {
    if (typeof actual !== 'object' || actual === null) return [told]
    return Object.entries(expected).flatMap(([key, each]) =>
      misfits(each, (actual as Readonly<Record<string, unknown>>)[key], path === '' ? key : `${path}.${key}`),
    )
  }
  return expected === actual ? [] : [told]
}
