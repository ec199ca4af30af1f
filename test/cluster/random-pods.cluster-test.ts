import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import * as fc from 'fast-check'
import { applyJsonPatch, objectOf, pathOf, type JsonObject } from '../../src/kubernetes/api/index.ts'
import { defaultOptions, planPodChanges } from '../../src/kubernetes/webhook/index.ts'
import { createNamespace, createServiceAccount } from './support/objects.ts'
import { createWebhookAccount, registerWebhook } from './support/webhook.ts'
import { withCluster } from './support/with-cluster.ts'

const serviceAccount = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/app' }
const options = { defaultRegion: 'eu-west-1', regionalSts: true }
const tokenPath = '/var/run/secrets/eks.amazonaws.com/serviceaccount'

await withCluster({}, async (cluster) => {
  const { client } = cluster
  await createNamespace(cluster, 'bare')
  await createNamespace(cluster, 'served', { served: 'yes' })
  for (const namespace of ['bare', 'served'])
    await createServiceAccount(client, namespace, 'app', serviceAccount)
  const webhook = await registerWebhook(cluster, await createWebhookAccount(cluster), {
    name: 'served',
    namespaceLabels: { served: 'yes' },
    options,
  })
  after(() => webhook.close())

  /** The pod as it would be kept, or the words of its refusal. */
  const tryCreate = async (namespace: string, pod: JsonObject): Promise<JsonObject | string> => {
    const answer = await client.create(pathOf('pods', namespace), pod, { dryRun: 'All' })
    if (!answer.ok) return answer.problem.message
    const { spec, metadata } = answer.value
    const { name, annotations, labels } = objectOf(metadata)
    return { spec, metadata: { name, annotations, labels } }
  }

  test('whatever pod Kubernetes takes is kept as the plan has it, and nothing else of it changes', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(pods, async (pod) => {
        const before = await tryCreate('bare', pod)
        const changed = await tryCreate('served', pod)
        if (typeof before === 'string') return
        taken += 1
        const plan = planPodChanges({
          pod: before,
          options: { ...defaultOptions, ...options },
          serviceAccount,
        })
        const patched = applyJsonPatch(before, plan.kind === 'change' ? plan.patch : [])
        assert.ok(patched.ok)
        assert.deepEqual(changed, withDefaultMode(patched.value))
      }),
      { numRuns: 150 },
    )
    assert.ok(taken > 75, String(taken))
  })

  test('a mutated pod that is created once more is as it was', async () => {
    await fc.assert(
      fc.asyncProperty(pods, async (pod) => {
        const once = await tryCreate('served', pod)
        if (typeof once !== 'string') assert.deepEqual(await tryCreate('served', once), once)
      }),
      { numRuns: 75 },
    )
    assert.deepEqual(webhook.problems, [])
  })
})

/** The one thing that the API server fills in of what the webhook adds. */
function withDefaultMode(pod: unknown): unknown {
  const { spec, ...rest } = objectOf(pod)
  const { volumes, ...others } = objectOf(spec)
  if (!Array.isArray(volumes)) return pod
  const filled = volumes.map((volume) => {
    const { projected, ...more } = objectOf(volume)
    return projected === undefined
      ? more
      : { ...more, projected: { defaultMode: 420, ...objectOf(projected) } }
  })
  return { ...rest, spec: { ...others, volumes: filled } }
}

const optional = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: undefined })

const variables = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom(
      'A',
      'AWS_ROLE_ARN',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'AWS_REGION',
      'AWS_DEFAULT_REGION',
      'AWS_STS_REGIONAL_ENDPOINTS',
    ),
    value: fc.constantFrom('x', '$(A)', 'ü\n"', tokenPath),
  }),
  { selector: ({ name }) => name, maxLength: 3 },
)

const volumeNames = ['aws-iam-token', 'data', 'aws-iam-token-1'] as const

const volumes = fc.uniqueArray(
  fc
    .tuple(
      fc.constantFrom(...volumeNames),
      fc.constantFrom<JsonObject>(
        { emptyDir: {} },
        { secret: { secretName: 's' } },
        { projected: { sources: [{ serviceAccountToken: { path: 'token', audience: 'a' } }] } },
        {
          projected: { sources: [{ serviceAccountToken: { path: 'other' } }, { configMap: { name: 'm' } }] },
        },
      ),
    )
    .map(([name, source]) => ({ name, ...source })),
  { selector: ({ name }) => name, maxLength: 3 },
)

const mounts = fc.uniqueArray(
  fc.record(
    {
      name: fc.constantFrom(...volumeNames),
      mountPath: fc.constantFrom('/data', tokenPath, `${tokenPath}/`, '/'),
      readOnly: fc.boolean(),
      subPath: fc.constantFrom('token', 'a/b'),
    },
    { requiredKeys: ['name', 'mountPath'] },
  ),
  { selector: ({ mountPath }) => mountPath, maxLength: 2 },
)

const containersNamed = (names: readonly string[]) =>
  fc.uniqueArray(
    fc.record(
      {
        name: fc.constantFrom(...names),
        image: fc.constantFrom('busybox', 'busybox:1'),
        env: variables,
        volumeMounts: mounts,
        resources: fc.constant({ limits: { cpu: '1' } }),
        securityContext: fc.constant({ runAsUser: 1000 }),
        args: fc.array(fc.string(), { maxLength: 2 }),
      },
      { requiredKeys: ['name', 'image'] },
    ),
    { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
  )

/** Kubernetes takes no mount of a volume that is not there. */
const withoutStrayMounts = (
  containers: readonly { readonly volumeMounts?: readonly { readonly name: string }[] }[],
  volumes: readonly { readonly name: string }[] = [],
) =>
  containers.map(({ volumeMounts, ...container }) => ({
    ...container,
    volumeMounts: volumeMounts?.filter(({ name }) => volumes.some((volume) => volume.name === name)),
  }))

const pods: fc.Arbitrary<JsonObject> = fc
  .record({
    annotations: optional(
      fc.dictionary(
        fc.constantFrom('eks.amazonaws.com/skip-containers', 'eks.amazonaws.com/token-expiration', 'note'),
        fc.constantFrom('a', 'b,i', '700', '"'),
      ),
    ),
    volumes: optional(volumes),
    initContainers: optional(containersNamed(['i', 'j'])),
    containers: containersNamed(['a', 'b', 'c']),
    nodeSelector: optional(fc.constantFrom({ 'kubernetes.io/os': 'windows' }, { zone: 'a' })),
  })
  .map(
    ({ annotations, containers, initContainers, ...spec }) =>
      // As it comes over the wire: members that are undefined are not there.
      JSON.parse(
        JSON.stringify({
          metadata: { name: 'random', annotations },
          spec: {
            ...spec,
            containers: withoutStrayMounts(containers, spec.volumes),
            initContainers: initContainers && withoutStrayMounts(initContainers, spec.volumes),
            serviceAccountName: 'app',
            automountServiceAccountToken: false,
          },
        }),
      ) as JsonObject,
  )
