/** The page that tells how the embedded API server compares with a real one, made of the data of the tests that compare them. */
import { columns, countVerbs } from './count-verbs.ts'
import { general, kubectlCases, manifestCases, requestCases, type Case } from './read-cases.ts'

export function conformancePage(): string {
  const [commands, requests, manifests] = [kubectlCases(), requestCases(), manifestCases()]
  return `${[
    '# Conformance of the embedded API server',
    'Made by `node tools/generate-conformance.ts` from the cases in `test/cluster/cases`, which `npm run test:cluster` plays on a real kube-apiserver (v1.35.4) and on the embedded one. Two answers are the same when nothing tells them apart once uids, times, versions, drawn names and addresses are masked. Each difference has a reason, and a test fails when one of them is none any more.',
    table(
      ['', 'cases', 'same'],
      [
        ['kubectl commands (1.32)', ...sums(commands)],
        ['requests', ...sums(requests)],
        ['manifests with a mistake', ...sums(manifests)],
      ],
    ),
    `Everywhere: ${general}.`,
    '## Resources and verbs',
    'How many requests were compared; `7 of 8` where one differs. kubectl’s commands come on top.',
    verbTable(requests),
    '## Differences of requests',
    reasonTable(requests),
    '## kubectl',
    caseTables(commands, true),
    '## Manifests with a mistake',
    caseTables(manifests, false),
  ].join('\n\n')}\n`
}

const isSame = ({ reasons }: Case): boolean => reasons.length === 0

const sums = (cases: readonly Case[]): readonly string[] => [
  String(cases.length),
  String(cases.filter(isSame).length),
]

function verbTable(cases: readonly Case[]): string {
  const rows = [...countVerbs(cases)].map(([resource, row]) => [
    `\`${resource}\``,
    ...columns.map((verb) => {
      const { same, all } = row.get(verb) ?? { same: 0, all: 0 }
      return all === 0 ? '' : same === all ? String(all) : `${same} of ${all}`
    }),
  ])
  return table(['', ...columns], rows)
}

function reasonTable(cases: readonly Case[]): string {
  const counts = new Map<string, number>()
  for (const reason of cases.flatMap(({ reasons }) => reasons))
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return table(
    ['reason', 'requests'],
    [...counts].map(([reason, count]) => [reason, String(count)]),
  )
}

const caseTables = (cases: readonly Case[], isCode: boolean): string =>
  [...Map.groupBy(cases, ({ scene }) => scene)]
    .map(([scene, own]) =>
      [
        `### ${scene}`,
        table(
          ['', 'answer'],
          own.map(({ what, reasons }) => [
            isCode ? `\`${what.replaceAll('$ns', 'NS')}\`` : what,
            reasons.length === 0 ? 'same' : [...new Set(reasons)].join('; '),
          ]),
        ),
      ].join('\n\n'),
    )
    .join('\n\n')

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
