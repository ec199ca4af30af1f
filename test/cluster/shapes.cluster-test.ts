import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { parse } from 'yaml'
import {
  applyJsonPatch,
  isObject,
  listOf,
  objectOf,
  pathOf,
  valueAt,
  type ApiAnswer,
  type JsonObject,
} from '../../src/kubernetes/api/index.ts'
import { defaultOptions, planPodChanges, type WebhookOptions } from '../../src/kubernetes/webhook/index.ts'
import { createNamespace, createServiceAccount, valueOf } from './support/objects.ts'
import { createWebhookAccount, registerWebhook, type RegisteredWebhook } from './support/webhook.ts'
import { withCluster } from './support/with-cluster.ts'

/** The webhook's own cases, each now created on a real API server. */
interface Case {
  readonly name: string
  readonly options?: Partial<WebhookOptions>
  readonly serviceAccount?: Record<string, string>
  readonly annotations?: Record<string, string>
  readonly hasPodIdentity?: boolean
  readonly pod: JsonObject
}

const cases = parse(
  readFileSync(new URL('../../src/kubernetes/webhook/cases/pods.yaml', import.meta.url), 'utf8'),
) as readonly Case[]

/** Each set of options is a webhook of its own, for a namespace of its own. */
const optionSets = [...new Set(cases.map(({ options }) => JSON.stringify(options ?? {})))]
const namespaceOf = (item: Case): string => `shapes-${optionSets.indexOf(JSON.stringify(item.options ?? {}))}`
const accountOf = (item: Case): string => `case-${cases.indexOf(item)}`

const annotationsOf = ({ annotations, serviceAccount = {} }: Case): Record<string, string> =>
  annotations ??
  Object.fromEntries(Object.entries(serviceAccount).map(([key, text]) => [`eks.amazonaws.com/${key}`, text]))

await withCluster({}, async (cluster) => {
  const { client } = cluster
  const token = await createWebhookAccount(cluster)
  const withPodIdentity = new Set(
    cases.filter((item) => item.hasPodIdentity).map((item) => `${namespaceOf(item)}/${accountOf(item)}`),
  )
  const webhooks: RegisteredWebhook[] = []
  after(() => Promise.all(webhooks.map((webhook) => webhook.close())))
  for (const [index, options] of optionSets.entries()) {
    const labels = { options: String(index) }
    await createNamespace(cluster, `shapes-${index}`, labels)
    webhooks.push(
      await registerWebhook(cluster, token, {
        name: `options-${index}`,
        namespaceLabels: labels,
        options: JSON.parse(options) as Partial<WebhookOptions>,
        hasPodIdentity: (namespace, name) => withPodIdentity.has(`${namespace}/${name}`),
      }),
    )
  }

  const create = (item: Case, pod: JsonObject, query: Record<string, string> = {}): Promise<ApiAnswer> =>
    client.create(pathOf('pods', namespaceOf(item)), pod, query)
  let created = 0

  for (const item of cases)
    test(`a real API server takes the answer for: ${item.name}`, async () => {
      const webhook = webhooks[Number(namespaceOf(item).slice('shapes-'.length))]!
      const pod = complete(item)
      const without = await create(item, passedOver(pod), { dryRun: 'All' })
      await createServiceAccount(client, namespaceOf(item), accountOf(item), annotationsOf(item))
      const called = webhook.reviews.length
      const answer = await create(item, pod)
      if (!without.ok && !answer.ok) {
        // What Kubernetes itself refuses is refused in the same words, whatever the webhook would have done.
        const words = (text: string): string => text.replaceAll(/"case-\w+"/g, '')
        return assert.equal(words(answer.problem.message), words(without.problem.message))
      }
      // A mount of the volume that only the webhook makes.
      if (!without.ok)
        assert.match(without.problem.message, /volumeMounts\[0\]\.name: Not found: "aws-iam-token"$/)
      const stored = valueOf(answer)
      created += 1
      assert.equal(webhook.reviews.length, called + 1)
      const { request, answer: told } = webhook.reviews.at(-1)!
      const reviewed = objectOf(valueAt(request, 'request', 'object'))
      const patch = valueAt(told, 'response', 'patch')
      const operations =
        typeof patch === 'string' ? (JSON.parse(Buffer.from(patch, 'base64').toString()) as []) : []
      const patched = applyJsonPatch(reviewed, operations)
      assert.ok(patched.ok)
      assertHolds(patched.value, stored, '')

      const planned = planPodChanges({
        pod,
        options: { ...defaultOptions, ...item.options },
        serviceAccount: annotationsOf(item),
        hasPodIdentity: item.hasPodIdentity,
      })
      assert.equal(planned.kind === 'change', operations.length > 0)
      const ofKubernetes = without.ok ? without.warnings : []
      const ours = 'warnings' in planned ? planned.warnings : []
      assert.deepEqual(answer.ok && answer.warnings, [...ofKubernetes, ...ours])
      if (planned.kind === 'change') {
        const expected = applyJsonPatch(pod, planned.patch)
        assert.ok(expected.ok)
        assertHolds(known(expected.value), stored, '')
      }
    })

  test('most of the cases are pods that Kubernetes takes', () => {
    assert.ok(created >= cases.length - 12, `${created} of ${cases.length}`)
  })

  test('no answer was malformed, and nothing went wrong on the way', () => {
    const reviews = webhooks.flatMap((webhook) => webhook.reviews)
    assert.deepEqual([...new Set(reviews.map(({ status }) => status))], [200])
    assert.deepEqual(
      webhooks.flatMap((webhook) => webhook.problems),
      [],
    )
  })
})

