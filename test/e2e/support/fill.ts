/** Puts what is known only at run time, such as `{account}`, into a case's texts. */
export type Facts = Readonly<Record<string, string>>

export function fill<T>(value: T, facts: Facts): T {
  return walk(value, facts) as T
}

function walk(value: unknown, facts: Facts): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/(?<!\$)\{([A-Za-z ]+)\}/g, (text, name: string) => facts[name] ?? text)
  if (Array.isArray(value)) return value.map((element) => walk(element, facts))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, element]) => [walk(key, facts), walk(element, facts)]),
  )
}
