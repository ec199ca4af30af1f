/** What the webhook does beside its reviews, on a real API server: the CA's copies with the least rights, and the check of trust. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { makeRoot, newKey } from '../../src/kit/index.ts'
import {
  createClient,
  isObject,
  listOf,
  pathOf,
  requestToken,
  textOf,
  valueAt,
  type JsonObject,
} from '../../src/kubernetes/api/index.ts'
import { defaultOptions, type WebhookOptions } from '../../src/kubernetes/webhook/index.ts'
import { openWebhookServer, type WebhookServer } from '../../src/server/webhook-server.ts'
import { startCloud, type Cloud } from './support/cloud.ts'
import { createNamespace, createServiceAccount, until, valueOf } from './support/objects.ts'
import { withCluster } from './support/with-cluster.ts'

const [namespace, name, configMap, bundle] = ['hooks', 'hook', 'podpass-ca.crt', 'podpass']
const apiGroup = 'rbac.authorization.k8s.io'
const rbac = `/apis/${apiGroup}/v1`
const configurations = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'
const bundles = '/apis/certificates.k8s.io/v1beta1/clustertrustbundles'
const annotation = 'eks.amazonaws.com/role-arn'
const reading = ['get', 'list', 'watch']

/** As the documentation names them. */
const clusterRules: readonly JsonObject[] = [
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: reading },
  {
    apiGroups: ['admissionregistration.k8s.io'],
    resources: ['mutatingwebhookconfigurations'],
    resourceNames: [name],
    verbs: [...reading, 'patch'],
  },
  { apiGroups: [''], resources: ['namespaces'], verbs: ['list', 'watch'] },
  {
    apiGroups: [''],
    resources: ['configmaps'],
    resourceNames: [configMap],
    verbs: ['list', 'watch', 'create', 'patch'],
  },
  {
    apiGroups: ['certificates.k8s.io'],
    resources: ['clustertrustbundles'],
    resourceNames: [bundle],
    verbs: ['list', 'watch', 'create', 'patch'],
  },
]
const rules: readonly JsonObject[] = [
  { apiGroups: [''], resources: ['secrets'], resourceNames: [name], verbs: [...reading, 'patch'] },
  { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
  {
    apiGroups: ['coordination.k8s.io'],
    resources: ['leases'],
    resourceNames: [name, `${name}-leader`],
    verbs: ['get', 'update'],
  },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
]

const flags = [
  '--runtime-config=certificates.k8s.io/v1beta1/clustertrustbundles=true',
  '--feature-gates=ClusterTrustBundle=true,ClusterTrustBundleProjection=true',
]

await withCluster({ flags }, async (cluster) => {
  const { client } = cluster
  const directory = mkdtempSync(join(tmpdir(), 'podpass-additions-'))
  const caFile = join(directory, 'ca.pem')
  const running: WebhookServer[] = []
  const warnings: string[] = []
  let cloud: Cloud
  let token: () => string

  const start = async (more: Partial<WebhookOptions>): Promise<WebhookServer> => {
    const server = await openWebhookServer({
      api: { server: cluster.server, ca: cluster.ca, token },
      address: { host: '127.0.0.1', port: 0 },
      certificates: { kind: 'self-managed', secretName: name },
      service: { name, namespace },
      configurationName: name,
      options: { ...defaultOptions, ...more },
      additions: { caFile, checkTrust: { endpoint: cloud.server.runtime.endpoint } },
      drain: 0,
      report: () => undefined,
      warn: (message) => warnings.push(message),
    })
    running.push(server)
    return server
  }
  const withConfigMap: Partial<WebhookOptions> = {
    awsEndpoint: {
      url: 'https://aws.example.com',
      ca: { configMap, key: 'ca.crt', mountPath: '/var/run/secrets/podpass/ca' },
    },
  }
  const held = async (space: string): Promise<string | undefined> => {
    const found = await client.get(pathOf('configmaps', space, configMap))
    return found.ok ? textOf(valueAt(found.value, 'data', 'ca.crt')) : undefined
  }
  const point = async (port: number): Promise<void> =>
    void valueOf(
      await client.request('PATCH', `${configurations}/${name}`, {
        contentType: 'application/json-patch+json',
        body: [{ op: 'add', path: '/webhooks/0/clientConfig/service/port', value: port }],
      }),
    )
  const createPod = async (space: string, pod: string, account = 'web') => {
    const answer = await client.create(pathOf('pods', space), {
      metadata: { name: pod },
      spec: { serviceAccountName: account, containers: [{ name: 'c', image: 'busybox' }] },
    })
    assert.ok(answer.ok, answer.ok ? '' : answer.problem.message)
    const volume = listOf(valueAt(answer.value, 'spec', 'volumes'))
      .filter(isObject)
      .find((each) => each['name'] === 'podpass-ca')
    return { warnings: answer.warnings, volume }
  }
  const role = (account: string, roleName: string): string => `arn:aws:iam::${account}:role/${roleName}`

  before(async () => {
    cloud = await startCloud()
    process.env['AWS_ACCESS_KEY_ID'] = cloud.server.admin.accessKeyId
    process.env['AWS_SECRET_ACCESS_KEY'] = cloud.server.admin.secretAccessKey
    writeFileSync(caFile, await makeRoot({ key: newKey(), commonName: 'one', now: Date.now() }))
    await createNamespace(cluster, namespace)
    await createServiceAccount(client, namespace, name)
    const subjects = [{ kind: 'ServiceAccount', namespace, name }]
    for (const [base, kind, list] of [
      [rbac, 'ClusterRole', clusterRules],
      [`${rbac}/namespaces/${namespace}`, 'Role', rules],
    ] as const) {
      const plural = `${kind.toLowerCase()}s`
      valueOf(await client.create(`${base}/${plural}`, { metadata: { name }, rules: list }))
      valueOf(
        await client.create(`${base}/${plural.replace(/s$/, 'bindings')}`, {
          metadata: { name },
          roleRef: { apiGroup, kind, name },
          subjects,
        }),
      )
    }
    const requested = await requestToken(client, { namespace, serviceAccount: name })
    assert.ok(requested.ok)
    token = () => requested.token
    // Leads to this very machine, as there is no kube-proxy that would.
    valueOf(
      await client.create(`/api/v1/namespaces/${namespace}/services`, {
        metadata: { name },
        spec: { type: 'ExternalName', externalName: 'localhost' },
      }),
    )
    valueOf(
      await client.create(configurations, {
        metadata: { name },
        webhooks: [
          {
            name: 'pods.hook.test',
            clientConfig: { service: { name, namespace, path: '/mutate' } },
            rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
            admissionReviewVersions: ['v1'],
            sideEffects: 'NoneOnDryRun',
            failurePolicy: 'Fail',
            namespaceSelector: { matchLabels: { irsa: 'yes' } },
          },
        ],
      }),
    )
  })
  after(async () => {
    await Promise.all(running.map((server) => server.close({ drain: 0 })))
    await cloud.stop()
    delete process.env['AWS_ACCESS_KEY_ID']
    delete process.env['AWS_SECRET_ACCESS_KEY']
    rmSync(directory, { recursive: true, force: true })
  })

  test('every namespace has the CA, which comes back, and no right is there for any other ConfigMap', async () => {
    const [one] = await Promise.all([start(withConfigMap), start(withConfigMap)])
    await point(one.port)
    for (const space of ['default', 'kube-system', namespace])
      await until(`the CA in ${space}`, async () => (await held(space)) !== undefined)
    const ca = await held('default')
    await client.delete(pathOf('configmaps', 'default', configMap))
    await until('it is back', async () => (await held('default')) === ca)
    valueOf(await client.patch(pathOf('configmaps', 'kube-system', configMap), { data: { 'ca.crt': 'x' } }))
    await until('it is right again', async () => (await held('kube-system')) === ca)
    writeFileSync(caFile, await makeRoot({ key: newKey(), commonName: 'two', now: Date.now() }))
    await until('the new one is there', async () => ![ca, undefined].includes(await held('default')))

    const own = createClient({ server: cluster.server, ca: cluster.ca, token })
    const metadata = { name: 'other' }
    const made = await own.create(pathOf('configmaps', 'default'), { metadata })
    assert.equal(!made.ok && made.problem.code, 403)
    const read = await own.get(pathOf('configmaps', 'default', 'kube-root-ca.crt'))
    assert.equal(!read.ok && read.problem.code, 403)
    own.close()
  })

  test('the first pod of a new namespace finds the CA there, and waits for nothing', async () => {
    await createNamespace(cluster, 'shop', { irsa: 'yes' })
    await createServiceAccount(client, 'shop', 'web', { [annotation]: role('111122223333', 'web') })
    for (let index = 0; index < 20; index++) {
      const space = `shop-${index}`
      valueOf(
        await client.create(pathOf('namespaces'), { metadata: { name: space, labels: { irsa: 'yes' } } }),
      )
      await createServiceAccount(client, space, 'web', { [annotation]: role('111122223333', 'web') })
      const { volume } = await createPod(space, 'first')
      assert.equal(valueAt(volume, 'configMap', 'optional'), undefined)
      assert.ok((await held(space)) !== undefined)
    }
  })

  test('another replica goes on where one ends', async () => {
    const [one, two] = running
    await one!.close({ drain: 0 })
    await point(two!.port)
    valueOf(await client.create(pathOf('namespaces'), { metadata: { name: 'late' } }))
    await until('the CA in the late namespace', async () => (await held('late')) !== undefined)
  })

  test('a role whose trust policy does not let the pod in is warned of, from the second pod on', async () => {
    const account = cloud.server.admin.account
    const sub = 'system:serviceaccount:shop:good'
    const good = await cloud.createRole('good', cluster.issuer, sub)
    await createServiceAccount(client, 'shop', 'good', { [annotation]: good })
    await createServiceAccount(client, 'shop', 'bad', { [annotation]: good })
    await createServiceAccount(client, 'shop', 'none', { [annotation]: role(account, 'absent') })
    for (const each of ['good', 'bad', 'none'])
      assert.deepEqual((await createPod('shop', `${each}-1`, each)).warnings, [])
    const warningsOf = async (each: string): Promise<readonly string[]> => {
      let index = 1
      let found: readonly string[] = []
      await until(`${each} is known`, async () => {
        found = (await createPod('shop', `${each}-${++index}`, each)).warnings
        return found.length > 0 || index > 20
      })
      return found
    }
    assert.deepEqual(await warningsOf('bad'), [
      `role ${good} cannot be assumed: …:sub is \`system:serviceaccount:shop:bad\`, the trust policy wants \`${sub}\``,
    ])
    assert.deepEqual(await warningsOf('none'), [`role ${role(account, 'absent')} does not exist`])
    assert.deepEqual(await warningsOf('good'), [])
    assert.ok(
      warnings.some((each) => each === `trust of role ${role(account, 'absent')}: there is no such role`),
    )
    assert.ok(
      warnings.some((each) =>
        each.startsWith('trust of role arn:aws:iam::111122223333:role/web: it is of another account'),
      ),
      warnings.join('\n'),
    )
  })

  test('where the API server has ClusterTrustBundles, the CA may be one', async () => {
    await Promise.all(running.splice(0).map((server) => server.close({ drain: 0 })))
    const server = await start({
      awsEndpoint: { url: 'https://aws.example.com', ca: { trustBundle: bundle, mountPath: '/ca' } },
    })
    await until('it is published', async () => (await client.get(`${bundles}/${bundle}`)).ok)
    await point(server.port)
    await client.delete(`${bundles}/${bundle}`)
    await until('it is back', async () => (await client.get(`${bundles}/${bundle}`)).ok)
    let volume: JsonObject | undefined
    let index = 0
    await until('pods are mutated', async () => {
      ;({ volume } = await createPod('shop', `bundle-${++index}`))
      return volume !== undefined
    })
    assert.deepEqual(listOf(valueAt(volume, 'projected', 'sources')), [
      { clusterTrustBundle: { name: bundle, path: 'ca.crt' } },
    ])
  })
})
