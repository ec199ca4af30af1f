/** Pods that controllers make from templates of many shapes get what a pod gets that is made by hand. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { parse } from 'yaml'
import {
  isObject,
  listOf,
  objectOf,
  pathOf,
  textOf,
  valueAt,
  type JsonObject,
} from '../../src/kubernetes/api/index.ts'
import { createNamespace, createServiceAccount, until, valueOf } from './support/objects.ts'
import { createWebhookAccount, registerWebhook } from './support/webhook.ts'
import { withCluster } from './support/with-cluster.ts'

interface Case {
  readonly name: string
  readonly options?: object
  readonly serviceAccount?: Record<string, string>
  readonly annotations?: Record<string, string>
  readonly hasPodIdentity?: boolean
  readonly pod: JsonObject
}

const cases = (
  parse(
    readFileSync(new URL('../../src/kubernetes/webhook/cases/pods.yaml', import.meta.url), 'utf8'),
  ) as readonly Case[]
).filter(
  ({ options, hasPodIdentity, pod }) => options === undefined && !hasPodIdentity && isObject(pod['spec']),
)

const namespace = 'workloads'
const apps = '/apis/apps/v1'

/** What makes pods of a template, and as whom its controller does. */
const kinds = [
  { kind: 'Deployment', base: apps, plural: 'deployments', user: 'replicaset-controller' },
  { kind: 'StatefulSet', base: apps, plural: 'statefulsets', user: 'statefulset-controller' },
  { kind: 'DaemonSet', base: apps, plural: 'daemonsets', user: 'daemon-set-controller' },
  { kind: 'Job', base: '/apis/batch/v1', plural: 'jobs', user: 'job-controller' },
] as const

await withCluster({}, async (cluster) => {
  const { client } = cluster
  const skip = cluster.hasControllers ? false : 'there are no controllers'
  await createNamespace(cluster, namespace, { hook: 'workloads' })
  // Some of the shapes are for such nodes alone.
  const labels = { 'kubernetes.io/os': 'windows' }
  valueOf(await client.create('/api/v1/nodes', { metadata: { name: 'node', labels } }))
  // A node begins as one that is not ready, on which no daemon is put.
  valueOf(await client.patch('/api/v1/nodes/node', { spec: { taints: [] } }))
  const webhook = await registerWebhook(cluster, await createWebhookAccount(cluster), {
    name: 'workloads',
    namespaceLabels: { hook: 'workloads' },
  })
  after(() => webhook.close())
  const accounts = cases.map(async (item, index) =>
    createServiceAccount(client, namespace, `account-${index}`, annotationsOf(item)),
  )
  await Promise.all(accounts)

  for (const [at, { kind, base, plural, user }] of kinds.entries())
    test(`a ${kind}’s pods are what the webhook makes of a pod of that shape`, { skip }, async () => {
      const chosen = cases.filter((_, index) => index % kinds.length === at)
      let held = 0
      for (const item of chosen) held += Number(await hold(item))
      assert.ok(held >= chosen.length / 2, `${held} of ${chosen.length}`)
      const users = webhook.reviews.map(({ request }) => valueAt(request, 'request', 'userInfo', 'username'))
      assert.ok(users.includes(`system:serviceaccount:kube-system:${user}`))

      /** Whether Kubernetes takes a pod of that shape, so that there was something to hold. */
      async function hold(item: Case): Promise<boolean> {
        const name = `case-${cases.indexOf(item)}`
        const template = templateOf(item, kind)
        const direct = await client.create(
          pathOf('pods', namespace),
          {
            apiVersion: 'v1',
            kind: 'Pod',
            ...template,
            metadata: { ...objectOf(template['metadata']), name },
          },
          { dryRun: 'All' },
        )
        const labels = { matchLabels: { case: name } }
        const spec = { template, ...(kind !== 'Job' && { selector: labels }) }
        const made = await client.create(`${base}/namespaces/${namespace}/${plural}`, {
          metadata: { name },
          spec,
        })
        if (!direct.ok || !made.ok) return false
        const pods = async (): Promise<readonly unknown[]> => {
          const query = { labelSelector: `case=${name}` }
          return listOf(valueOf(await client.request('GET', pathOf('pods', namespace), { query }))['items'])
        }
        await until(`a pod of ${kind} ${name}`, async () => (await pods()).length > 0)
        const [pod] = await pods()
        assert.deepEqual(identityOf(pod), identityOf(direct.value), item.name)
        return true
      }
    })

  test('nothing went wrong on the way', () => {
    assert.deepEqual(webhook.problems, [])
    assert.deepEqual([...new Set(webhook.reviews.map(({ status }) => status))], [200])
  })
})

function annotationsOf({ annotations, serviceAccount = {} }: Case): Record<string, string> {
  const own = Object.entries(serviceAccount).map(([key, text]) => [`eks.amazonaws.com/${key}`, text])
  return annotations ?? Object.fromEntries(own)
}

/** The case's pod as a template that its kind takes. */
function templateOf(item: Case, kind: string): JsonObject {
  const spec = objectOf(item.pod['spec'])
  const container = (value: unknown): unknown => (isObject(value) ? { image: 'busybox', ...value } : value)
  const lists = Object.fromEntries(
    ['containers', 'initContainers'].flatMap((list) =>
      Array.isArray(spec[list]) ? [[list, listOf(spec[list]).map(container)]] : [],
    ),
  )
  const metadata = objectOf(item.pod['metadata'])
  const name = `case-${cases.indexOf(item)}`
  return {
    metadata: {
      ...(isObject(metadata['annotations']) && { annotations: metadata['annotations'] }),
      labels: { ...objectOf(metadata['labels']), case: name },
    },
    spec: {
      automountServiceAccountToken: false,
      ...spec,
      ...lists,
      serviceAccountName: `account-${cases.indexOf(item)}`,
      restartPolicy: kind === 'Job' ? 'Never' : 'Always',
    },
  }
}

/** All that the webhook may have touched, without what controllers add for themselves. */
function identityOf(pod: unknown): unknown {
  const spec = objectOf(valueAt(pod, 'spec'))
  const own = ({ name }: JsonObject): boolean =>
    !['JOB_COMPLETION_INDEX', 'POD_INDEX'].includes(textOf(name) ?? '')
  const container = (value: unknown): unknown => {
    const { name, env, volumeMounts } = objectOf(value)
    return { name, env: listOf(env).map(objectOf).filter(own), volumeMounts }
  }
  return {
    annotations: Object.entries(objectOf(valueAt(pod, 'metadata', 'annotations'))).filter(([key]) =>
      key.startsWith('eks.amazonaws.com/'),
    ),
    containers: listOf(spec['containers']).map(container),
    initContainers: listOf(spec['initContainers']).map(container),
    volumes: spec['volumes'],
    fsGroup: valueAt(spec['securityContext'], 'fsGroup'),
  }
}
