/** Puts into words what today's policies would say to a recorded call. */
import { paint } from '../../print.ts'
import { mark, tellAuthorization, type ToldAuthorization } from './tell-authorization.ts'
import { tellBriefly, type ToldDecision } from './tell.ts'

/** An authorization of the record as it would be decided now. */
export interface Redecided {
  readonly decided?: ToldAuthorization
  /** Why it would be refused before it was decided. */
  readonly refused?: string
  readonly notes: readonly string[]
}

export const tellNow = (
  record: ToldDecision,
  now: readonly Redecided[],
  { brief }: { readonly brief?: boolean },
): string =>
  [
    tellBriefly(record),
    '',
    "by today's policies, with the caller, resource and context of then:",
    ...(now.length === 0 ? ['  nothing was asked of policies'] : []),
    ...record.authorizations.flatMap((then, index) => tellEach(then, now[index]!, brief === true)),
  ].join('\n')

function tellEach(then: ToldAuthorization, now: Redecided, brief: boolean): readonly string[] {
  const isAllowed = now.decided?.decision.effect === 'allow'
  const verdict = now.decided === undefined ? 'refused' : isAllowed ? 'allowed' : 'denied'
  const was = then.decision.effect === 'allow' ? 'allowed' : 'denied'
  const change =
    was === 'allowed' ? (isAllowed ? 'as then' : 'then allowed') : isAllowed ? 'then denied' : 'as then'
  const { refused, decided, notes } = now
  return [
    `${mark(isAllowed)} ${paint('bold', then.action)} on ${then.resource}: would be ${verdict} now, ${change}`,
    ...(refused === undefined ? [] : [`  ${refused}`]),
    ...notes.map((note) => `  ${note}`),
    ...(brief || isAllowed || decided === undefined ? [] : tellAuthorization(decided).slice(2)),
  ]
}
