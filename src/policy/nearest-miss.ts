/** The statement that came nearest to allowing a request. */
import type { NearestMiss, PartExplanation, PolicyExplanation, StatementExplanation } from './explanation.ts'
import type { PolicyType } from './types.ts'

/** Among the policies of the type that had to allow: the one that fails by the fewest parts. */
export function nearestMiss(
  policies: readonly PolicyExplanation[],
  missing: PolicyType,
): NearestMiss | undefined {
  const candidates = policies
    .filter(({ policyType }) => policyType === missing)
    .flatMap(({ policyType, policy, statements }) =>
      statements
        .filter(({ effect, applies }) => effect === 'Allow' && !applies)
        .map((statement) => ({ policyType, policy, statement })),
    )
  const nearest = candidates.sort((a, b) => byNearness(a.statement, b.statement))[0]
  return nearest && { ...nearest, words: wordsOf(nearest.policy, nearest.statement) }
}

/** One more failing part outweighs everything; then a wrong action is farther away than a wrong value. */
const byNearness = (a: StatementExplanation, b: StatementExplanation): number =>
  failed(a).length - failed(b).length || weightOf(a) - weightOf(b)

const failed = ({ parts }: StatementExplanation): readonly PartExplanation[] =>
  parts.filter((part) => !part.fits)

const weightOf = (statement: StatementExplanation): number =>
  failed(statement).reduce((sum, { part }) => sum + weights[part], 0)

const weights: Readonly<Record<PartExplanation['part'], number>> = {
  condition: 1,
  resource: 2,
  principal: 3,
  action: 4,
}

function wordsOf(policy: string, statement: StatementExplanation): string {
  const { index, sid } = statement
  const name = sid === undefined || sid === '' ? `statement ${index + 1}` : `statement \`${sid}\``
  const reasons = failed(statement).map(({ words }) => words)
  return `${name} of \`${policy}\` would have allowed it, but ${reasons.join(', and ')}`
}
