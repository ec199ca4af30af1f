/** Policies made ready to decide with: done once for each revision of a policy. */
import type { ConditionTest } from './conditions/condition.ts'
import { conditionTest } from './conditions/condition.ts'
import type { PolicyDocument, PolicyKind, Statement } from './document/model.ts'
import type { ActionIndex } from './match/action-index.ts'
import { actionIndex } from './match/action-index.ts'
import type { PrincipalMatcher } from './match/principal.ts'
import { principalMatcher } from './match/principal.ts'
import type { ResourceMatcher } from './match/resource.ts'
import { resourceMatcher } from './match/resource.ts'
import type { PolicyType, StatementReference } from './types.ts'

export interface CompiledPolicy {
  /** The policy's name or ARN. */
  readonly name: string
  readonly document: PolicyDocument
  readonly principalIds: Readonly<Record<string, string>>
  /** The statements that may apply to an action. */
  readonly index: ActionIndex<CompiledStatement>
}

export interface CompiledStatement {
  readonly index: number
  readonly source: Statement
  /** Absent where the statement speaks of whoever holds the policy. */
  readonly principal: PrincipalMatcher | undefined
  /** Absent where the statement speaks of whatever holds the policy. */
  readonly resource: ResourceMatcher | undefined
  readonly conditions: readonly ConditionTest[]
  referenceAs(type: PolicyType): StatementReference
}

export interface CompileOptions {
  /** The policy's name or ARN, as decisions and denials show it. */
  readonly name: string
  /**
   * The unique ids that the policy's principals had when it was written, by ARN. Such a principal is then
   * matched by its id, so that a role deleted and made anew under its old name is not trusted.
   */
  readonly principalIds?: Readonly<Record<string, string>>
}

export function compilePolicy(document: PolicyDocument, options: CompileOptions): CompiledPolicy {
  const { name, principalIds = {} } = options
  const around = { document, name, principalFor: principalMatchers(document.kind, principalIds) }
  const statements = document.statements.map((source, index) => compileStatement(source, index, around))
  return { name, document, principalIds, index: actionIndex(statements) }
}

interface Surroundings {
  readonly document: PolicyDocument
  readonly name: string
  readonly principalFor: (statement: Statement) => PrincipalMatcher | undefined
}

/** Statements that name the same principals share one matcher. */
function principalMatchers(
  kind: PolicyKind,
  ids: CompiledPolicy['principalIds'],
): Surroundings['principalFor'] {
  const made = new Map<string, PrincipalMatcher>()
  return ({ principal, effect }) => {
    if (principal === undefined) return undefined
    const key = JSON.stringify([effect, principal])
    const matcher = made.get(key) ?? principalMatcher(principal, { kind, effect, ids })
    made.set(key, matcher)
    return matcher
  }
}

function compileStatement(source: Statement, index: number, around: Surroundings): CompiledStatement {
  const { version } = around.document
  return {
    index,
    source,
    principal: around.principalFor(source),
    resource: source.resource && resourceMatcher(source.resource, { version, effect: source.effect }),
    conditions: source.conditions.map((condition) => conditionTest(condition, version)),
    referenceAs: referencesTo(source, index, around.name),
  }
}

/** References are made once, so that a decision allocates next to nothing. */
function referencesTo(
  source: Statement,
  index: number,
  policy: string,
): (type: PolicyType) => StatementReference {
  const made = new Map<PolicyType, StatementReference>()
  return (policyType) => {
    let reference = made.get(policyType)
    if (reference === undefined) {
      reference = { policyType, policy, ...(source.sid !== undefined && { sid: source.sid }), index }
      made.set(policyType, reference)
    }
    return reference
  }
}
