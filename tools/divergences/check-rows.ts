/** Holds rows to the program: what a row names as not served must not be, and what else it names must be. */
import { fitsName } from '../../src/aws/protocol/index.ts'
import type { OperationStates } from '../operation-states.ts'
import { cellsOf, type Row, type Section } from './section.ts'

/** Members that are not known, and what is wrong with the others, as sentences. */
export const problemsOf = (section: Section, states: readonly OperationStates[]): readonly string[] => {
  const served = new Set(states.flatMap((each) => each.served))
  const others = new Set(states.flatMap((each) => each.others).filter((name) => !served.has(name)))
  return section.rows.flatMap((row) =>
    problemsOfRow(row, served, others).map((problem) => `${section.title}: \`${row.what}\` ${problem}`),
  )
}

function problemsOfRow(
  row: Row,
  served: ReadonlySet<string>,
  others: ReadonlySet<string>,
): readonly string[] {
  const patterns = row.notServed ?? []
  const unknown = Object.keys(row).filter((key) => !members.has(key))
  const isListed = (name: string): boolean => patterns.some((pattern) => fitsName(pattern, name))
  const named = [
    ...new Set(
      cellsOf(row)
        .join(' ')
        .match(/[A-Z][A-Za-z0-9]+/g),
    ),
  ]
  return [
    ...unknown.map((key) => `has a member \`${key}\`, which no row has`),
    ...[...served].filter(isListed).map((name) => `says that ${name} is not served, but it is`),
    ...patterns
      .filter((pattern) => ![...others].some((name) => fitsName(pattern, name)))
      .map((pattern) => `lists \`${pattern}\`, which fits no operation that is not served`),
    ...named
      .filter((name) => others.has(name) && !isListed(name))
      .map((name) => `names ${name}, which is not served: say so, and list it under notServed`),
  ]
}

const members = new Set(['what', 'aws', 'podpass', 'why', 'notServed'])
