/** `podpass webhook report` on a real API server: what it finds, what it leaves alone, and how it mends. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathOf, textOf, valueAt, type JsonObject } from '../../src/kubernetes/api/index.ts'
import { hasKubectl, kubectl } from './support/kubectl.ts'
import { createNamespace, createServiceAccount, until, valueOf } from './support/objects.ts'
import { annotation, apps, reportScene, role, template } from './support/report-scene.ts'
import { withCluster } from './support/with-cluster.ts'

await withCluster({}, (cluster) => {
  const { client } = cluster
  const { run, report, create, deployment, podsOf, roleOf, annotate, kubelet, webhook } = reportScene(cluster)

  test('pods that came before the webhook are found with their owners, and those that it does not see are not', async () => {
    const { code, said } = await report()
    assert.equal(code, 1)
    assert.deepEqual(said.notes, [])
    assert.equal(said.checked, 6)
    assert.equal(said.excluded, 2)
    const found = said.findings.map(
      (each) => `${each.owner.kind} ${each.owner.name} ${each.code} ${each.command}`,
    )
    const [one, two] = (await podsOf('shop', 'lonely')).map((pod) => textOf(valueAt(pod, 'metadata', 'name')))
    assert.deepEqual(
      found.toSorted(),
      [
        'Deployment early not-mutated kubectl rollout restart deployment/early -n shop',
        'Deployment early not-mutated kubectl rollout restart deployment/early -n shop',
        'Pod bare not-mutated kubectl delete pod bare -n shop',
        `ReplicaSet lonely not-mutated kubectl delete pod ${one} -n shop`,
        `ReplicaSet lonely not-mutated kubectl delete pod ${two} -n shop`,
      ].toSorted(),
    )
  })

  test('without the configuration every pod counts, and one namespace may be chosen', async () => {
    const { code, said } = await report('--namespace', 'other', '--webhook-configuration', 'absent')
    assert.deepEqual([code, said.checked, said.findings.length], [1, 2, 2])
    assert.match(said.notes.join(), /every pod counts.*"absent" not found/)
    const { code: none } = await report('--namespace', 'other')
    assert.equal(none, 0)
  })

  test('it walks pages of any size over many pods', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `many-${index}`)
    await Promise.all(
      names.map((name) =>
        client.create(pathOf('pods', 'other'), {
          metadata: { name, labels: { many: 'yes' } },
          spec: { containers: [{ name: 'c', image: 'busybox' }] },
        }),
      ),
    )
    const { walkList } = await import('../../src/kubernetes/api/index.ts')
    const seen: unknown[] = []
    const problem = await walkList(client, {
      path: pathOf('pods'),
      query: { labelSelector: 'many=yes' },
      pageSize: 7,
      signal: new AbortController().signal,
      onItem: (pod) => void seen.push(valueAt(pod, 'metadata', 'name')),
    })
    assert.equal(problem, undefined)
    assert.deepEqual(seen, names.toSorted())
    await Promise.all(names.map((name) => client.delete(pathOf('pods', 'other', name))))
  })

  test(
    'its command mends what it finds',
    { skip: !hasKubectl && 'there is no kubectl in PATH' },
    async () => {
      await deployment('shop', 'by-hand', 1)
      await until('it is mutated', async () => (await podsOf('shop', 'by-hand')).length === 1)
      await annotate('shop', role('second'))
      const { said } = await report('--namespace', 'shop')
      const finding = said.findings.find(({ owner }) => owner.name === 'by-hand')
      assert.equal(finding?.code, 'role-changed')
      const { code, stderr } = await kubectl(cluster, finding.command!.split(' ').slice(1))
      assert.deepEqual([code, stderr], [0, ''])
      await until('its pod is new', async () => {
        const pods = await podsOf('shop', 'by-hand')
        return pods.length === 1 && roleOf(pods[0]!) === role('second')
      })
      const again = await report('--namespace', 'shop')
      assert.ok(!again.said.findings.some(({ owner }) => owner.name === 'by-hand'))
    },
  )

  test('a repair is tried without a change', async () => {
    const before = (await podsOf('shop', 'early')).map((pod) => valueAt(pod, 'metadata', 'uid'))
    const { code, stdout, stderr } = await run('--repair', '--dry-run')
    assert.equal(code, 1, stdout + stderr)
    assert.match(stderr, /deployment\/early in namespace shop: would be restarted/)
    assert.match(stderr, /replicaset\/lonely in namespace shop: pod lonely-\w+ would be evicted/)
    assert.match(stdout, /pod\/bare in namespace shop is not restarted: nothing would make it anew/)
    assert.match(stdout, /2 owners would be restarted/)
    assert.deepEqual(
      (await podsOf('shop', 'early')).map((pod) => valueAt(pod, 'metadata', 'uid')),
      before,
    )
    const refused = await run('--repair')
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /nobody can be asked here: --repair needs --yes, or --dry-run/)
  })

  test('a budget without room keeps its pods, and the others are mended', async () => {
    const budgets = '/apis/policy/v1/namespaces/shop/poddisruptionbudgets'
    await create(budgets, 'all', { minAvailable: 2, selector: { matchLabels: { app: 'lonely' } } })
    const status = (disruptionsAllowed: number): JsonObject => ({
      status: {
        disruptionsAllowed,
        observedGeneration: 1,
        currentHealthy: 2,
        desiredHealthy: 2,
        expectedPods: 2,
      },
    })
    valueOf(await client.patch(`${budgets}/all/status`, status(0)))
    const { code, stdout, stderr } = await run('--repair', '--yes', '--timeout', '3s')
    assert.equal(code, 1, stdout + stderr)
    assert.match(stderr, /deployment\/early in namespace shop: restarted/)
    assert.match(stderr, /replicaset\/lonely .*left as it is: pod lonely-\w+: Cannot evict pod/)
    const pods = await podsOf('shop', 'early')
    assert.deepEqual(pods.map(roleOf), [role('second'), role('second')])
    const kept = valueOf(await client.get(`${apps('shop', 'deployments')}/early`))
    assert.match(
      String(
        valueAt(kept, 'spec', 'template', 'metadata', 'annotations', 'kubectl.kubernetes.io/restartedAt'),
      ),
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    )
    assert.deepEqual((await podsOf('shop', 'lonely')).map(roleOf), [undefined, undefined])
    valueOf(await client.delete(`${budgets}/all`))
  })

  test('pods that a controller makes anew are evicted one by one, and a bare one never is', async () => {
    const { code, stdout, stderr } = await run('--repair', '--yes', '--timeout', '20s')
    assert.equal(code, 1, stdout + stderr)
    assert.equal([...stderr.matchAll(/pod lonely-\w+ evicted/g)].length, 2, stderr)
    const pods = await podsOf('shop', 'lonely')
    assert.deepEqual(pods.map(roleOf), [role('second'), role('second')])
    assert.ok((await client.get(pathOf('pods', 'shop', 'bare'))).ok)
    valueOf(await client.delete(pathOf('pods', 'shop', 'bare')))
    const { code: none, said } = await report()
    assert.deepEqual([none, said.findings], [0, []])
  })

  test('StatefulSets and DaemonSets are restarted, and evicted where they wait for it', async () => {
    // Not the webhook's until their pods are there.
    await createNamespace(cluster, 'sets')
    const node = '/api/v1/nodes/node'
    valueOf(await client.create('/api/v1/nodes', { metadata: { name: 'node' } }))
    // A node begins as one that is not ready, on which no daemon is put.
    valueOf(await client.patch(node, { spec: { taints: [] } }))
    await createServiceAccount(client, 'sets', 'web', { [annotation]: role('web') })
    const sets = [
      ['StatefulSet', 'db', 'RollingUpdate'],
      ['StatefulSet', 'slow', 'OnDelete'],
      ['DaemonSet', 'log', 'RollingUpdate'],
      ['DaemonSet', 'net', 'OnDelete'],
    ] as const
    for (const [kind, name, type] of sets) {
      await create(apps('sets', `${kind.toLowerCase()}s`), name, {
        ...(kind === 'StatefulSet' && { serviceName: name, replicas: 1 }),
        selector: { matchLabels: { app: name } },
        template: template(name),
        updateStrategy: { type },
      })
      await until(`the pod of ${name}`, async () => (await podsOf('sets', name)).length === 1)
    }
    valueOf(await client.patch(pathOf('namespaces', '', 'sets'), { metadata: { labels: { irsa: 'yes' } } }))
    const [net] = await podsOf('sets', 'net')
    const { stderr } = await run('--namespace', 'sets', '--repair', '--dry-run')
    assert.deepEqual(stderr.trim().split('\n'), [
      'statefulset/db in namespace sets: would be restarted',
      'daemonset/log in namespace sets: would be restarted',
      `daemonset/net in namespace sets: pod ${String(valueAt(net, 'metadata', 'name'))} would be evicted`,
      'statefulset/slow in namespace sets: pod slow-0 would be evicted',
    ])
    valueOf(await client.delete(pathOf('namespaces', '', 'sets')))
    valueOf(await client.delete(node))
    await until('the namespace is gone', async () => !(await client.get(pathOf('namespaces', '', 'sets'))).ok)
  })

  test('a repair stops at the first rollout that does not become ready', async () => {
    await deployment('shop', 'a-broken', 1)
    await deployment('shop', 'b-next', 1)
    for (const app of ['a-broken', 'b-next'])
      await until(`the pod of ${app}`, async () => (await podsOf('shop', app)).length === 1)
    // Nobody says that pods are ready from here on.
    await kubelet.stop()
    await annotate('shop', role('third'))
    const { code, stdout, stderr } = await run('--repair', '--yes', '--timeout', '2s')
    assert.equal(code, 1, stdout + stderr)
    assert.match(
      stdout,
      /stopped at deployment\/a-broken in namespace shop, which did not become ready: not ready in time/,
    )
    assert.match(stdout, /[1-9] were not tried/)
    assert.ok((await podsOf('shop', 'b-next')).every((pod) => roleOf(pod) === role('second')))
  })

  test('nothing is restarted while the webhook does not answer for new pods', async () => {
    await webhook().stopServing()
    const configuration =
      '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/pod-identity-webhook'
    const { code, stderr } = await run('--repair', '--yes', '--timeout', '2s')
    assert.equal(code, 1)
    assert.match(stderr, /left as it is: a new pod of it would be refused: .*failed calling webhook/)
    valueOf(
      await client.request('PATCH', configuration, {
        contentType: 'application/json-patch+json',
        body: [{ op: 'replace', path: '/webhooks/0/failurePolicy', value: 'Ignore' }],
      }),
    )
    const ignored = await run('--repair', '--yes', '--timeout', '2s')
    assert.match(ignored.stderr, /left as it is: a new pod of it would be no better: not-mutated/)
  })
})
