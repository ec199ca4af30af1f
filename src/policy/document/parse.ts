/** From the text of a policy to its document, or to everything that is wrong with it. */
import { isOneOf, membersOf, textIn } from './elements.ts'
import type { Json } from './json.ts'
import { readJson } from './json.ts'
import type { PolicyDocument, PolicyKind, PolicyVersion, Statement } from './model.ts'
import type { Fault, PolicyProblem, Report } from './problem.ts'
import { problemsOf } from './problem.ts'
import { readStatement } from './statement.ts'
import { familyOf } from './texts.ts'

export type ParsedPolicy =
  | { readonly ok: true; readonly document: PolicyDocument }
  /** The first problem is the one that AWS answers with. */
  | { readonly ok: false; readonly problems: readonly [PolicyProblem, ...PolicyProblem[]] }

export function parsePolicy(text: string, kind: PolicyKind): ParsedPolicy {
  const faults: Fault[] = []
  const document = readDocument(text, kind, (fault) => faults.push(fault))
  const [first, ...rest] = problemsOf(faults, familyOf[kind])
  if (first !== undefined) return { ok: false, problems: [first, ...rest] }
  return { ok: true, document }
}

/** The length of a policy as IAM's size limits count it: without white space. */
export const policySize = (text: string): number => text.replace(/\s/g, '').length

function readDocument(text: string, kind: PolicyKind, report: Report): PolicyDocument {
  const json = readJson(text)
  const empty: PolicyDocument = { kind, version: '2008-10-17', statements: [] }
  if (!json.ok) {
    const { line, column } = placeOf(text, json.at)
    report({
      code: 'invalid-json',
      path: '',
      detail: `expected ${json.expected} at line ${line}, column ${column}`,
    })
    return empty
  }
  if (json.value.kind !== 'object' || (kind === 'bucket' && !text.startsWith('{'))) {
    const got = json.value.kind === 'object' ? 'white space' : json.value.kind
    report({ code: 'invalid-json', path: '', detail: `expected an object, got ${got}` })
    return empty
  }
  const members = membersOf(json.value, '', ['Version', 'Id', 'Statement'], report)
  const id = textIn(members.get('Id'), 'Id', report)
  return {
    kind,
    version: readVersion(members.get('Version'), kind, report),
    ...(id !== undefined && { id }),
    statements: readStatements(members.get('Statement'), kind, report),
  }
}

const versions = ['2008-10-17', '2012-10-17'] as const

function readVersion(value: Json | undefined, kind: PolicyKind, report: Report): PolicyVersion {
  const text = value?.kind === 'string' ? value.text : undefined
  if (value !== undefined && (text === undefined || !isOneOf(versions, text)))
    report({ code: 'bad-version', path: 'Version', detail: `expected ${versions.join(' or ')}` })
  else if (kind === 'managed' && text !== '2012-10-17')
    report({ code: 'old-version', path: 'Version', detail: 'managed policies need version 2012-10-17' })
  // Without a version a policy is of the oldest one.
  return text === '2012-10-17' ? '2012-10-17' : '2008-10-17'
}

function readStatements(value: Json | undefined, kind: PolicyKind, report: Report): readonly Statement[] {
  if (value === undefined) {
    report({ code: 'missing-statement', path: '', detail: 'the policy has no Statement' })
    return []
  }
  if (value.kind === 'array' && value.items.length === 0)
    report({ code: 'empty-statement', path: 'Statement', detail: 'the policy has no statements' })
  const items = value.kind === 'array' ? value.items : [value]
  const statements = items.flatMap((item, index) => {
    const path = value.kind === 'array' ? `Statement[${index}]` : 'Statement'
    return readStatement(item, { kind, path, report }) ?? []
  })
  reportDuplicateSids(items, report)
  return statements
}

/** Looks at the text, so that statements that could not be read count too. */
function reportDuplicateSids(items: readonly Json[], report: Report): void {
  const seen = new Set<string>()
  for (const [index, item] of items.entries()) {
    const value = item.kind === 'object' ? item.members.find(({ name }) => name === 'Sid')?.value : undefined
    const sid = value?.kind === 'string' ? value.text : ''
    if (sid === '') continue
    const path = `Statement[${index}].Sid`
    if (seen.has(sid))
      report({ code: 'duplicate-sid', path, detail: `another statement has the Sid \`${sid}\`` })
    seen.add(sid)
  }
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
