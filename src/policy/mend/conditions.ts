/** The conditions of the statement that came nearest, with the call's own values where it failed by them. */
import type { Condition } from '../document/model.ts'
import type { PartExplanation } from '../explanation.ts'
import { literalPattern, literalValue } from './literal.ts'

export interface Adjusted {
  readonly conditions: readonly Condition[]
  /** What the call would have to bring, in words; no condition is given up. */
  readonly unmet: readonly string[]
}

/** `narrow`: only the call's own values; else they are put beside those that are there. */
export function adjust(
  conditions: readonly Condition[],
  parts: readonly PartExplanation[],
  how: 'narrow' | 'beside',
): Adjusted {
  const explained = parts.filter(({ part }) => part === 'condition')
  const unmet: string[] = []
  const adjusted = conditions.map((condition, index) => {
    const part = explained[index]!
    if (part.fits) return condition
    const values = valuesOf(condition, part)
    if (values === undefined) {
      unmet.push(part.words)
      return condition
    }
    return { ...condition, values: how === 'narrow' ? values : [...condition.values, ...values] }
  })
  return { conditions: adjusted, unmet }
}

const exact = /^String(?:Equals|EqualsIgnoreCase)$/
const patterned = /^(?:StringLike|ArnEquals|ArnLike)$/

/** What a policy may name one by one; dates, numbers and addresses are bounds that somebody chose. */
function valuesOf({ operator }: Condition, { given }: PartExplanation): readonly string[] | undefined {
  if (given === undefined || given.length === 0) return undefined
  if (exact.test(operator.name)) return given.map(literalValue)
  return patterned.test(operator.name) ? given.map(literalPattern) : undefined
}
