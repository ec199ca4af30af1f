/** Patterns against patterns: whether two can fit one text, and whether one fits all that another does. */

/**
 * A pattern's parts: a character, `one` for any character, `run` for any number of them, `name` for any number that are
 * neither slash nor colon.
 */
type Part = string | typeof one | typeof run | typeof name
const one = Symbol('one')
const run = Symbol('run')
const name = Symbol('name')

export type Pattern = readonly Part[]

/** Longer ones are not compared: their author is not a person. */
const longest = 1024

/** A policy's pattern, with `*` and `?`; policy variables stand for any text. */
export const patternOf = (text: string): Pattern =>
  textOf(text.replace(/\$\{[^}]*\}/g, (variable) => literal[variable.slice(2, -1)] ?? '*')).map((letter) =>
    letter === '*' ? run : letter === '?' ? one : (unescaped[letter as string] ?? letter),
  )

/** A text of which each character is itself. */
export const textOf = (text: string): Pattern => Array.from(text)

/** `${*}` and its like stand for the character itself; kept apart from wildcards by characters of private use. */
const literal: Readonly<Record<string, string>> = { '*': '\uE000', '?': '\uE001', $: '$' }
const unescaped: Readonly<Record<string, string>> = { '\uE000': '*', '\uE001': '?' }

/** The form of an ARN as AWS's tables write it, such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. */
export const arnFormOf = (form: string): Pattern =>
  form
    .split(/(\$\{[^}]*\})/)
    .flatMap((part) => (part.startsWith('${') ? [names.includes(part) ? name : run] : patternOf(part)))

const names: readonly string[] = ['${Partition}', '${Region}', '${Account}', '${BucketName}']

/** Whether the pattern is a star alone. */
export const isEverything = (pattern: Pattern): boolean => pattern.length === 1 && pattern[0] === run

/** Whether some text fits both. */
export function overlap(a: Pattern, b: Pattern): boolean {
  if (a.length > longest || b.length > longest) return true
  if (differAtOnce(a, b)) return false
  let row = startRow(b)
  for (const part of a) {
    const next = [isMany(part) && row[0]!]
    for (const [index, other] of b.entries())
      next.push(
        (isMany(part) && row[index + 1]!) ||
          (isMany(other) && next[index]!) ||
          (row[index]! && meet(part, other)) ||
          (isMany(part) && next[index]! && meet(part, other)) ||
          (isMany(other) && row[index + 1]! && meet(part, other)),
      )
    row = next
  }
  return row.at(-1)!
}

/** Whether `wide` fits every text that `narrow` fits; false where that is not certain. */
export function covers(wide: Pattern, narrow: Pattern): boolean {
  if (wide.length > longest || narrow.length > longest || differAtOnce(wide, narrow)) return false
  let row = [true, ...narrow.map(() => false)]
  for (const part of wide) {
    const next = [part === run && row[0]!]
    for (const [index, other] of narrow.entries())
      next.push(
        part === run
          ? row[index + 1]! || next[index]! || row[index]!
          : row[index]! && (part === other || (part === one && !isMany(other))),
      )
    row = next
  }
  return row.at(-1)!
}

/** By what stands before the first wildcard of either, which tells most of them apart. */
function differAtOnce(a: Pattern, b: Pattern): boolean {
  for (const [index, part] of a.entries()) {
    const other = b[index]
    if (typeof part === 'symbol' || typeof other === 'symbol' || other === undefined) return false
    if (part !== other) return true
  }
  return false
}

const isMany = (part: Part): boolean => part === run || part === name

/** What fits nothing at all of `a`: the empty text, as far as `b` has only runs. */
function startRow(b: Pattern): boolean[] {
  const row = [true]
  for (const part of b) row.push(row.at(-1)! && isMany(part))
  return row
}

/** Whether one character fits both. */
function meet(a: Part, b: Part): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b
  return !((a === name && isPunctuation(b)) || (b === name && isPunctuation(a)))
}

const isPunctuation = (part: Part): boolean => part === '/' || part === ':'
