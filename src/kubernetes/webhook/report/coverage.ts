/** Which pods the cluster shows to the webhook at all: the selectors of its MutatingWebhookConfiguration. */
import { isObject, listOf, objectOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { selectsLabels } from './label-selector.ts'

export interface Coverage {
  /** Which of the webhooks look into a namespace with these labels; none for one that is excluded. */
  readonly webhooksFor: (namespaceLabels: unknown) => readonly JsonObject[]
  readonly covers: (webhooks: readonly JsonObject[], podLabels: unknown) => boolean
  /** Whether namespaces have to be read to tell. */
  readonly needsNamespaces: boolean
  /** What can not be told from the configuration. */
  readonly notes: readonly string[]
}

/** Every pod, as where there is no configuration to ask. */
export const everywhere: Coverage = {
  webhooksFor: () => [{}],
  covers: () => true,
  needsNamespaces: false,
  notes: [],
}

export function readCoverage(configuration: JsonObject): Coverage {
  const name = textOf(valueAt(configuration, 'metadata', 'name')) ?? ''
  const webhooks = listOf(configuration['webhooks']).filter(isObject).filter(isForPods)
  const conditional = webhooks.filter((webhook) => listOf(webhook['matchConditions']).length > 0)
  return {
    webhooksFor: (labels) =>
      webhooks.filter((webhook) => selectsLabels(webhook['namespaceSelector'], labels)),
    covers: (those, labels) => those.some((webhook) => selectsLabels(webhook['objectSelector'], labels)),
    needsNamespaces: webhooks.some(
      (webhook) => Object.keys(objectOf(webhook['namespaceSelector'])).length > 0,
    ),
    notes: [
      ...(webhooks.length === 0
        ? [`webhook configuration ${name} has no webhook for the creation of pods`]
        : []),
      ...(conditional.length === 0
        ? []
        : [
            `the matchConditions of ${name} are not evaluated: pods that they exclude may be among those found`,
          ]),
    ],
  }
}

const isForPods = (webhook: JsonObject): boolean =>
  listOf(webhook['rules']).some(
    (rule) =>
      hasAny(valueAt(rule, 'operations'), ['CREATE', '*']) &&
      hasAny(valueAt(rule, 'apiGroups'), ['', '*']) &&
      hasAny(valueAt(rule, 'resources'), ['pods', '*', '*/*']),
  )

const hasAny = (value: unknown, wanted: readonly string[]): boolean =>
  listOf(value).some((each) => wanted.includes(String(each)))
