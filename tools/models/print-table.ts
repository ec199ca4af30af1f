/** Prints a model table with one operation, shape or paginator a line, so that a diff can be read. */
import type { ModelTable } from '../../src/aws/protocol/model/table.ts'

export function printTable(table: ModelTable): string {
  const sections = [
    `"origin": ${JSON.stringify(table.origin)}`,
    `"metadata": ${JSON.stringify(table.metadata)}`,
    `"operations": ${printLines(table.operations)}`,
    `"shapes": ${printLines(table.shapes)}`,
    `"paginators": ${printLines(table.paginators ?? {})}`,
  ]
  return `{\n${sections.join(',\n')}\n}\n`
}

function printLines(record: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(record).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  )
  return `{\n${lines.join(',\n')}\n}`
}
