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
  const nearest = candidates.sort((a, b) => distance(a.statement) - distance(b.statement))[0]
  return nearest && { ...nearest, words: wordsOf(nearest.policy, nearest.statement) }
}

/** One more failing part outweighs everything; then a wrong action is farther away than a wrong value. */
function distance({ parts }: StatementExplanation): number {
  return parts
    .filter((part) => !part.fits)
    .reduce((sum, part) => sum + 1 + weights[part.part] / 100 / parts.length, 0)
}

const weights: Readonly<Record<PartExplanation['part'], number>> = {
  action: 4,
  principal: 3,
  resource: 2,
  condition: 1,
}

function wordsOf(policy: string, { index, sid, parts }: StatementExplanation): string {
  const name = sid === undefined || sid === '' ? `statement ${index + 1}` : `statement \`${sid}\``
  const failed = parts.filter((part) => !part.fits).map((part) => part.words)
  return `${name} of \`${policy}\` would have allowed it, but ${failed.join(', and ')}`
}
