/** Compares what a command printed with what the seed prints, line by line. */
import { diffLines, type Hunk } from './diff-lines.ts'
import { CoversLine, maskLine } from './mask-line.ts'
import type { Rule } from './rules.ts'

/** Lines that differ for a reason. */
export interface Difference {
  /** Lines as they stand after masking; empty where only we print something. */
  readonly seed: string
  readonly ours: string
  readonly because: string
  /** It need not be there on every machine. */
  readonly may: boolean
}

export interface Comparison {
  readonly seed: string
  readonly ours: string
  readonly rules: readonly Rule[]
  readonly shows: 'all' | 'excerpt'
  readonly differs: readonly Difference[]
}

export type Verdict =
  | { readonly verdict: 'equal'; readonly masks: Masks }
  | { readonly verdict: 'differs'; readonly masks: Masks; readonly because: readonly string[] }
  | { readonly verdict: 'unexplained'; readonly hunks: readonly Hunk[] }
  /** The script itself is wrong. */
  | { readonly verdict: 'refused'; readonly problem: string }

/** How often each rule was needed. */
export type Masks = Readonly<Record<string, number>>

export function compareOutput({ seed, ours, rules, shows, differs }: Comparison): Verdict {
  try {
    const [theirs, own] = [linesOf(seed), linesOf(ours)]
    const masked = [theirs, own].map((lines) => lines.map((line) => maskLine(line, rules)))
    const [left, right] = masked.map((lines) => lines.map(({ text }) => text))
    const hunks = shows === 'all' ? diffLines(left!, right!) : missingLines(left!, right!)
    const unseen = differs.filter((each) => !hunks.some((hunk) => isHunk(each, hunk)))
    const unexplained = hunks.filter((hunk) => !differs.some((each) => isHunk(each, hunk)))
    if (unexplained.length > 0) return { verdict: 'unexplained', hunks: unexplained }
    const stale = unseen.filter(({ may }) => !may)
    if (stale.length > 0)
      return { verdict: 'refused', problem: `listed as a difference and is none: ${stale[0]!.because}` }
    const known = new Set(own)
    const masks = countAll(masked[0]!.flatMap(({ used }, at) => (known.has(theirs[at]!) ? [] : used)))
    const seen = differs.filter((each) => !unseen.includes(each))
    const because = [...new Set(seen.map((each) => each.because))]
    return because.length === 0 ? { verdict: 'equal', masks } : { verdict: 'differs', masks, because }
  } catch (error) {
    if (error instanceof CoversLine) return { verdict: 'refused', problem: error.message }
    throw error
  }
}

const isHunk = ({ seed, ours }: Difference, hunk: Hunk): boolean =>
  seed === hunk.seed.join('\n') && ours === hunk.ours.join('\n')

/** Blank lines around the whole and blanks at line ends are nobody's text. */
const linesOf = (text: string): readonly string[] => {
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd())
  while (lines[0] === '') lines.shift()
  while (lines.at(-1) === '') lines.pop()
  return lines
}

function missingLines(seed: readonly string[], ours: readonly string[]): readonly Hunk[] {
  const left = [...ours]
  return seed.flatMap((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at >= 0 ? [] : [{ seed: [line], ours: [] }]
  })
}

function countAll(names: readonly string[]): Masks {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
