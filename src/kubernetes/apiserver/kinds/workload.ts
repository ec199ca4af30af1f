/** What makes pods: a selector, and a template that it must select. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField, requiredField, unsupportedField } from '../api-error.ts'
import { defaultPodSpec } from '../objects/default-pod.ts'
import { validateLabels } from '../objects/validate-labels.ts'
import { validatePodSpec } from '../objects/validate-pod.ts'
import { matchesSelector } from '../selectors/match-selector.ts'
import type { Strategy } from './strategy.ts'

const fillTemplate = (spec: JsonObject): JsonObject => {
  const template = objectOf(spec['template'])
  return { ...template, spec: defaultPodSpec(objectOf(template['spec']), false) }
}

const fillSpec =
  (fill: (spec: JsonObject) => JsonObject): Strategy['fill'] =>
  (object) => {
    const spec = objectOf(object['spec'])
    return { ...object, spec: { ...spec, ...fill(spec), template: fillTemplate(spec) } }
  }

function validateSelector(object: JsonObject): readonly FieldProblem[] {
  const selector = valueAt(object, 'spec', 'selector')
  const labels = objectOf(valueAt(object, 'spec', 'template', 'metadata', 'labels'))
  if (!isObject(selector)) return [requiredField('spec.selector')]
  const isEmpty =
    Object.keys(objectOf(selector['matchLabels'])).length === 0 &&
    listOf(selector['matchExpressions']).length === 0
  if (isEmpty) return [invalidField('spec.selector', selector, 'empty selector is invalid for deployment')]
  return matchesSelector(selector, labels)
    ? []
    : [invalidField('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')]
}

/** Problems of the template's pod are told with its place before them. */
function validateTemplate(object: JsonObject, policies: readonly string[]): readonly FieldProblem[] {
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

const notNegative = (object: JsonObject, name: string): readonly FieldProblem[] => {
  const value = valueAt(object, 'spec', name)
  return typeof value === 'number' && value < 0
    ? [invalidField(`spec.${name}`, value, 'must be greater than or equal to 0')]
    : []
}

const fixedSelector: Strategy['validateChange'] = (object, before) => {
  const [now, old] = [object, before].map((each) => valueAt(each, 'spec', 'selector'))
  return equalJson(now, old) ? [] : [invalidField('spec.selector', now, 'field is immutable')]
}

const always = ['Always']

const validateWorkload: Strategy['validate'] = (object) => [
  ...notNegative(object, 'replicas'),
  ...validateSelector(object),
  ...validateTemplate(object, always),
  ...notNegative(object, 'minReadySeconds'),
]

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
    ...(valueAt(object, 'spec', 'strategy', 'type') === 'Recreate' &&
    valueAt(object, 'spec', 'strategy', 'rollingUpdate') !== undefined
      ? [
          {
            type: 'FieldValueForbidden' as const,
            field: 'spec.strategy.rollingUpdate',
            message: "Forbidden: may not be specified when strategy `type` is 'Recreate'",
          },
        ]
      : []),
  ],
  validateChange: fixedSelector,
  tellsChangesLast: true,
  countsGenerations: true,
}

export const replicaSetStrategy: Strategy = {
  fill: fillSpec((spec) => ({ replicas: spec['replicas'] ?? 1 })),
  begin: (object) => ({ ...object, status: { replicas: 0 } }),
  validate: validateWorkload,
  validateChange: fixedSelector,
  tellsChangesLast: true,
  selectable: ['status.replicas'],
  countsGenerations: true,
}

export const daemonSetStrategy: Strategy = {
  fill: fillSpec((spec) => {
    const strategy = objectOf(spec['updateStrategy'])
    const type = strategy['type'] || 'RollingUpdate'
    const rolling = objectOf(strategy['rollingUpdate'])
    return {
      updateStrategy: {
        ...strategy,
        type,
        ...(type === 'RollingUpdate' && {
          rollingUpdate: {
            maxUnavailable: rolling['maxUnavailable'] ?? 1,
            maxSurge: rolling['maxSurge'] ?? 0,
          },
        }),
      },
      revisionHistoryLimit: spec['revisionHistoryLimit'] ?? 10,
    }
  }),
  begin: (object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata.annotations, [templateGeneration]: '1' },
    },
    status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  }),
  change: (object, before) => {
    const known = Number(before.metadata.annotations?.[templateGeneration] ?? 1)
    const [now, old] = [object, before].map((each) => valueAt(each, 'spec', 'template'))
    const annotations = {
      ...object.metadata.annotations,
      [templateGeneration]: String(equalJson(now, old) ? known : known + 1),
    }
    return { ...object, metadata: { ...object.metadata, annotations } }
  },
  validate: validateWorkload,
  validateChange: fixedSelector,
  tellsChangesLast: true,
  countsGenerations: true,
}

