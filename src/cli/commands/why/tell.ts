/** Puts a decision record into words. */
import type {
  Explanation,
  PartExplanation,
  PolicyExplanation,
  StatementExplanation,
} from '../../../policy/index.ts'
import { paint } from '../../print.ts'

/** A decision record as the service hands it out. */
export interface ToldDecision {
  readonly requestId: string
  readonly eventId: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly service: string
  readonly operation: string
  readonly region: string
  readonly caller?: { readonly arn: string; readonly userId: string }
  readonly steps: readonly { readonly name: string; readonly passed: boolean; readonly detail: string }[]
  readonly authorizations: readonly {
    readonly action: string
    readonly resource: string
    readonly decision: { readonly effect: string }
    readonly explanation?: Explanation
  }[]
  readonly outcome: { readonly status: number; readonly code?: string; readonly message?: string }
}

const mark = (good: boolean): string => (good ? paint('green', '✔') : paint('red', '✘'))

/** One line for the outcome and one for each reason. */
export function tellBriefly(record: ToldDecision): string {
  const refused = record.outcome.code !== undefined
  const reasons = record.authorizations.map(({ action, resource, decision, explanation }) =>
    explanation === undefined ? `${decision.effect}: ${action} on ${resource}` : explanation.summary,
  )
  const failed = record.steps.filter((step) => !step.passed).map((step) => `${step.name}: ${step.detail}`)
  return [
    `why: ${record.service}:${record.operation} ${refused ? `was refused with ${record.outcome.code}` : 'was allowed'}`,
    ...[...failed, ...reasons].map((reason) => `     ${reason}`),
  ].join('\n')
}

/** Caller, each check, each statement and condition with both values. */
export function tellWhole(record: ToldDecision): string {
  const { outcome } = record
  return [
    `${paint('bold', `${record.service}:${record.operation}`)} in ${record.region} at ${new Date(record.time).toISOString()}`,
    `  request ${record.requestId}, event ${record.eventId}`,
    `  caller  ${record.caller?.arn ?? 'nobody: the call needs no credentials'}`,
    `  answer  ${outcome.status}${outcome.code === undefined ? '' : ` ${outcome.code}: ${outcome.message ?? ''}`}`,
    '',
    ...record.steps.map(
      (step) => `${mark(step.passed)} ${step.name}${step.detail === '' ? '' : `: ${step.detail}`}`,
    ),
    ...record.authorizations.flatMap(tellAuthorization),
  ].join('\n')
}

function tellAuthorization({
  action,
  resource,
  decision,
  explanation,
}: ToldDecision['authorizations'][number]): string[] {
  const head = [
    '',
    `${mark(decision.effect === 'allow')} ${paint('bold', action)} on ${resource}: ${decision.effect}`,
  ]
  if (explanation === undefined) return head
  return [
    ...head,
    `  ${explanation.summary}`,
    ...explanation.policies.flatMap(tellPolicy),
    ...(explanation.nearestMiss === undefined
      ? []
      : ['', `  nearest miss: ${explanation.nearestMiss.words}`]),
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
