/** Jobs, which give their pods a label of their own and select by it. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, isObject, objectOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField, requiredField } from '../api-error.ts'
import { matchesSelector } from '../selectors/match-selector.ts'
import { notNegative } from '../validation/fields.ts'
import type { Strategy } from './strategy.ts'
import { fillSpec, validateTemplate } from './workload.ts'

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
    const hasOwn = Object.keys(objectOf(job.metadata.labels)).length > 0
    return {
      ...job,
      // A Job without labels has those of its pods.
      metadata: hasOwn ? job.metadata : { ...job.metadata, labels: { ...labels, ...given } },
      spec: {
        ...spec,
        manualSelector: false,
        selector: ownSelector(spec['selector'], uid),
        template: { ...template, metadata: labelled },
      },
      status: {},
    }
  },
  validate: (object) => [
    ...validateOwnSelector(object),
    ...notNegative('spec.parallelism', valueAt(object, 'spec', 'parallelism')),
    ...notNegative('spec.completions', valueAt(object, 'spec', 'completions')),
    ...notNegative('spec.backoffLimit', valueAt(object, 'spec', 'backoffLimit')),
    ...validateJobSelector(object),
    ...validateTemplate(object, ['OnFailure', 'Never']).map(wordForJobs),
  ],
  validateChange: (object, before) =>
    fixedMembers(object).flatMap((name) => {
      const [now, old] = [object, before].map((each) =>
        name === 'template' ? fixedTemplate(each) : valueAt(each, 'spec', name),
      )
      return equalJson(now, old) ? [] : [invalidField(`spec.${name}`, now, 'field is immutable')]
    }),
  tellsChangesLast: true,
  selectable: ['status.successful'],
  countsGenerations: true,
}

/** How many have to succeed is fixed, but for Jobs whose pods have numbers: these may become more or fewer. */
const fixedMembers = (job: JsonObject): readonly string[] => [
  ...(valueAt(job, 'spec', 'completionMode') === 'Indexed' ? [] : ['completions']),
  'selector',
  'template',
  'completionMode',
]

/** What is given beside it stays, and is refused for it. */
const ownSelector = (given: unknown, uid: string): JsonObject => ({
  ...objectOf(given),
  matchLabels: { ...objectOf(valueAt(given, 'matchLabels')), [uidLabel]: uid },
})

function validateOwnSelector(job: JsonObject): readonly FieldProblem[] {
  const selector = valueAt(job, 'spec', 'selector')
  const uid = valueAt(job, 'metadata', 'uid')
  if (valueAt(job, 'spec', 'manualSelector') === true) return []
  return equalJson(selector, { matchLabels: { [uidLabel]: uid } })
    ? []
    : [invalidField('spec.selector', selector, '`selector` not auto-generated')]
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
