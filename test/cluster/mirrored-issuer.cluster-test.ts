/** An API server that shows its issuer documents to nobody here, and `podpass issuer mirror`, which serves copies of them. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { CreateOpenIDConnectProviderCommand } from '@aws-sdk/client-iam'
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts'
import { listOf, pathOf, requestToken, textOf, valueAt } from '../../src/kubernetes/api/index.ts'
import { startCloud } from './support/cloud.ts'
import { createNamespace, createServiceAccount, until, valueOf } from './support/objects.ts'
import { startPodpass } from './support/program.ts'
import { createWebhookAccount, registerWebhook } from './support/webhook.ts'
import { withCluster } from './support/with-cluster.ts'

/** Nobody serves anything at this name, which needs no port. */
const issuer = 'https://tokens.example.test/clusters/real'
const subject = 'system:serviceaccount:mirrored:app'

await withCluster({ issuer }, async (cluster) => {
  const { client } = cluster
  const cloud = await startCloud()
  after(() => cloud.stop())
  const role = await cloud.createRole('app', issuer, subject)
  await createNamespace(cluster, 'mirrored', { mirrored: 'yes' })
  await createServiceAccount(client, 'mirrored', 'app', { 'eks.amazonaws.com/role-arn': role })
  const webhook = await registerWebhook(cluster, await createWebhookAccount(cluster), {
    name: 'mirrored',
    namespaceLabels: { mirrored: 'yes' },
  })
  after(() => webhook.close())
  const pod = valueOf(
    await client.create(pathOf('pods', 'mirrored'), {
      metadata: { name: 'app' },
      spec: { serviceAccountName: 'app', containers: [{ name: 'c', image: 'busybox' }] },
    }),
  )

  /** The token that the volume of the mutated pod asks for, as its kubelet would get it. */
  const podToken = async (): Promise<string> => {
    const volume = listOf(valueAt(pod, 'spec', 'volumes')).find(
      (each) => valueAt(each, 'name') === 'aws-iam-token',
    )
    const [source] = listOf(valueAt(volume, 'projected', 'sources'))
    const requested = await requestToken(client, {
      namespace: 'mirrored',
      serviceAccount: 'app',
      audiences: [textOf(valueAt(source, 'serviceAccountToken', 'audience'))!],
      expirationSeconds: Number(valueAt(source, 'serviceAccountToken', 'expirationSeconds')),
      pod: { name: 'app', uid: textOf(valueAt(pod, 'metadata', 'uid'))! },
    })
    assert.ok(requested.ok)
    return requested.token
  }

  const exchange = (WebIdentityToken: string): Promise<string> =>
    cloud.sts
      .send(new AssumeRoleWithWebIdentityCommand({ RoleArn: role, RoleSessionName: 'pod', WebIdentityToken }))
      .then(
        ({ SubjectFromWebIdentityToken = '' }) => SubjectFromWebIdentityToken,
        (error: Error) => error.name,
      )

  /** A kubeconfig with no more rights than any ServiceAccount has. */
  const kubeconfig = join(cluster.directory, 'mirror.kubeconfig')
  const requested = await requestToken(client, { namespace: 'mirrored', serviceAccount: 'default' })
  assert.ok(requested.ok)
  const writeKubeconfig = (token: string): void =>
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: 'c',
            cluster: {
              server: cluster.server,
              'certificate-authority-data': Buffer.from(cluster.ca).toString('base64'),
            },
          },
        ],
        users: [{ name: 'u', user: { token } }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        'current-context': 'x',
      }),
    )
  const mirror = (...args: readonly string[]) =>
    startPodpass(['issuer', 'mirror', ...args], { PODPASS_DATA: cloud.server.directory })

  test('before there is a copy the token of a mutated pod is nobody’s', async () => {
    assert.equal(await exchange(await podToken()), 'InvalidIdentityTokenException')
  })

  test('a user who may not read the documents is told what is missing', async () => {
    writeKubeconfig('wrong')
    const refused = mirror('--kubeconfig', kubeconfig, '--once')
    assert.equal(await refused.ended, 1)
    assert.match(refused.printed(), /does not show its issuer documents: Unauthorized/)
  })

  test('with a copy the token of a mutated pod becomes credentials of its role', async () => {
    writeKubeconfig(requested.token)
    const once = mirror('--kubeconfig', kubeconfig, '--once')
    assert.equal(await once.ended, 0, once.printed())
    assert.match(once.printed(), /^https:\/\/tokens\.example\.test\/clusters\/real is served here, as /)
    // As an administrator does it: without a thumbprint, which is read from the listener.
    await cloud.iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: ['sts.amazonaws.com'] }),
    )
    assert.equal(await exchange(await podToken()), subject)
    const listed = startPodpass(['issuer', 'list'], { PODPASS_DATA: cloud.server.directory })
    assert.equal(await listed.ended, 0)
    assert.match(listed.printed(), new RegExp(`copy of ${cluster.server}\t${issuer}\n`))
  })

  test('a copy that is kept fresh follows the API server to another key, and lets the old one go', async () => {
    const before = await podToken()
    writeKubeconfig(cluster.adminToken)
    const running = mirror('--kubeconfig', kubeconfig, '--every', '1s', '--json')
    after(() => running.stop())
    await running.prints(/asked again every 1 s/)
    await cluster.goAway()
    await running.prints(/the copy stays as it is/)
    assert.equal(await exchange(before), subject)
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    writeFileSync(
      join(cluster.directory, 'service-account.key'),
      privateKey.export({ type: 'sec1', format: 'pem' }),
    )
    await cluster.comeBack()
    await running.prints(/is copied again/)
    await until('the token of the new key', async () => (await exchange(await podToken())) === subject)
    assert.equal(await exchange(before), 'InvalidIdentityTokenException')
    const told = running.printed().match(/^\{.*\}$/gm) ?? []
    const keys = told.map((copy) => (JSON.parse(copy) as { KeyIds: readonly string[] }).KeyIds.join())
    assert.equal(new Set(keys).size, 2, 'a line of JSON for each set of keys')
    await running.stop()
  })

  test('a copy that is taken away vouches for nothing', async () => {
    const removed = mirror('--remove', issuer)
    assert.equal(await removed.ended, 0, removed.printed())
    assert.equal(await exchange(await podToken()), 'InvalidIdentityTokenException')
    const again = mirror('--remove', issuer)
    assert.equal(await again.ended, 1)
    assert.match(again.printed(), /there is no copy of issuer/)
  })
})
