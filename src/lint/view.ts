/** A policy as the rules see it: what its parser made of it, and where each word of it stands. */
import {
  parsePolicy,
  type ConditionOperator,
  type Json,
  type Member,
  type PolicyDocument,
  type PolicyKind,
  type PolicyProblem,
  type Span,
  type Statement,
} from '../policy/index.ts'

export interface Word {
  readonly text: string
  readonly span: Span
}

export interface LintCondition {
  readonly operator: ConditionOperator
  readonly operatorSpan: Span
  readonly key: Word
  readonly values: readonly Word[]
}

/** Action or NotAction, Resource or NotResource. */
export interface LintElement {
  readonly negated: boolean
  readonly span: Span
  readonly words: readonly Word[]
}

export type PrincipalType = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'

export interface LintPrincipal {
  readonly negated: boolean
  readonly span: Span
  readonly names: readonly { readonly type: PrincipalType; readonly name: Word }[]
}

export interface LintStatement {
  readonly index: number
  readonly sid?: string
  readonly effect: Statement['effect']
  readonly span: Span
  readonly principal?: LintPrincipal
  readonly action: LintElement
  readonly resource?: LintElement
  readonly conditions: readonly LintCondition[]
}

export interface LintPolicy {
  readonly kind: PolicyKind
  readonly version: PolicyDocument['version']
  readonly span: Span
  /** Without white space, as IAM counts it. */
  readonly size: number
  readonly statements: readonly LintStatement[]
}

export type Viewed =
  | { readonly ok: true; readonly policy: LintPolicy }
  | { readonly ok: false; readonly problems: readonly (PolicyProblem & { readonly span: Span })[] }

/** `tree` is what stands in `text` from `tree.at` to `tree.end`. */
export function viewPolicy(text: string, tree: Json, kind: PolicyKind): Viewed {
  const own = text.slice(tree.at, tree.end)
  const parsed = parsePolicy(own, kind)
  if (!parsed.ok)
    return {
      ok: false,
      problems: parsed.problems.map((each) => ({ ...each, span: spanAt(tree, each.path) })),
    }
  const { version, statements } = parsed.document
  const nodes = itemsOf(memberOf(tree, 'Statement')!.value)
  return {
    ok: true,
    policy: {
      kind,
      version,
      span: tree,
      size: own.replace(/\s/g, '').length,
      statements: statements.map((statement, index) => viewStatement(statement, nodes[index]!, index)),
    },
  }
}

function viewStatement(statement: Statement, node: Json, index: number): LintStatement {
  const principal = viewPrincipal(node)
  const resource = viewElement(node, 'Resource')
  return {
    index,
    ...(statement.sid !== undefined && { sid: statement.sid }),
    effect: statement.effect,
    span: node,
    ...(principal && { principal }),
    action: viewElement(node, 'Action')!,
    ...(resource && { resource }),
    conditions: viewConditions(statement, memberOf(node, 'Condition')),
  }
}

function viewElement(node: Json, name: string): LintElement | undefined {
  const member = memberOf(node, name) ?? memberOf(node, `Not${name}`)
  if (member === undefined) return undefined
  return { negated: member.name !== name, span: spanOf(member), words: wordsOf(member.value) }
}

function viewPrincipal(node: Json): LintPrincipal | undefined {
  const member = memberOf(node, 'Principal') ?? memberOf(node, 'NotPrincipal')
  if (member === undefined) return undefined
  const { value } = member
  const names =
    value.kind === 'object'
      ? value.members.flatMap(({ name, value: list }) =>
          wordsOf(list).map((each) => ({ type: name as PrincipalType, name: each })),
        )
      : wordsOf(value).map((each) => ({ type: 'AWS' as const, name: each }))
  return { negated: member.name !== 'Principal', span: spanOf(member), names }
}

/** The parser keeps the order of the text, so the nth key is the nth condition. */
function viewConditions(statement: Statement, member: Member | undefined): readonly LintCondition[] {
  const keys = membersOf(member?.value).flatMap((operator) =>
    membersOf(operator.value).map((key) => ({ operator, key })),
  )
  return keys.map(({ operator, key }, index) => ({
    operator: statement.conditions[index]!.operator,
    operatorSpan: operator.nameSpan,
    key: { text: key.name, span: key.nameSpan },
    values: wordsOf(key.value),
  }))
}

const spanOf = ({ nameSpan, value }: Member): Span => ({ at: nameSpan.at, end: value.end })

const membersOf = (node: Json | undefined): readonly Member[] => (node?.kind === 'object' ? node.members : [])

const memberOf = (node: Json, name: string): Member | undefined =>
  membersOf(node).find((member) => member.name === name)

const itemsOf = (node: Json): readonly Json[] => (node.kind === 'array' ? node.items : [node])

const wordsOf = (node: Json): readonly Word[] =>
  itemsOf(node).flatMap((item) => ('text' in item ? [{ text: item.text, span: item }] : []))

/** Follows a path such as `Statement[0].Condition.StringEquals.aws:SourceIp[1]` as far as it goes. */
function spanAt(tree: Json, path: string): Span {
  if (path === '') return { at: tree.at, end: tree.at + 1 }
  let [node, rest, span]: [Json, string, Span] = [tree, path, tree]
  while (rest !== '') {
    const index = /^\[(\d+)\]\.?/.exec(rest)
    const item = node.kind === 'array' ? node.items[Number(index?.[1])] : undefined
    if (index !== null && item !== undefined) {
      ;[node, rest, span] = [item, rest.slice(index[0].length), item]
      continue
    }
    const member = longestNamed(node, rest)
    if (member === undefined) break
    rest = rest.slice(member.name.length).replace(/^\./, '')
    ;[node, span] = [member.value, rest === '' ? spanOf(member) : member.value]
  }
  return span.end - span.at > longestShown ? { at: span.at, end: span.at + 1 } : span
}

/** What is longer is not underlined but pointed at. */
const longestShown = 200

/** Names may hold dots themselves. */
const longestNamed = (node: Json, rest: string): Member | undefined =>
  membersOf(node)
    .filter(({ name }) => rest === name || rest.startsWith(`${name}.`) || rest.startsWith(`${name}[`))
    .toSorted((a, b) => b.name.length - a.name.length)[0]
