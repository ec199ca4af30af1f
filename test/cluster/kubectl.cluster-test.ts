import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { listOf, objectOf, pathOf, textOf, valueAt, type JsonObject } from '../../src/kubernetes/api/index.ts'
import { hasKubectl, kubectl as runKubectl, type Ran } from './support/kubectl.ts'
import { createNamespace, createServiceAccount, until, valueOf } from './support/objects.ts'
import { createWebhookAccount, registerWebhook } from './support/webhook.ts'
import { withCluster } from './support/with-cluster.ts'

const role = 'arn:aws:iam::111122223333:role/app'
const annotation = 'eks.amazonaws.com/role-arn'
const needsKubectl = hasKubectl ? {} : { skip: 'there is no kubectl in PATH' }

await withCluster({}, async (cluster) => {
  const { client } = cluster
  await createNamespace(cluster, 'demo', { irsa: 'yes' })
  await createServiceAccount(client, 'demo', 'app', { [annotation]: role })
  await createServiceAccount(client, 'demo', 'odd', { [annotation]: 'role/app' })
  const webhook = await registerWebhook(cluster, await createWebhookAccount(cluster), {
    name: 'pod-identity-webhook',
    namespaceLabels: { irsa: 'yes' },
  })
  after(() => webhook.close())

  const kubectl = (args: string, ...objects: readonly JsonObject[]): Promise<Ran> => {
    const list = { apiVersion: 'v1', kind: 'List', items: objects }
    return runKubectl(cluster, ['-n', 'demo', ...args.split(' ')], JSON.stringify(list))
  }
  const podOf = (name: string, serviceAccountName = 'app', more: JsonObject = {}): JsonObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'demo', ...more },
    spec: {
      serviceAccountName,
      containers: [{ name: 'c', image: 'busybox', env: [{ name: 'A', value: 'b' }] }],
    },
  })
  const get = async (name: string): Promise<JsonObject> =>
    valueOf(await client.get(pathOf('pods', 'demo', name)))

  test('kubectl create -f', needsKubectl, async () => {
    const { code, stderr } = await kubectl('create -f -', podOf('created'))
    assert.deepEqual([code, stderr], [0, ''])
    const pod = await get('created')
    assertMutated(pod)
    assert.deepEqual(valueAt(listOf(valueAt(containerOf(pod), 'env'))[0], 'value'), 'b')
  })

  test('kubectl run', needsKubectl, async () => {
    const overrides = JSON.stringify({ spec: { serviceAccountName: 'app' } })
    const { code, stderr } = await kubectl(`run ran --image=busybox --overrides=${overrides}`)
    assert.deepEqual([code, stderr], [0, ''])
    assertMutated(await get('ran'))
  })

  test('a ServiceAccount and its pod in one kubectl apply', needsKubectl, async () => {
    for (const name of ['one', 'two', 'three']) {
      const metadata = { name, namespace: 'demo', annotations: { [annotation]: `${role}-${name}` } }
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata }
      const { code, stderr } = await kubectl('apply -f -', account, podOf(name, name))
      assert.deepEqual([code, stderr], [0, ''])
      assertMutated(await get(name), `${role}-${name}`)
    }
  })

  test('200 ServiceAccounts and their pods in one kubectl apply', needsKubectl, async () => {
    const names = Array.from({ length: 200 }, (_, index) => `apply-${index}`)
    const objects = names.flatMap((name) => {
      const metadata = { name, namespace: 'demo', annotations: { [annotation]: `${role}-${name}` } }
      return [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata }, podOf(name, name)]
    })
    const { code, stderr } = await kubectl('apply --server-side -f -', ...objects)
    assert.deepEqual([code, stderr], [0, ''])
    for (const name of names) assertMutated(await get(name), `${role}-${name}`)
  })

  test(
    'kubectl apply of a mutated pod a second time changes nothing, from either side',
    needsKubectl,
    async () => {
      for (const side of ['apply -f -', 'apply --server-side -f -']) {
        const name = side.includes('server') ? 'applied-there' : 'applied-here'
        assert.equal((await kubectl(side, podOf(name))).code, 0)
        const before = await get(name)
        const again = await kubectl(side, podOf(name))
        assert.deepEqual([again.code, again.stderr], [0, ''])
        assert.deepEqual(await get(name), before)
        assertMutated(before)
      }
    },
  )

  test('a dry run shows the mutated pod and keeps none', needsKubectl, async () => {
    const { code, stdout, stderr } = await kubectl('create --dry-run=server -o json -f -', podOf('dry'))
    assert.deepEqual([code, stderr], [0, ''])
    assertMutated(JSON.parse(stdout) as JsonObject)
    const found = await client.get(pathOf('pods', 'demo', 'dry'))
    assert.equal(!found.ok && found.problem.code, 404)
    assert.equal(valueAt(webhook.reviews.at(-1)?.request, 'request', 'dryRun'), true)
  })

  test('a role that is none is warned of where kubectl shows it', needsKubectl, async () => {
    const { code, stdout, stderr } = await kubectl('create -f -', podOf('odd', 'odd'))
    assert.deepEqual([code, stdout], [0, 'pod/odd created\n'])
    assert.match(stderr, /^Warning: .*`role\/app`/m)
    assertMutated(await get('odd'), 'role/app')
  })

  test('kubectl diff of what is there shows no difference', needsKubectl, async () => {
    await kubectl('apply -f -', podOf('same'))
    const { code, stdout, stderr } = await kubectl('diff -f -', podOf('same'))
    assert.deepEqual([code, stdout, stderr], [0, '', ''])
  })

  test('a pod whose name the API server draws is mutated', async () => {
    const { metadata, ...rest } = podOf('')
    const { name: _name, ...others } = objectOf(metadata)
    const pod = { ...rest, metadata: { ...others, generateName: 'drawn-' } }
    assertMutated(valueOf(await client.create(pathOf('pods', 'demo'), pod)))
    assert.equal(webhook.decisions.at(-1)?.pod, 'drawn-')
  })

  test('a pod that is labelled to be passed over is, and is no call', async () => {
    const called = webhook.reviews.length
    const labels = { 'eks.amazonaws.com/skip-pod-identity-webhook': 'true' }
    const pod = valueOf(await client.create(pathOf('pods', 'demo'), podOf('skipped', 'app', { labels })))
    assert.equal(listOf(valueAt(containerOf(pod), 'env')).length, 1)
    assert.equal(webhook.reviews.length, called)
  })

  test('a pod of a ServiceAccount without a role is as it was', async () => {
    const pod = valueOf(await client.create(pathOf('pods', 'demo'), podOf('plain', 'default')))
    assert.deepEqual(valueAt(containerOf(pod), 'env'), [{ name: 'A', value: 'b' }])
    assert.equal(webhook.decisions.at(-1)?.reason, `the service account has no annotation ${annotation}`)
  })

  test('a role that is given, taken away or changed is so for the next pods', async () => {
    const account = pathOf('serviceaccounts', 'demo', 'moving')
    await createServiceAccount(client, 'demo', 'moving')
    for (const [index, arn] of [role, undefined, `${role}-2`].entries()) {
      valueOf(await client.patch(account, { metadata: { annotations: { [annotation]: arn ?? null } } }))
      const create = async (query: Record<string, string> = {}): Promise<JsonObject> =>
        valueOf(await client.create(pathOf('pods', 'demo'), podOf(`moving-${index}`, 'moving'), query))
      // The watch tells of it within a moment.
      await until(`the role ${arn}`, async () => roleOf(await create({ dryRun: 'All' })) === arn)
      const pod = await create()
      if (arn === undefined) assert.equal(listOf(valueAt(containerOf(pod), 'env')).length, 1)
      else assertMutated(pod, arn)
    }
  })

  test(
    'the pods of a Deployment are mutated',
    { skip: !cluster.hasControllers && 'there are no controllers' },
    async () => {
      const labels = { app: 'deployed' }
      const deployment = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'deployed', namespace: 'demo' },
        spec: {
          replicas: 3,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: podOf('')['spec'] },
        },
      }
      valueOf(await client.create('/apis/apps/v1/namespaces/demo/deployments', deployment))
      const pods = async (): Promise<readonly unknown[]> => {
        const query = { labelSelector: 'app=deployed' }
        return listOf(valueOf(await client.request('GET', pathOf('pods', 'demo'), { query }))['items'])
      }
      await until('the pods of a Deployment', async () => (await pods()).length === 3)
      for (const pod of await pods()) assertMutated(objectOf(pod))
      const users = webhook.reviews.map(({ request }) => valueAt(request, 'request', 'userInfo', 'username'))
      assert.ok(users.includes('system:serviceaccount:kube-system:replicaset-controller'))
    },
  )

  test('of 200 ServiceAccounts and pods made at once every pod is mutated', async () => {
    const numbers = Array.from({ length: 200 }, (_, index) => index)
    const pods = await Promise.all(
      numbers.map(async (number) => {
        const name = `crowd-${number}`
        await createServiceAccount(client, 'demo', name, { [annotation]: `${role}-${number}` })
        return valueOf(await client.create(pathOf('pods', 'demo'), podOf(name, name)))
      }),
    )
    pods.forEach((pod, number) => assertMutated(pod, `${role}-${number}`))
  })

  test('the audit log holds the patch and no token', async () => {
    const entries = (): readonly JsonObject[] =>
      readFileSync(cluster.auditLog, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as JsonObject)
    const patchOf = (entry: JsonObject): string | undefined =>
      textOf(valueAt(entry, 'annotations', 'patch.webhook.admission.k8s.io/round_0_index_0'))
    await createPlain()
    await until('an audited patch', () => entries().some((entry) => patchOf(entry) !== undefined))
    const patch = entries()
      .map(patchOf)
      .find((text) => text !== undefined)!
    assert.equal(valueAt(JSON.parse(patch), 'webhook'), 'iam-for-pods.amazonaws.com')
    assert.doesNotMatch(readFileSync(cluster.auditLog, 'utf8'), /eyJ[\w-]+\.eyJ/)
  })

  const createPlain = async (): Promise<void> =>
    void valueOf(await client.create(pathOf('pods', 'demo'), podOf('audited')))

  test('nothing went wrong on the way, and the API server had no fault to find', () => {
    assert.deepEqual(webhook.problems, [])
    assert.deepEqual([...new Set(webhook.reviews.map(({ status }) => status))], [200])
  })

  test('a pod is refused and not left bare while the webhook is away', async () => {
    await createNamespace(cluster, 'away', { irsa: 'away' })
    const gone = await registerWebhook(cluster, () => cluster.adminToken, {
      name: 'away',
      namespaceLabels: { irsa: 'away' },
    })
    await gone.stopServing()
    const pod = { ...podOf('bare', 'default'), metadata: { name: 'bare' } }
    const answer = await client.create(pathOf('pods', 'away'), pod)
    assert.ok(!answer.ok)
    assert.equal(answer.problem.code, 500)
    assert.match(
      answer.problem.message,
      /^Internal error occurred: failed calling webhook "iam-for-pods\.amazonaws\.com": failed to call webhook: Post "https:\/\/127\.0\.0\.1:\d+\/mutate\?timeout=10s": dial tcp 127\.0\.0\.1:\d+: connect: connection refused$/,
    )
    await gone.close()
  })
})

