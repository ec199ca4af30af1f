/** The webhook installed into a real API server: by its manifests, by `podpass webhook install`, and by helm. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { parse } from 'yaml'
import { scratch } from '../../src/cli/podpass.test-support.ts'
import {
  createClient,
  listOf,
  pathOf,
  requestToken,
  textOf,
  valueAt,
  type ApiAnswer,
  type JsonObject,
} from '../../src/kubernetes/api/index.ts'
import { makeManifests, mergeValues, readValues } from '../../src/kubernetes/install/index.ts'
import { applyObject } from '../../src/kubernetes/install/cluster/apply-object.ts'
import { freePort } from '../../tools/kube-apiserver/free-port.ts'
import { helm, needsHelm } from '../deploy/support/helm.ts'
import { installedKinds, standInForNodes, startOutside, startReplica } from './support/install.ts'
import { configurations, openInstallScene, role, withRealAuthority } from './support/install-scene.ts'
import { hasKubectl, kubectl } from './support/kubectl.ts'
import { createServiceAccount, until, valueOf } from './support/objects.ts'
import { withCluster } from './support/with-cluster.ts'

const cases = parse(
  readFileSync(new URL('../deploy/cases/values.yaml', import.meta.url), 'utf8'),
) as readonly { readonly name: string; readonly values: JsonObject }[]

await withCluster({}, async (cluster) => {
  const { client } = cluster
  const { run, succeed, refuse, policies, roleOfPod } = await openInstallScene(cluster)

  for (const { name, values } of cases)
    test(`the API server takes the manifests: ${name}`, async () => {
      const read = readValues(mergeValues({ image: { repository: 'registry.example/hook' } }, values))
      assert.ok(read.ok)
      for (const object of makeManifests(read.values, { namespace: 'hooks', manager: 'test' })) {
        const taken = await applyObject(client, withRealAuthority(object, cluster.ca), {
          force: false,
          dryRun: true,
        })
        assert.ok(taken.ok, taken.ok ? '' : taken.problems.join('\n'))
      }
    })

  test('a webhook outside of the cluster: installed, upgraded, taken away', async (t) => {
    const outside = await startOutside(t, cluster)
    const caFile = join(scratch(t), 'ca.crt')
    writeFileSync(caFile, outside.ca)
    const where = `--name outside --url ${outside.url} --ca-file ${caFile} --namespace outside`

    const shown = await succeed(`install ${where} --dry-run`)
    assert.match(shown, /^create Namespace outside\n[^]*\ncreate MutatingWebhookConfiguration outside\n/)
    assert.match(shown, /nothing was changed/)
    assert.equal((await client.get(`${configurations}/outside`)).ok, false)
    assert.equal((await client.get('/api/v1/namespaces/outside')).ok, false)

    const unasked = await run(`install ${where}`)
    assert.deepEqual([unasked.code, /nobody can be asked here/.test(unasked.stderr)], [2, true])
    assert.equal((await client.get('/api/v1/namespaces/outside')).ok, false)

    const said = await succeed(`install ${where} --yes`)
    assert.match(
      said,
      /failurePolicy Ignore until[^]*the canary pod got its role[^]*failurePolicy Fail from now on/,
    )
    assert.deepEqual(await policies('outside'), ['Fail', 'Ignore'])
    assert.equal(await roleOfPod(), role)
    const accounts = valueOf(await client.get(pathOf('serviceaccounts', 'default')))
    assert.ok(!JSON.stringify(accounts).includes('podpass-canary'))

    await refuse(/is installed in namespace outside; podpass webhook upgrade/, `install ${where} --yes`)
    assert.match(await succeed('upgrade --name outside --dry-run'), /keep {3}ClusterRole outside/)
    const changed = await succeed('upgrade --name outside --set webhook.timeoutSeconds=5 --yes')
    assert.match(changed, /webhooks\[0\]\.timeoutSeconds: 10 -> 5/)
    assert.equal(await roleOfPod(), role)

    // What does not work is taken back, and what worked goes on.
    const nobody = `https://127.0.0.1:${await freePort()}/mutate`
    const broken = await refuse(
      /canary pod in namespace default did not get its role/,
      `upgrade --name outside --url ${nobody} --yes --timeout 3s`,
    )
    assert.match(broken, /connection refused[^]*is as it was before/)
    assert.equal(await roleOfPod(), role)
    assert.match(await succeed('upgrade --name outside --dry-run'), /timeoutSeconds|keep/)

    await succeed('uninstall --name outside --dry-run')
    assert.equal(await roleOfPod(), role)
    const gone = await succeed('uninstall --name outside --yes --delete-namespace')
    assert.match(gone, /^removed MutatingWebhookConfiguration outside$/m)
    assert.deepEqual(await installedKinds(client, 'outside'), [])
    await until('pods are left alone', async () => (await roleOfPod()) === undefined)
    await refuse(/outside is not installed/, 'uninstall --name outside --yes')
  })

  test('a webhook that nobody can reach holds no pod back, and the reason is said', async (t) => {
    t.after(() => run('uninstall --name lost --yes'))
    const url = `https://127.0.0.1:${await freePort()}/mutate`
    const said = await refuse(
      /did not get its role/,
      `install --name lost --namespace hooks --url ${url} --yes --timeout 2s`,
    )
    assert.match(said, /connection refused/)
    assert.match(said, /no pod is held back/)
    assert.deepEqual(await policies('lost'), ['Ignore', 'Ignore'])
    assert.equal(await roleOfPod(), undefined)
  })

  test('a webhook whose authority is not trusted is told from one that does not answer', async (t) => {
    t.after(() => run('uninstall --name distrusted --yes'))
    const outside = await startOutside(t, cluster)
    const caFile = join(scratch(t), 'ca.crt')
    writeFileSync(caFile, cluster.ca)
    const words = `--name distrusted --namespace hooks --url ${outside.url} --ca-file ${caFile}`
    assert.match(
      await refuse(/did not get its role/, `install ${words} --yes --timeout 2s`),
      /certificate signed by unknown authority/,
    )
  })

  test('selectors that leave the canary out are named', async (t) => {
    t.after(() => run('uninstall --name picky --yes'))
    const outside = await startOutside(t, cluster)
    const caFile = join(scratch(t), 'ca.crt')
    writeFileSync(caFile, outside.ca)
    const words = `--name picky --namespace hooks --url ${outside.url} --ca-file ${caFile}`
    const select = '--set webhook.namespaceSelector.matchLabels.irsa=enabled'
    assert.match(
      await refuse(/did not get its role/, `install ${words} ${select} --yes --timeout 2s`),
      /do not come to it[^]*selectors/,
    )
  })

  test('the rights of an installation are those that its flags need, and no more', async (t) => {
    const outside = await startOutside(t, cluster)
    const caFile = join(scratch(t), 'ca.crt')
    writeFileSync(caFile, outside.ca)
    const flags =
      'flags.aws-endpoint-url=https://aws.example,flags.aws-endpoint-ca-file=/ca,flags.report-interval=5m'
    const sets = flags.split(',').map((flag) => `--set ${flag}`)
    await succeed(
      `install --name rights --namespace hooks --url ${outside.url} --ca-file ${caFile} ${sets.join(' ')} --yes`,
    )
    t.after(() => run('uninstall --name rights --namespace hooks --yes'))
    const requested = await requestToken(client, { namespace: 'hooks', serviceAccount: 'rights' })
    assert.ok(requested.ok)
    const own = createClient({ server: cluster.server, ca: cluster.ca, token: () => requested.token })
    t.after(() => own.close())
    const codeOf = async (answer: Promise<ApiAnswer>): Promise<number> => {
      const { ok, ...rest } = await answer
      return 'problem' in rest ? rest.problem.code : ok ? 200 : 0
    }
    const get = (path: string, fieldSelector?: string): Promise<number> =>
      codeOf(own.request('GET', path, { query: { fieldSelector } }))
    const publish = (name: string): Promise<number> =>
      codeOf(
        own.request('PATCH', pathOf('configmaps', 'shop', name), {
          query: { fieldManager: 'test' },
          contentType: 'application/apply-patch+yaml',
          body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } },
        }),
      )
    const leases = '/apis/coordination.k8s.io/v1/namespaces/hooks/leases'
    const lease = (name: string): JsonObject => ({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name },
    })
    assert.deepEqual(
      [
        await publish('podpass-ca.crt'),
        await publish('other'),
        await get(pathOf('configmaps'), 'metadata.name=podpass-ca.crt'),
        await get(pathOf('configmaps')),
        await get(pathOf('namespaces')),
        await get(pathOf('pods')),
        await get('/apis/apps/v1/namespaces/shop/deployments/none'),
        await get(pathOf('serviceaccounts')),
        await get(configurations, 'metadata.name=rights'),
        await get(configurations),
        await get(pathOf('secrets', 'hooks')),
        await codeOf(own.create(leases, lease('rights-leader'))),
        await codeOf(own.request('GET', `${leases}/rights-leader`)),
        await codeOf(own.request('GET', `${leases}/other`)),
      ],
      [200, 403, 200, 403, 200, 200, 404, 200, 200, 403, 403, 200, 200, 403],
    )
  })

  const needsControllers = cluster.hasControllers ? {} : { skip: 'there are no controllers' }
  test(
    'replicas in the cluster: self-managed certificates, a roll, a conflict, an end',
    needsControllers,
    async (t) => {
      const port = await freePort()
      // There is no node here: the test runs the one replica, and reports pods and Service as a cluster would.
      standInForNodes(t, client, { namespace: 'inside', service: 'pod-identity-webhook' })
      const replica = startReplica(t, cluster, { namespace: 'inside' })
      const image = '--image registry.example/hook:1'
      const ports = `--set service.port=${port} --set ports.https=${port} --set ports.metrics=${await freePort()} --set shutdownDelaySeconds=0`
      const said = await succeed(`install --namespace inside ${image} ${ports} --yes`)
      assert.match(
        said,
        /waiting for Deployment[^]*the canary pod got its role[^]*is installed in namespace inside/,
      )
      assert.deepEqual(await policies(), ['Fail', 'Ignore'])
      assert.equal(await roleOfPod(), role)
      await createServiceAccount(client, 'kube-system', 'app', { 'eks.amazonaws.com/role-arn': role })
      assert.equal(await roleOfPod('kube-system'), role)
      assert.deepEqual(replica.problems(), [])

      const deployment = '/apis/apps/v1/namespaces/inside/deployments/pod-identity-webhook'
      valueOf(
        await client.request('PATCH', deployment, {
          query: { fieldManager: 'somebody' },
          contentType: 'application/merge-patch+json',
          body: { spec: { replicas: 1 } },
        }),
      )
      const more = 'upgrade --set replicas=3'
      assert.match(await refuse(/--force-conflicts takes them over/, `${more} --yes`), /somebody.*replicas/)
      const shown = await succeed(`${more} --force-conflicts --dry-run`)
      assert.match(shown, /change Deployment inside\/pod-identity-webhook\n +spec\.replicas: 1 -> 3/)
      await succeed(`${more} --force-conflicts --yes`)
      assert.equal(valueAt(valueOf(await client.get(deployment)), 'spec', 'replicas'), 3)
      assert.equal(await roleOfPod(), role)

      // The running webhook owns the caBundle of each entry, which a mere apply would leave behind.
      await succeed('upgrade --set webhook.systemFailurePolicy=None --yes')
      assert.deepEqual(await policies(), ['Fail'])
      assert.equal(await roleOfPod('kube-system'), undefined)

      const stuck = 'upgrade --set priorityClassName=nobody --yes --timeout 3s'
      assert.match(await refuse(/replicas are available/, stuck), /no PriorityClass with name nobody/)
      assert.equal(await roleOfPod(), role)

      await replica.stop()
      const gone = await succeed('uninstall --yes')
      assert.match(gone, /^left: Namespace inside/m)
      assert.deepEqual(await installedKinds(client, 'pod-identity-webhook'), [])
      for (const kept of ['secrets', 'configmaps'] as const) {
        const names = listOf(valueOf(await client.get(pathOf(kept, 'inside')))['items']).map((item) =>
          textOf(valueAt(item, 'metadata', 'name')),
        )
        assert.deepEqual(names, kept === 'secrets' ? [] : ['kube-root-ca.crt'])
      }
    },
  )

  test('half an installation is finished by the next one, or taken away', needsControllers, async (t) => {
    const halfway = 'install --name half --namespace hooks --image a/b --yes --timeout 1s'
    assert.match(
      await refuse(/0 of 2 replicas are available/, halfway),
      /pod half-.*no node has taken it yet/,
    )
    assert.equal((await client.get(`${configurations}/half`)).ok, false)
    await refuse(/0 of 2 replicas are available/, halfway)
    t.after(() => run('uninstall --name half --namespace hooks --yes'))
    await refuse(/half is not installed/, 'uninstall --name half --namespace shop --yes')
    assert.match(
      await succeed('uninstall --name half --namespace hooks --yes'),
      /removed Deployment hooks\/half/,
    )
    assert.deepEqual(await installedKinds(client, 'half'), [])
  })

  test('what is missing is said before anything is changed', async () => {
    await client.delete(
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/servicemonitors.monitoring.coreos.com',
    )
    await until('the kind is gone', async () => {
      return !(await client.get('/apis/monitoring.coreos.com/v1/namespaces/hooks/servicemonitors')).ok
    })
    await refuse(
      /the cluster has no Prometheus operator/,
      'install --namespace never --image a/b --set serviceMonitor.enabled=true --yes',
    )
    assert.equal((await client.get('/api/v1/namespaces/never')).ok, false)
  })

  const needsKubectl = hasKubectl ? {} : { skip: 'there is no kubectl in PATH' }
  for (const words of [
    '-f deploy/webhook.yaml',
    '-k deploy/kustomize/base',
    '-k deploy/kustomize/cert-manager',
  ])
    test(`kubectl apply ${words}`, needsKubectl, async () => {
      for (const verb of ['apply --server-side', 'apply', 'delete --wait=false']) {
        const { code, stderr } = await kubectl(cluster, [...verb.split(' '), ...words.split(' ')])
        assert.equal(code, 0, stderr)
      }
      await until('its namespace is gone', async () => {
        return !cluster.hasControllers || !(await client.get('/api/v1/namespaces/pod-identity-webhook')).ok
      })
      assert.deepEqual(await installedKinds(client, 'pod-identity-webhook'), [])
    })

  test('helm installs the chart, and what is its is left to it', needsHelm, async (t: TestContext) => {
    const home = scratch(t)
    const env = { KUBECONFIG: cluster.kubeconfig, HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home }
    const chart = 'deploy/helm/podpass-webhook'
    const values = JSON.stringify({
      name: 'helms',
      image: { repository: 'a/b' },
      webhook: { failurePolicy: 'Ignore' },
    })
    const installed = await helm(['install', 'release', chart, '-n', 'hooks', '--values', '-'], values, env)
    assert.equal(installed.code, 0, installed.stderr)
    for (const words of ['kubectl -n hooks rollout status deployment/helms', 'kube-system, kube-public'])
      assert.ok(installed.stdout.includes(words), installed.stdout)
    // What the replicas write must outlive an upgrade.
    const caBundle = Buffer.from(cluster.ca).toString('base64')
    valueOf(
      await client.request('PATCH', `${configurations}/helms`, {
        contentType: 'application/json-patch+json',
        body: [0, 1].map((index) => ({
          op: 'add',
          path: `/webhooks/${index}/clientConfig/caBundle`,
          value: caBundle,
        })),
      }),
    )
    const more = ['--reuse-values', '--set', 'webhook.timeoutSeconds=7']
    const upgraded = await helm(['upgrade', 'release', chart, '-n', 'hooks', ...more], '', env)
    assert.equal(upgraded.code, 0, upgraded.stderr)
    const webhooks = listOf(valueOf(await client.get(`${configurations}/helms`))['webhooks'])
    assert.deepEqual(
      webhooks.map((webhook) => [
        valueAt(webhook, 'timeoutSeconds'),
        valueAt(webhook, 'clientConfig', 'caBundle') === caBundle,
      ]),
      [
        [7, true],
        [7, true],
      ],
    )
    await refuse(/helms was installed by Helm/, 'uninstall --name helms --yes')
    await refuse(/helms was installed by Helm/, 'upgrade --name helms --image a/b --yes')
    await refuse(/of Helm: take it away first/, 'install --name helms --image a/b --yes')
    const removed = await helm(['uninstall', 'release', '-n', 'hooks'], '', env)
    assert.equal(removed.code, 0, removed.stderr)
    assert.deepEqual(await installedKinds(client, 'helms'), [])
  })
})
