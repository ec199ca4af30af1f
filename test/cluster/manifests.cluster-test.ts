import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createClient, type ClientFacts } from '../../src/kubernetes/api/index.ts'
import known from './manifest-differences.json' with { type: 'json' }
import { compareAnswers, isKnown, type KnownDifference } from './support/differences.ts'
import { startEmbeddedCluster } from './support/embedded.ts'
import { badManifests, sceneOf } from './support/manifest-scene.ts'
import { createNamespace, createServiceAccount } from './support/objects.ts'
import { playScene } from './support/scene.ts'
import { withCluster } from './support/with-cluster.ts'

const namespace = 'manifests'

await withCluster({}, async (cluster) => {
  const embedded = await startEmbeddedCluster()
  after(() => embedded.stop())
  const real: ClientFacts = { server: cluster.server, ca: cluster.ca, token: () => cluster.adminToken }
  for (const facts of [real, embedded.facts]) {
    const client = createClient(facts)
    await createNamespace({ client, hasControllers: cluster.hasControllers || facts !== real }, namespace)
    await createServiceAccount(client, namespace, 'app')
    client.close()
  }
  const unused = new Set<KnownDifference>(known)

  for (const manifest of badManifests)
    test(`both servers say the same of ${manifest.name}`, async () => {
      const scene = sceneOf(manifest)
      const [expected, actual] = await Promise.all([
        playScene({ facts: real, issuer: cluster.issuer, namespace }, scene),
        playScene({ facts: embedded.facts, issuer: embedded.issuer, namespace }, scene),
      ])
      const differences = scene.steps.flatMap(({ note }, at) =>
        compareAnswers(expected[at]!, actual[at]!, note!),
      )
      const unknown = differences.filter((difference) => {
        const reasons = known.filter((each) => isKnown(difference, each))
        for (const reason of reasons) unused.delete(reason)
        return reasons.length === 0
      })
      assert.deepEqual(unknown, [])
    })

  test('every known difference of manifests is still one', () => {
    assert.deepEqual([...unused], [])
  })
})
