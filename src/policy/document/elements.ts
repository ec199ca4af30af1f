/** Reading the members of a JSON object as elements of a policy. */
import type { Json } from './json.ts'
import type { Report } from './problem.ts'

/** The members of an object by name; what is there twice or has no such name is reported. */
export function membersOf(
  object: Extract<Json, { kind: 'object' }>,
  path: string,
  names: readonly string[] | undefined,
  report: Report,
): ReadonlyMap<string, Json> {
  const members = new Map<string, Json>()
  for (const { name, value } of object.members) {
    const at = join(path, name)
    if (members.has(name)) report({ code: 'malformed', path: at, detail: `\`${name}\` is there twice` })
    else if (names !== undefined && !names.includes(name))
      report({
        code: 'unknown-element',
        path: at,
        value: name,
        detail: `expected one of ${names.join(', ')}, got \`${name}\``,
      })
    else members.set(name, value)
  }
  return members
}

export const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

export function textIn(value: Json | undefined, path: string, report: Report): string | undefined {
  if (value === undefined) return undefined
  if (value.kind === 'string') return value.text
  report({ code: 'malformed', path, detail: `expected a string, got ${value.kind}` })
  return undefined
}

export interface Located {
  readonly text: string
  readonly path: string
}

/** A string or a list of strings. */
export function textsIn(value: Json, path: string, report: Report): readonly Located[] {
  const items = value.kind === 'array' ? value.items : [value]
  return items.flatMap((item, index) => {
    const at = value.kind === 'array' ? `${path}[${index}]` : path
    const text = textIn(item, at, report)
    return text === undefined ? [] : [{ text, path: at }]
  })
}

export const isOneOf = <Name extends string>(names: readonly Name[], text: string): text is Name =>
  (names as readonly string[]).includes(text)
