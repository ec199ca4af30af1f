/** Patterns of columns: `[ip, user, ..., status = 4*, bytes > 1000]` for messages whose parts stand apart by spaces. */
import type { Match } from './compile.ts'
import { type Condition, readConditions, type Rest, take, takeSign } from './conditions.ts'
import { invalidPattern } from './invalid-pattern.ts'
import { scan } from './scan.ts'

interface Column {
  readonly name: string
  readonly condition?: Condition
}

export function compileColumns(pattern: string): Match {
  if (!pattern.endsWith(']')) throw invalidPattern('a bracket is not closed')
  const rest: Rest = { tokens: scan(pattern.slice(1, -1)) }
  const columns: (Column | '...')[] = []
  do columns.push(takeSign(rest, '...') ? '...' : readColumn(rest, columns.length + 1))
  while (takeSign(rest, ','))
  if (rest.tokens.length > 0)
    throw invalidPattern(`\`${rest.tokens[0]!.text}\` stands where the pattern ends`)
  const gap = columns.indexOf('...')
  if (gap !== columns.lastIndexOf('...')) throw invalidPattern('`...` may stand once')
  const named = columns.filter((column) => column !== '...')
  return (message) => {
    const parts = split(message)
    if (gap === -1 ? parts.length !== named.length : parts.length < named.length) return undefined
    const values =
      gap === -1 ? parts : [...parts.slice(0, gap), ...parts.slice(parts.length - named.length + gap)]
    const found = new Map(named.map(({ name }, at) => [name, values[at]!]))
    const fits = named.every(({ name, condition }) => condition?.(() => [found.get(name)!]) ?? true)
    return fits ? Object.fromEntries([...found].map(([name, value]) => [`$${name}`, value])) : undefined
  }
}

/** A name alone, or conditions that are all about one name. */
function readColumn(rest: Rest, number: number): Column {
  const [first, second] = rest.tokens
  if (first?.kind === 'word' && (second === undefined || second.text === ',')) {
    take(rest)
    return { name: first.text }
  }
  // A column without a name is called by its number.
  if (first === undefined || first.text === ',') return { name: String(number) }
  const names = new Set<string>()
  const condition = readConditions(rest, {
    isOperand: ({ kind }) => kind === 'word',
    note: (name) => void names.add(name),
  })
  const [name] = names
  if (name === undefined || names.size > 1)
    throw invalidPattern('the conditions of a column must be about that column')
  return { name, condition }
}

/** What stands in brackets or double quotes is one part. */
const split = (message: string): readonly string[] =>
  [...message.matchAll(/\[([^\]]*)\]|"([^"]*)"|(\S+)/g)].map(
    ([, bracketed, quoted, word]) => bracketed ?? quoted ?? word!,
  )
