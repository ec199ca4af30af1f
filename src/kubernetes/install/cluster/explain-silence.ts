/** Finds out why a pod came back as it was, where failurePolicy Ignore keeps the API server from saying so. */
import { listOf, objectOf, pathOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import type { Values } from '../values/values.ts'
import { kindOf, pathOfObject } from './locate.ts'
import type { ClusterNeeds } from './needs.ts'

export interface SilenceFacts {
  readonly values: Values
  readonly namespace: string
  /** Has a label that no other pod has. */
  readonly pod: JsonObject
}

const apiVersion = 'admissionregistration.k8s.io/v1'
const kind = 'MutatingWebhookConfiguration'

/** Registers the webhook for that one pod once more, with failurePolicy Fail, and listens. */
export async function explainSilence(
  { client, wait, newId }: ClusterNeeds,
  { values, namespace, pod }: SilenceFacts,
): Promise<readonly string[]> {
  const live = await client.get(pathOfObject({ apiVersion, kind, metadata: { name: values.name } }))
  if (!live.ok) return [live.problem.message]
  const [webhook] = listOf(live.value['webhooks'])
  const clientConfig = objectOf(valueAt(webhook, 'clientConfig'))
  if (textOf(clientConfig['caBundle']) === undefined && values.webhook.url === '')
    return [`API servers do not trust the webhook yet: its caBundle is empty, ${whoFills(values)}`]
  const trial = {
    apiVersion,
    kind,
    metadata: { name: `${values.name}-canary-${newId()}` },
    webhooks: [
      {
        ...objectOf(webhook),
        name: 'canary.pod-identity-webhook.podpass.dev',
        failurePolicy: 'Fail',
        namespaceSelector: {},
        objectSelector: { matchLabels: valueAt(pod, 'metadata', 'labels') },
        timeoutSeconds: 5,
      },
    ],
  }
  const created = await client.create(pathOfObject(trial).replace(/\/[^/]*$/, ''), trial)
  if (!created.ok) return [`the webhook could not be tried apart: ${created.problem.message}`]
  try {
    // API servers take a moment to see it.
    await wait(1500)
    const answer = await client.create(pathOf('pods', namespace), pod, { dryRun: 'All' })
    return answer.ok
      ? [
          `the webhook can be called, but pods of namespace ${namespace} do not come to it: ${kindOf(trial)} ${values.name} has selectors that leave them out`,
        ]
      : [answer.problem.message]
  } finally {
    await client.delete(pathOfObject(trial))
  }
}

function whoFills({ certificates }: Values): string {
  switch (certificates.mode) {
    case 'self-managed':
      return 'which a ready replica fills'
    case 'cert-manager':
      return "which cert-manager's cainjector fills"
    default:
      return 'give the authority as --ca-file'
  }
}