const containerOf = (pod: JsonObject): unknown => listOf(valueAt(pod, 'spec', 'containers'))[0]

const variableOf = (pod: JsonObject, name: string): unknown =>
  valueAt(
    listOf(valueAt(containerOf(pod), 'env')).find((each) => valueAt(each, 'name') === name),
    'value',
  )

const roleOf = (pod: JsonObject): unknown => variableOf(pod, 'AWS_ROLE_ARN')

function assertMutated(pod: JsonObject, arn = role): void {
  const path = '/var/run/secrets/eks.amazonaws.com/serviceaccount'
  assert.equal(roleOf(pod), arn)
  assert.equal(variableOf(pod, 'AWS_WEB_IDENTITY_TOKEN_FILE'), `${path}/token`)
  const mount = listOf(valueAt(containerOf(pod), 'volumeMounts')).find(
    (each) => valueAt(each, 'mountPath') === path,
  )
  const volume = listOf(valueAt(pod, 'spec', 'volumes')).find(
    (each) => valueAt(each, 'name') === valueAt(mount, 'name'),
  )
  assert.deepEqual(valueAt(volume, 'projected'), {
    defaultMode: 420,
    sources: [
      { serviceAccountToken: { audience: 'sts.amazonaws.com', expirationSeconds: 86_400, path: 'token' } },
    ],
  })
}