/** How often the template has changed, as older clients look for it. */
const templateGeneration = 'deprecated.daemonset.template.generation'

const uidLabel = 'batch.kubernetes.io/controller-uid'

export const jobStrategy: Strategy = {
  fill: fillSpec((spec) => {
    const isQueue = spec['completions'] === undefined && spec['parallelism'] !== undefined
    return {
      parallelism: spec['parallelism'] ?? 1,
      ...(!isQueue && { completions: spec['completions'] ?? 1 }),
      backoffLimit: spec['backoffLimit'] ?? 6,
      completionMode: spec['completionMode'] ?? 'NonIndexed',
      suspend: spec['suspend'] ?? false,
      podReplacementPolicy: spec['podReplacementPolicy'] ?? 'TerminatingOrFailed',
    }
  }),
  begin: (job) => {
    const spec = objectOf(job['spec'])
    if (spec['manualSelector'] === true) return { ...job, status: {} }
    const { name, uid } = job.metadata
    const labels = {
      [uidLabel]: uid,
      'batch.kubernetes.io/job-name': name,
      'controller-uid': uid,
      'job-name': name,
    }
    const template = objectOf(spec['template'])
    const metadata = objectOf(template['metadata'])
    const labelled = { ...metadata, labels: { ...objectOf(metadata['labels']), ...labels } }
    const given = objectOf(metadata['labels'])
    const own = Object.keys(objectOf(job.metadata.labels)).length > 0 ? job.metadata.labels : given
    return {
      ...job,
      metadata: { ...job.metadata, labels: { ...labels, ...own } },
      spec: {
        ...spec,
        manualSelector: false,
        selector: { matchLabels: { [uidLabel]: uid } },
        template: { ...template, metadata: labelled },
      },
      status: {},
    }
  },
  validate: (object) => [
    ...notNegative(object, 'parallelism'),
    ...notNegative(object, 'completions'),
    ...notNegative(object, 'backoffLimit'),
    ...validateJobSelector(object),
    ...validateTemplate(object, ['OnFailure', 'Never']).map(wordForJobs),
  ],
  validateChange: (object, before) =>
    ['selector', 'template', 'completionMode'].flatMap((name) => {
      const [now, old] = [object, before].map((each) =>
        name === 'template' ? fixedTemplate(each) : valueAt(each, 'spec', name),
      )
      return equalJson(now, old) ? [] : [invalidField(`spec.${name}`, now, 'field is immutable')]
    }),
  tellsChangesLast: true,
  selectable: ['status.successful'],
  countsGenerations: true,
}

function validateJobSelector(job: JsonObject): readonly FieldProblem[] {
  const selector = valueAt(job, 'spec', 'selector')
  const labels = valueAt(job, 'spec', 'template', 'metadata', 'labels')
  const required = isObject(selector) ? [] : [requiredField('spec.selector')]
  return isObject(selector) && matchesSelector(selector, labels)
    ? required
    : [
        ...required,
        invalidField(
          'spec.template.metadata.labels',
          labels ?? null,
          '`selector` does not match template `labels`',
        ),
      ]
}

/** A template's metadata may still change while its Job waits. */
function fixedTemplate(job: JsonObject): unknown {
  const template = objectOf(valueAt(job, 'spec', 'template'))
  const waits = valueAt(job, 'spec', 'suspend') === true && valueAt(job, 'status', 'startTime') === undefined
  return waits ? template['spec'] : template
}

/** A template that says nothing asks for `Always`, which is told as a value that is missing. */
const wordForJobs = (problem: FieldProblem): FieldProblem =>
  problem.field === 'spec.template.spec.restartPolicy' &&
  problem.message.startsWith('Unsupported value: "Always"')
    ? requiredField(problem.field, 'valid values: "OnFailure", "Never"')
    : problem

export const controllerRevisionStrategy: Strategy = {
  validateChange: (object, before) =>
    equalJson(object['data'], before['data'])
      ? []
      : [invalidField('data', object['data'], 'field is immutable')],
}
