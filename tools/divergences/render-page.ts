/** Writes the page of divergences: its sections as tables, counts of operations from the program. */
import type { OperationStates } from '../operation-states.ts'
import { cellsOf, type Section } from './section.ts'

export function renderPage(
  intro: string,
  sections: readonly Section[],
  states: readonly OperationStates[],
): string {
  const lines = [intro.trim(), ...sections.flatMap(renderSection)]
  return `${withCounts(lines.join('\n'), states)}\n`
}

const renderSection = ({ title, intro, rows }: Section): readonly string[] => [
  '',
  `## ${title}`,
  ...(intro === undefined ? [] : [intro.trim(), '']),
  '| what | AWS | Podpass | why |',
  '|---|---|---|---|',
  ...rows.map((row) => `|${cellsOf(row).map(renderCell).join('|')}|`),
]

const renderCell = (text: string): string => (text === '' ? ' ' : ` ${text.replaceAll('|', '\\|')} `)

/** `{served organizations}` and `{all organizations}` stand for how many operations of a service there are. */
const withCounts = (text: string, states: readonly OperationStates[]): string =>
  text.replaceAll(/\{(served|all) ([a-z0-9-]+)\}/g, (_, which: string, service: string) => {
    const found = states.find((each) => each.service === service)
    if (found === undefined) throw new Error(`there is no service ${service} whose operations can be counted`)
    return String(found.served.length + (which === 'all' ? found.others.length : 0))
  })
