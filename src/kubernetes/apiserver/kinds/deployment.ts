/** Deployments: how many pods may be too many or too few while they are replaced. */
import type { JsonObject } from '../../api/index.ts'
import { objectOf, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { forbiddenField, invalidField } from '../api-error.ts'
import { notNegative } from '../validation/fields.ts'
import type { Strategy } from './strategy.ts'
import { fillSpec, fixedSelector, validateWorkload } from './workload.ts'

export const deploymentStrategy: Strategy = {
  fill: fillSpec((spec) => {
    const strategy = objectOf(spec['strategy'])
    const type = strategy['type'] || 'RollingUpdate'
    const rolling = objectOf(strategy['rollingUpdate'])
    return {
      replicas: spec['replicas'] ?? 1,
      strategy: {
        ...strategy,
        type,
        ...(type === 'RollingUpdate' && {
          rollingUpdate: {
            maxUnavailable: rolling['maxUnavailable'] ?? '25%',
            maxSurge: rolling['maxSurge'] ?? '25%',
          },
        }),
      },
      revisionHistoryLimit: spec['revisionHistoryLimit'] ?? 10,
      progressDeadlineSeconds: spec['progressDeadlineSeconds'] ?? 600,
    }
  }),
  validate: (object) => [
    ...validateWorkload(object),
    ...validateStrategy(objectOf(valueAt(object, 'spec', 'strategy')), 'spec.strategy'),
  ],
  validateChange: fixedSelector,
  tellsChangesLast: true,
  countsGenerations: true,
}

function validateStrategy(strategy: JsonObject, path: string): readonly FieldProblem[] {
  const { type, rollingUpdate } = strategy
  if (type === 'Recreate')
    return rollingUpdate === undefined
      ? []
      : [forbiddenField(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")]
  if (type === 'RollingUpdate') return validateRolling(objectOf(rollingUpdate), `${path}.rollingUpdate`)
  // In Go's own names, and as a value that Kubernetes' words call unsupported as a whole.
  const shown = JSON.stringify({ Type: type, RollingUpdate: rollingUpdate ?? null })
  return [
    {
      type: 'FieldValueNotSupported',
      field: path,
      message: `Unsupported value: ${shown}: supported values: "Recreate", "RollingUpdate"`,
    },
  ]
}

function validateRolling(rolling: JsonObject, path: string): readonly FieldProblem[] {
  const { maxUnavailable, maxSurge } = rolling
  return [
    ...validateShare(`${path}.maxUnavailable`, maxUnavailable),
    ...validateShare(`${path}.maxSurge`, maxSurge),
    ...(numberOf(maxUnavailable) === 0 && numberOf(maxSurge) === 0
      ? [invalidField(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...((numberOf(maxUnavailable) ?? 0) > 100 && typeof maxUnavailable === 'string'
      ? [invalidField(`${path}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%')]
      : []),
  ]
}

const percentage =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"

const validateShare = (field: string, share: unknown): readonly FieldProblem[] =>
  typeof share === 'string' && !/^\d+%$/.test(share)
    ? [invalidField(field, share, percentage)]
    : notNegative(field, share)

const numberOf = (share: unknown): number | undefined =>
  typeof share === 'number'
    ? share
    : /^\d+%$/.test(textOf(share) ?? '')
      ? Number.parseInt(textOf(share)!, 10)
      : undefined
