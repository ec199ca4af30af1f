/** Policies that are too long to be taken. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
import type { PolicyKind } from '../../policy/index.ts'
import type { Rule } from '../finding.ts'

/** Without white space; the most that can be had, and what it is for. */
const limits: Readonly<Record<PolicyKind, readonly [characters: number, what: string]>> = {
  identity: [10_240, 'all inline policies of a role'],
  managed: [6_144, 'a managed policy'],
  trust: [4_096, 'a trust policy, with the quota raised'],
  session: [2_048, 'a session policy'],
  'service-control': [10_240, 'a service control policy'],
  'resource-control': [5_120, 'a resource control policy'],
  bucket: [20_480, 'a bucket policy'],
  resource: [20_480, 'a bucket policy'],
}

export const tooLong: Rule = {
  id: 'too-long',
  severity: 'error',
  title: 'a policy that is longer than AWS takes',
  check: ({ kind, size, span }) => {
    const [limit, what] = limits[kind]
    if (size <= limit) return []
    return [
      {
        span: { at: span.at, end: span.at + 1 },
        reason: `it has ${size} characters without white space, and ${what} may have ${limit}`,
        fix: 'part it into several, or say more by wildcards',
      },
    ]
  },
}

/** What a trust policy may have unless the quota was raised. */
const usualTrust = 2_048

export const longTrust: Rule = {
  id: 'long-trust',
  severity: 'warning',
  title: 'a trust policy that needs a raised quota',
  check: ({ kind, size, span }) =>
    kind === 'trust' && size > usualTrust && size <= limits.trust[0]
      ? [
          {
            span: { at: span.at, end: span.at + 1 },
            reason: `it has ${size} characters without white space, and a trust policy may have ${usualTrust} unless the account's quota was raised`,
            fix: 'name fewer principals, or raise the quota "Role trust policy length"',
          },
        ]
      : [],
}
