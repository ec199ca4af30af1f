/** What makes pods: a selector, and a template that it must select. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField, requiredField, unsupportedField } from '../api-error.ts'
import { defaultPodSpec } from '../objects/default-pod.ts'
import { validateLabels, validateLabelSelector } from '../objects/validate-labels.ts'
import { validatePodSpec } from '../validation/pod-spec.ts'
import { notNegative } from '../validation/fields.ts'
import { matchesSelector } from '../selectors/match-selector.ts'
import type { Strategy } from './strategy.ts'

const fillTemplate = (spec: JsonObject): JsonObject => {
  const template = objectOf(spec['template'])
  return { ...template, spec: defaultPodSpec(objectOf(template['spec']), false) }
}

export const fillSpec =
  (fill: (spec: JsonObject) => JsonObject): Strategy['fill'] =>
  (object) => {
    const spec = objectOf(object['spec'])
    return { ...object, spec: { ...spec, ...fill(spec), template: fillTemplate(spec) } }
  }

function validateSelector(object: JsonObject): readonly FieldProblem[] {
  const selector = valueAt(object, 'spec', 'selector')
  const labels = valueAt(object, 'spec', 'template', 'metadata', 'labels')
  const mismatch = invalidField(
    'spec.template.metadata.labels',
    labels ?? null,
    '`selector` does not match template `labels`',
  )
  if (!isObject(selector)) return [requiredField('spec.selector'), mismatch]
  const isEmpty =
    Object.keys(objectOf(selector['matchLabels'])).length === 0 &&
    listOf(selector['matchExpressions']).length === 0
  if (isEmpty) return [invalidField('spec.selector', selector, 'empty selector is invalid for deployment')]
  const wrong = validateLabelSelector(selector, 'spec.selector')
  if (wrong.length > 0) return [...wrong, invalidField('spec.selector', selector, 'invalid label selector')]
  return matchesSelector(selector, labels) ? [] : [mismatch]
}

/** Problems of the template's pod are told with its place before them. */
export function validateTemplate(object: JsonObject, policies: readonly string[]): readonly FieldProblem[] {
  const template = objectOf(valueAt(object, 'spec', 'template'))
  const policy = textOf(valueAt(template, 'spec', 'restartPolicy')) ?? ''
  return [
    ...validateLabels(valueAt(template, 'metadata', 'labels'), 'spec.template.labels'),
    ...validatePodSpec(objectOf(template['spec']), 'spec.template.spec'),
    ...(policies.includes(policy)
      ? []
      : [unsupportedField('spec.template.spec.restartPolicy', policy, policies)]),
  ]
}

export const fixedSelector: Strategy['validateChange'] = (object, before) => {
  const [now, old] = [object, before].map((each) => valueAt(each, 'spec', 'selector'))
  return equalJson(now, old) ? [] : [invalidField('spec.selector', now, 'field is immutable')]
}

const always = ['Always']

export const validateWorkload: NonNullable<Strategy['validate']> = (object) => [
  ...notNegative('spec.replicas', valueAt(object, 'spec', 'replicas')),
  ...validateSelector(object),
  ...validateTemplate(object, always),
  ...notNegative('spec.minReadySeconds', valueAt(object, 'spec', 'minReadySeconds')),
]

export const replicaSetStrategy: Strategy = {
  fill: fillSpec((spec) => ({ replicas: spec['replicas'] ?? 1 })),
  begin: (object) => ({ ...object, status: { replicas: 0 } }),
  validate: validateWorkload,
  validateChange: fixedSelector,
  tellsChangesLast: true,
  selectable: ['status.replicas'],
  countsGenerations: true,
}

export const controllerRevisionStrategy: Strategy = {
  validateChange: (object, before) =>
    equalJson(object['data'], before['data'])
      ? []
      : [invalidField('data', object['data'], 'field is immutable')],
}