/** What every pod must have and the cases leave out. Without a token of its own, what the webhook adds stands alone. */
function complete(item: Case): JsonObject {
  const spec = objectOf(item.pod['spec'])
  const container = (value: unknown): unknown => (isObject(value) ? { image: 'busybox', ...value } : value)
  const lists = Object.fromEntries(
    ['containers', 'initContainers'].flatMap((list) =>
      Array.isArray(spec[list]) ? [[list, listOf(spec[list]).map(container)]] : [],
    ),
  )
  const whole = {
    automountServiceAccountToken: false,
    ...spec,
    ...lists,
    serviceAccountName: accountOf(item),
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    ...item.pod,
    metadata: { ...objectOf(item.pod['metadata']), name: accountOf(item), namespace: namespaceOf(item) },
    spec: isObject(item.pod['spec']) ? whole : item.pod['spec'],
  }
}

/** The same pod as no webhook sees it; its ServiceAccount need not be there yet. */
function passedOver(pod: JsonObject): JsonObject {
  const metadata = objectOf(pod['metadata'])
  const labels = { ...objectOf(metadata['labels']), 'eks.amazonaws.com/skip-pod-identity-webhook': 'true' }
  const spec = pod['spec']
  return {
    ...pod,
    metadata: { ...metadata, name: 'case-unseen', labels },
    spec: isObject(spec) ? { ...spec, serviceAccountName: 'default' } : spec,
  }
}

/** Everything of `wanted` is in `stored`; lists have the same length and order. */
function assertHolds(wanted: unknown, stored: unknown, path: string): void {
  if (Array.isArray(wanted) && path !== '/metadata/managedFields') {
    const items = listOf(stored)
    assert.equal(items.length, wanted.length, path)
    return wanted.forEach((item, index) => assertHolds(item, items[index], `${path}/${index}`))
  }
  if (!isObject(wanted)) return assert.deepEqual(stored, wanted, path)
  assert.ok(isObject(stored), path)
  for (const [key, value] of Object.entries(wanted))
    if (value !== null && key !== 'managedFields') assertHolds(value, stored[key], `${path}/${key}`)
}

/** An API server keeps no fields that its version does not know. */
function known(pod: unknown): unknown {
  const { future: _future, ...rest } = objectOf(pod)
  const { newThing: _newThing, ...spec } = objectOf(rest['spec'])
  const containers = listOf(spec['containers']).map((container) => {
    const { startupProbe: _startupProbe, ...others } = objectOf(container)
    return others
  })
  return { ...rest, spec: { ...spec, containers } }
}
