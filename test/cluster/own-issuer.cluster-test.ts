import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { after, test } from 'node:test'
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts'
import { requestToken } from '../../src/kubernetes/api/index.ts'
import { startCloud } from './support/cloud.ts'
import { createNamespace, createServiceAccount, valueOf } from './support/objects.ts'
import { withCluster } from './support/with-cluster.ts'

await withCluster({}, async (cluster) => {
  const { client, issuer } = cluster
  const cloud = await startCloud()
  after(() => cloud.stop())
  const { fingerprint } = new X509Certificate(cluster.ca)
  await cloud.registerIssuer(issuer, fingerprint.replaceAll(':', '').toLowerCase())
  const role = await cloud.createRole('app', issuer, 'system:serviceaccount:own:app')
  await createNamespace(cluster, 'own')
  await createServiceAccount(client, 'own', 'app')

  const exchange = async () => {
    const audiences = ['sts.amazonaws.com']
    const requested = await requestToken(client, { namespace: 'own', serviceAccount: 'app', audiences })
    assert.ok(requested.ok)
    return cloud.sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: role,
        RoleSessionName: 'pod',
        WebIdentityToken: requested.token,
      }),
    )
  }

  test('an API server that shows its documents to nobody without a name is no issuer yet', async () => {
    await assert.rejects(exchange(), (error) => {
      assert.ok(error instanceof Error)
      assert.equal(error.name, 'InvalidIdentityTokenException')
      return true
    })
  })

  test('an API server that shows its documents to everybody is its own issuer', async () => {
    valueOf(
      await client.create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
        metadata: { name: 'documents-for-everybody' },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: 'system:service-account-issuer-discovery',
        },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:unauthenticated' }],
      }),
    )
    const exchanged = await retry(exchange)
    assert.equal(exchanged.SubjectFromWebIdentityToken, 'system:serviceaccount:own:app')
  })
})

/** A refusal is remembered for some seconds, so that a wrong issuer is not asked on and on. */
async function retry<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let left = 60; ; left -= 1)
    try {
      return await attempt()
    } catch (error) {
      if (left === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
}
