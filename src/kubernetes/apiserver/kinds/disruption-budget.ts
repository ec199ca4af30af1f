/** PodDisruptionBudgets: how many pods must stay, or how many may go, one of the two. */
import { objectOf } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField, unsupportedField } from '../api-error.ts'
import type { Strategy } from './strategy.ts'

export const disruptionBudgetStrategy: Strategy = {
  begin: (budget) => ({
    ...budget,
    status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  }),
  validate: (budget) => {
    const spec = objectOf(budget['spec'])
    const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy = null } = spec
    const isSet = (value: unknown): boolean => value !== undefined && value !== null
    if (isSet(minAvailable) && isSet(maxUnavailable))
      return [
        invalidField(
          'spec',
          {
            MinAvailable: minAvailable,
            Selector: spec['selector'] ?? null,
            MaxUnavailable: maxUnavailable,
            UnhealthyPodEvictionPolicy: policy,
          },
          'minAvailable and maxUnavailable cannot be both set',
        ),
      ]
    return [
      ...(isSet(minAvailable) ? validateBound('spec.minAvailable', minAvailable) : []),
      ...(isSet(maxUnavailable) ? validateBound('spec.maxUnavailable', maxUnavailable) : []),
      ...(policy === null || policy === 'IfHealthyBudget' || policy === 'AlwaysAllow'
        ? []
        : [unsupportedField('spec.unhealthyPodEvictionPolicy', policy, ['AlwaysAllow', 'IfHealthyBudget'])]),
    ]
  },
  countsGenerations: true,
}

function validateBound(field: string, bound: unknown): readonly FieldProblem[] {
  if (typeof bound === 'number')
    return bound < 0 ? [invalidField(field, bound, 'must be greater than or equal to 0')] : []
  const percent = /^(\d+)%$/.exec(String(bound))
  if (percent === null)
    return [
      invalidField(
        field,
        bound,
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ),
    ]
  return Number(percent[1]) > 100 ? [invalidField(field, bound, 'must not be greater than 100%')] : []
}
