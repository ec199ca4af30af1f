/** Masks one line: what a rule finds becomes the rule's name in angle brackets, all else stays and is compared. */
import type { Rule } from './rules.ts'

export interface MaskedLine {
  readonly text: string
  /** The rules that found something, once for each find. */
  readonly used: readonly string[]
}

/** Thrown where masks would leave nothing to compare. */
export class CoversLine extends Error {}

export function maskLine(line: string, rules: readonly Rule[]): MaskedLine {
  const used: string[] = []
  const text = rules.reduce(
    (masked, { name, pattern }) =>
      masked.replace(pattern, (found) => {
        if (found === '') return found
        used.push(name)
        return `<${name}>`
      }),
    line,
  )
  if (used.length > 0 && !hasWords(text, used))
    throw new CoversLine(`rules cover a whole line and leave nothing to compare: ${used.join(', ')}`)
  return { text, used }
}

/** What is left beside the masks has to say something. */
function hasWords(text: string, used: readonly string[]): boolean {
  const rest = used.reduce((left, name) => left.replaceAll(`<${name}>`, ''), text)
  return /[\p{L}\p{N}]/u.test(rest)
}
