/** Finds where two texts differ; a line of `...` in the seed stands for any lines of ours. */

/** Neighbouring lines that only one side has. */
export interface Hunk {
  readonly seed: readonly string[]
  readonly ours: readonly string[]
}

const standsForAny = (line: string): boolean => line.trim() === '...'

/** The fewest lines that must be taken away on either side, by the usual table of longest common subsequences. */
export function diffLines(seed: readonly string[], ours: readonly string[]): readonly Hunk[] {
  const costs = tableOf(seed, ours)
  const hunks: { seed: string[]; ours: string[] }[] = []
  let [i, j, isOpen] = [0, 0, false]
  const hunk = () => {
    if (!isOpen) hunks.push({ seed: [], ours: [] })
    isOpen = true
    return hunks.at(-1)!
  }
  const cost = (row: number, column: number): number => costs[row]![column]!
  while (i < seed.length || j < ours.length) {
    const isAny = i < seed.length && standsForAny(seed[i]!)
    if (isAny && cost(i, j) === cost(i + 1, j)) {
      i += 1
      isOpen = false
    } else if (isAny && j < ours.length && cost(i, j) === cost(i, j + 1)) j += 1
    else if (i < seed.length && j < ours.length && seed[i] === ours[j] && cost(i, j) === cost(i + 1, j + 1)) {
      i += 1
      j += 1
      isOpen = false
    } else if (i < seed.length && cost(i, j) === cost(i + 1, j) + 1) hunk().seed.push(seed[i++]!)
    else hunk().ours.push(ours[j++]!)
  }
  return hunks
}

/** `table[i][j]`: how many lines must go of what follows the first i and the first j. */
function tableOf(seed: readonly string[], ours: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: seed.length + 1 }, () =>
    Array.from<number>({ length: ours.length + 1 }).fill(0),
  )
  for (let i = seed.length; i >= 0; i -= 1)
    for (let j = ours.length; j >= 0; j -= 1) {
      const isInSeed = i < seed.length
      const isInOurs = j < ours.length
      const price = isInSeed && standsForAny(seed[i]!) ? 0 : 1
      const ways = [
        ...(isInSeed ? [table[i + 1]![j]! + price] : []),
        ...(isInOurs ? [table[i]![j + 1]! + price] : []),
        ...(isInSeed && isInOurs && seed[i] === ours[j] ? [table[i + 1]![j + 1]!] : []),
      ]
      table[i]![j] = ways.length === 0 ? 0 : Math.min(...ways)
    }
  return table
}
