/** The session policies that a request passes. */
import { parsePolicy } from '../../../policy/index.ts'
import { malformedPolicy, policyNotFound, tooManyPolicies } from '../errors.ts'
import type { FindManagedPolicy } from '../needs.ts'
import type { SessionPolicies } from '../session/session.ts'

export interface PolicyInput {
  readonly Policy?: string
  readonly PolicyArns?: readonly { readonly arn?: string }[]
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: up to 10 managed policies. */
const mostPolicies = 10

/** Undefined when the request passes none. `account` is the one whose managed policies may be named. */
export function readRequestedPolicies(
  input: PolicyInput,
  account: string,
  findManagedPolicy: FindManagedPolicy,
): SessionPolicies | undefined {
  const arns = [...new Set((input.PolicyArns ?? []).flatMap(({ arn }) => arn ?? []))]
  if (arns.length === 0 && input.Policy === undefined) return undefined
  if (arns.length > mostPolicies) throw tooManyPolicies(mostPolicies)
  const unknown = arns.find((arn) => findManagedPolicy(arn, account) === undefined)
  if (unknown !== undefined) throw policyNotFound(unknown)
  if (input.Policy === undefined) return { arns }
  const parsed = parsePolicy(input.Policy, 'session')
  if (!parsed.ok) throw malformedPolicy(parsed.problems[0].message)
  return { arns, inline: input.Policy }
}
