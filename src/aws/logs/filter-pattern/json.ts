/** Patterns of JSON: `{ $.verb = "create" && $.objectRef.name = "aws-*" }`. */
import type { Match } from './compile.ts'
import { type Look, readConditions, type Rest } from './conditions.ts'
import { invalidPattern } from './invalid-pattern.ts'
import { scan } from './scan.ts'
import { readDocument } from '../read-document.ts'

export function compileJson(pattern: string): Match {
  if (!pattern.endsWith('}')) throw invalidPattern('a brace is not closed')
  const rest: Rest = { tokens: scan(pattern.slice(1, -1)) }
  const paths = new Map<string, Path>()
  const condition = readConditions(rest, {
    isOperand: ({ kind }) => kind === 'selector',
    note: (selector) => void paths.set(selector, readPath(selector)),
  })
  if (rest.tokens.length > 0)
    throw invalidPattern(`\`${rest.tokens[0]!.text}\` stands where the pattern ends`)
  return (message) => {
    const document = readDocument(message)
    if (document === undefined) return undefined
    const look: Look = (selector) => follow(document, paths.get(selector)!)
    if (!condition(look)) return undefined
    return Object.fromEntries([...paths.keys()].map((selector) => [selector, textOf(look(selector)?.[0])]))
  }
}

/** Names and numbers; `*` stands for every item of a list. */
type Path = readonly string[]

const step = /\.?\[(?:'([^']*)'|"([^"]*)"|(\d+|\*))\]|\.?([\w\-@:/]+)/g

const readPath = (selector: string): Path =>
  [...selector.slice(1).matchAll(step)].map(
    ([, single, double, index, name]) => single ?? double ?? index ?? name!,
  )

function follow(from: unknown, [next, ...rest]: Path): readonly unknown[] | undefined {
  if (next === undefined) return [from]
  if (typeof from !== 'object' || from === null) return undefined
  if (next === '*' && Array.isArray(from)) {
    const found = from.flatMap((item) => follow(item, rest) ?? [])
    return found.length > 0 ? found : undefined
  }
  if (!Object.hasOwn(from, next)) return undefined
  return follow((from as Readonly<Record<string, unknown>>)[next], rest)
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
