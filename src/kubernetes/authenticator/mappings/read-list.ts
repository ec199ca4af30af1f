/** Reads a list in YAML that people edit by hand: an item that is no YAML does not take the others with it. */
import { parseDocument } from 'yaml'

export interface ReadList {
  readonly items: readonly unknown[]
  readonly problems: readonly string[]
}

/** Stands for an item that cannot be read, so that the places of the others stay right. */
const unreadable = Symbol('unreadable')

/** Scalars stay texts, so that an account's leading zeros are no octal number. */
export function readList(text: string): ReadList {
  if (isEmpty(text)) return { items: [], problems: [] }
  const whole = parse(text)
  if (whole.ok) {
    if (whole.value === null) return { items: [], problems: [] }
    return Array.isArray(whole.value)
      ? { items: whole.value as unknown[], problems: [] }
      : { items: [], problems: ['it is not a list'] }
  }
  const pieces = splitItems(text)
  if (pieces === undefined) return { items: [], problems: [whole.problem] }
  const read = pieces.map(({ text: piece, line }) => ({ ...parse(piece), line }))
  return {
    items: read.map((each) =>
      each.ok && Array.isArray(each.value) ? (each.value[0] as unknown) : unreadable,
    ),
    problems: read.flatMap((each) =>
      each.ok
        ? []
        : [`the item at line ${each.line}: ${each.problem.replace(/ at line \d+, column \d+$/, '')}`],
    ),
  }
}

export const isUnreadable = (item: unknown): boolean => item === unreadable

const isEmpty = (text: string): boolean => ['', '``', '""', "''"].includes(text.trim())

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: string }

function parse(text: string): Parsed {
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: true, logLevel: 'silent' })
  const [error] = [...document.errors, ...document.warnings]
  if (error !== undefined) return { ok: false, problem: firstLine(error.message) }
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 20 }) as unknown }
  } catch (problem) {
    return { ok: false, problem: firstLine((problem as Error).message) }
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!.replace(/:$/, '').slice(0, 200)

/** The block list's items as they stand at the indentation of the first one; undefined where it is no such list. */
function splitItems(text: string): readonly { readonly text: string; readonly line: number }[] | undefined {
  const lines = text.split('\n')
  const indent = /^( *)- /.exec(lines.find((line) => /^ *-( |$)/.test(line)) ?? '')?.[1]
  if (indent === undefined) return undefined
  const items: { lines: string[]; line: number }[] = []
  for (const [index, line] of lines.entries()) {
    if (line.startsWith(`${indent}- `)) items.push({ lines: [line], line: index + 1 })
    else if (items.length > 0) items.at(-1)!.lines.push(line)
    else if (!/^\s*(#.*)?$/.test(line)) return undefined
  }
  return items.map((item) => ({ text: item.lines.join('\n'), line: item.line }))
}
