/** Puts a decision record into words. */
import { paint } from '../../print.ts'
import {
  nameOf,
  tellAuthorization,
  tellSteps,
  type ToldAuthorization,
  type ToldStep,
} from './tell-authorization.ts'

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
  readonly steps: readonly ToldStep[]
  readonly authorizations: readonly ToldAuthorization[]
  readonly outcome: { readonly status: number; readonly code?: string; readonly message?: string }
}

/** One line for the outcome, and one for each reason. */
export function tellBriefly(record: ToldDecision): string {
  const { code } = record.outcome
  const outcome = code === undefined ? 'was allowed' : `was refused with ${code}`
  return [
    `why: ${record.service}:${record.operation} ${outcome}`,
    ...reasonsOf(record).map((reason) => `     ${reason}`),
  ].join('\n')
}

/** The steps that only pass on what another one decided. */
const passingOn = ['authorize', 'invoke']

function reasonsOf({ steps, authorizations }: ToldDecision): readonly string[] {
  const decided = authorizations.flatMap(decidedBy)
  if (decided.length > 0) return decided
  const failed = steps.filter((step) => !step.passed)
  const own = failed.filter((step) => !passingOn.includes(step.name))
  return (own.length > 0 ? own : failed).map((step) => `${step.name}: ${step.detail}`)
}

function decidedBy({ action, resource, decision, explanation }: ToldAuthorization): readonly string[] {
  if (decision.effect === 'allow')
    return (decision.statements ?? []).map((statement) => `${action} on ${resource} by ${nameOf(statement)}`)
  if (explanation === undefined) return [`${action} on ${resource}: ${decision.effect}`]
  const nearest = explanation.nearestMiss
  return [explanation.summary, ...(nearest === undefined ? [] : [`nearest miss: ${nearest.words}`])]
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
    ...tellSteps(record.steps),
    ...record.authorizations.flatMap(tellAuthorization),
  ].join('\n')
}
