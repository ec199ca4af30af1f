/** A denial in AWS's words: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
import type { Decision, PolicyType } from './types.ts'

export interface Denial {
  /** Who asked, as `arnOf` gives it. */
  readonly principalArn: string
  readonly request: { readonly action: string; readonly resource: string }
  readonly decision: Decision
  /** How the service calls the resource where that is not its ARN, such as IAM's `role app`. */
  readonly resourceLabel?: string
  /** S3 and some others put the resource in quotation marks. */
  readonly quoted?: boolean
  /** Leaves the reason out, as sts:AssumeRole does. */
  readonly bare?: boolean
}

export function denialText(denial: Denial): string {
  const { action, resource } = denial.request
  const name = denial.resourceLabel ?? resource
  const shown = denial.quoted === true ? `"${name}"` : name
  const text = `User: ${denial.principalArn} is not authorized to perform: ${action} on resource: ${shown}`
  const reason = denial.bare === true ? undefined : reasonOf(denial.decision, action)
  return reason === undefined ? text : `${text} ${reason}`
}

/** Why, in AWS's words; undefined for a decision that allows. */
export function reasonOf(decision: Decision, action: string): string | undefined {
  switch (decision.effect) {
    case 'allow':
      return undefined
    case 'implicit-deny':
      return `because no ${decision.missing} allows the ${action} action`
    default:
      return `with an explicit deny in ${articled(decision.by)}${arnSuffix(decision)}`
  }
}

const articled = (type: PolicyType): string => `${type === 'identity-based policy' ? 'an' : 'a'} ${type}`

/** Since 2026 the ARN of the denying policy follows, where it has one; resource policies have none. */
function arnSuffix(decision: Extract<Decision, { effect: 'explicit-deny' }>): string {
  if (decision.by === 'resource-based policy') return ''
  const name = decision.statements[0]?.policy
  return name?.startsWith('arn:') === true ? `: ${name}` : ''
}
