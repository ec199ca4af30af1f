/** Why a request is decided as it is: the slow way through the same policies, that looks at every statement. */
import type { CompiledPolicy } from './compile.ts'
import type { Evidence } from './compose.ts'
import { compose, evaluationOrder, listsOf } from './compose.ts'
import { askerOf, closeness } from './decide.ts'
import { reasonOf } from './denial-text.ts'
import { explainStatement } from './explain-statement.ts'
import type { Explanation, PolicyExplanation, StatementExplanation } from './explanation.ts'
import { mendsOf } from './mend/mends-of.ts'
import { nearestMiss } from './nearest-miss.ts'
import { arnOf } from './principal.ts'
import type { Decision, PolicyRequest, PolicyType, StatementReference } from './types.ts'

export function explain(request: PolicyRequest): Explanation {
  const policies = evaluationOrder.flatMap((type) => explainType(type, request))
  const decision = compose(request, evidenceOf(policies, request))
  const nearest = decision.effect === 'implicit-deny' ? nearestMiss(policies, decision.missing) : undefined
  return {
    decision,
    summary: summaryOf(decision, request),
    policies,
    ...(nearest && { nearestMiss: nearest }),
    ...(decision.effect !== 'allow' && { mends: mendsOf(request) }),
  }
}

function explainType(type: PolicyType, request: PolicyRequest): readonly PolicyExplanation[] {
  const leveled = type === 'service control policy' || type === 'resource control policy'
  return listsOf(type, request).flatMap((policies, level) =>
    policies.map((policy) => ({
      policyType: type,
      policy: policy.name,
      ...(leveled && { level }),
      statements: explainPolicy(policy, request),
    })),
  )
}

function explainPolicy(policy: CompiledPolicy, request: PolicyRequest): readonly StatementExplanation[] {
  const asker = askerOf(request)
  return policy.document.statements.map((_, index) => explainStatement(policy, index, request, asker))
}

/** The evidence for the decision, from the explained statements alone. */
function evidenceOf(policies: readonly PolicyExplanation[], request: PolicyRequest): Evidence {
  const applying = (type: PolicyType, effect: 'Allow' | 'Deny'): readonly Applying[] =>
    policies
      .filter(({ policyType }) => policyType === type)
      .flatMap(({ policy, level = 0, statements }) =>
        statements
          .filter((statement) => statement.applies && statement.effect === effect)
          .map((statement) => ({ level, statement, reference: referenceTo(type, policy, statement) })),
      )
  return {
    denies: (type) => applying(type, 'Deny').map(({ reference }) => reference),
    allows(type) {
      const allows = applying(type, 'Allow')
      const firsts = listsOf(type, request).map((_, level) => allows.find((allow) => allow.level === level))
      return firsts.every((first) => first !== undefined) ? firsts.map((first) => first.reference) : undefined
    },
    grant() {
      const grants = applying('resource-based policy', 'Allow').flatMap(
        ({ statement: { naming }, reference }) =>
          naming === undefined || naming === 'none' ? [] : [{ naming, statement: reference }],
      )
      // A stable sort keeps the order of the policy among equals.
      return grants.sort((a, b) => closeness[b.naming] - closeness[a.naming])[0]
    },
  }
}

interface Applying {
  readonly level: number
  readonly statement: StatementExplanation
  readonly reference: StatementReference
}

const referenceTo = (
  policyType: PolicyType,
  policy: string,
  { sid, index }: StatementExplanation,
): StatementReference => ({ policyType, policy, ...(sid !== undefined && { sid }), index })

function summaryOf(decision: Decision, { principal, action, resource }: PolicyRequest): string {
  const who = arnOf(principal)
  const what = `\`${action}\` on \`${resource}\``
  if (decision.effect !== 'allow') return `\`${who}\` may not do ${what} ${reasonOf(decision, action)}`
  const by = decision.statements.map(({ policy, sid, index }) =>
    sid === undefined || sid === ''
      ? `statement ${index + 1} of \`${policy}\``
      : `\`${sid}\` of \`${policy}\``,
  )
  const because = by.length > 0 ? `allowed by ${by.join(', ')}` : 'the root user has full access'
  return `\`${who}\` may do ${what}: ${because}`
}
