/** Lines and columns of a text, both from 1; a column is a UTF-16 unit, as SARIF counts by default. */

export interface LineColumn {
  readonly line: number
  readonly column: number
}

export function lineColumnOf(text: string): (at: number) => LineColumn {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (at) => {
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (starts[middle]! <= at) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: at - starts[low]! + 1 }
  }
}
