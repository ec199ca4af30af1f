/** Puts one decision of the policies into words: each statement and condition with both values, and what would mend it. */
import type {
  Explanation,
  PartExplanation,
  PolicyExplanation,
  StatementExplanation,
  StatementReference,
} from '../../../policy/index.ts'
import { paint } from '../../print.ts'
import { tellMends } from './tell-mend.ts'

export interface ToldStep {
  readonly name: string
  readonly passed: boolean
  readonly detail: string
}

export interface ToldAuthorization {
  readonly action: string
  readonly resource: string
  readonly decision: { readonly effect: string; readonly statements?: readonly StatementReference[] }
  readonly explanation?: Explanation
}

export const mark = (good: boolean): string => (good ? paint('green', '✔') : paint('red', '✘'))

export const nameOf = ({ policyType, policy, sid, index }: StatementReference): string =>
  `${policyType} ${policy}, statement ${sid ?? index + 1}`

export const tellSteps = (steps: readonly ToldStep[]): readonly string[] =>
  steps.map((step) => `${mark(step.passed)} ${step.name}${step.detail === '' ? '' : `: ${step.detail}`}`)

export function tellAuthorization({ action, resource, decision, explanation }: ToldAuthorization): string[] {
  const head = [
    '',
    `${mark(decision.effect === 'allow')} ${paint('bold', action)} on ${resource}: ${decision.effect}`,
  ]
  if (explanation === undefined)
    return [...head, ...(decision.statements ?? []).map((statement) => `  by ${nameOf(statement)}`)]
  return [
    ...head,
    `  ${explanation.summary}`,
    ...explanation.policies.flatMap(tellPolicy),
    ...(explanation.nearestMiss === undefined
      ? []
      : ['', `  nearest miss: ${explanation.nearestMiss.words}`]),
    ...tellMends(explanation.mends ?? [], action),
  ]
}

const tellPolicy = (policy: PolicyExplanation): string[] => [
  `  ${policy.policyType} ${policy.policy}`,
  ...policy.statements.flatMap(tellStatement),
]

function tellStatement(statement: StatementExplanation): string[] {
  const name = statement.sid === undefined ? `statement ${statement.index + 1}` : `statement ${statement.sid}`
  return [
    `    ${name}, ${statement.effect}: ${statement.applies ? 'applies' : 'does not apply'}`,
    ...statement.parts.map(tellPart),
  ]
}

const tellPart = (part: PartExplanation): string => `      ${mark(part.fits)} ${part.words}`
