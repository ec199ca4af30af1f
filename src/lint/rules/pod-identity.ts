/** What EKS Pod Identity needs of a trust policy. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
import type { Rule } from '../finding.ts'
import { covers, patternOf } from '../patterns.ts'

const needed = ['sts:AssumeRole', 'sts:TagSession']

export const podIdentityActions: Rule = {
  id: 'pod-identity-actions',
  severity: 'error',
  title: 'a trust in EKS Pod Identity that lacks one of its two actions',
  check: ({ kind, statements }) => {
    if (kind !== 'trust') return []
    const trusts = statements.filter(
      ({ effect, principal }) =>
        effect === 'Allow' &&
        principal?.names.some(
          ({ type, name }) => type === 'Service' && name.text === 'pods.eks.amazonaws.com',
        ),
    )
    const allowed = trusts.flatMap(({ action }) =>
      action.negated ? ['*'] : action.words.map(({ text }) => text),
    )
    const missing = needed.filter((each) => !allowed.some((pattern) => fits(pattern, each)))
    const [first] = trusts
    if (first === undefined || missing.length === 0) return []
    return [
      {
        span: first.action.span,
        statement: first,
        reason: `EKS asks for both ${needed.join(' and ')}; without ${missing.join(' and ')} every pod is refused`,
        fix: `write "Action": ["sts:AssumeRole", "sts:TagSession"]`,
      },
    ]
  },
}

const fits = (pattern: string, action: string): boolean =>
  covers(patternOf(pattern.toLowerCase()), patternOf(action.toLowerCase()))
