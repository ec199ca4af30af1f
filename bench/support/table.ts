/** Tables of figures for people. */

export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)))
  const render = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
  console.log(`\n${title}\n${render(head)}`)
  for (const row of rows) console.log(render(row))
}

export const ratio = (value: number, by: number): string => `${(value / by).toFixed(2)}x`
