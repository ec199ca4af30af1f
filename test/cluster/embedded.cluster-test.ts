import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { parse } from 'yaml'
import { createClient, type ClientFacts } from '../../src/kubernetes/api/index.ts'
import known from './differences.json' with { type: 'json' }
import { compareAnswers, isKnown, type Difference, type KnownDifference } from './support/differences.ts'
import { startEmbeddedCluster } from './support/embedded.ts'
import { kindScenes } from './support/kind-scenes.ts'
import { createNamespace, createServiceAccount } from './support/objects.ts'
import { playScene, type Scene } from './support/scene.ts'
import { createWebhookAccount, registerWebhook } from './support/webhook.ts'
import { withCluster } from './support/with-cluster.ts'

const scenes = [
  ...['requests', 'hostile'].flatMap(
    (name) => parse(readFileSync(new URL(`cases/${name}.yaml`, import.meta.url), 'utf8')) as readonly Scene[],
  ),
  ...kindScenes,
]

await withCluster({}, async (cluster) => {
  const embedded = await startEmbeddedCluster()
  after(() => embedded.stop())
  const real: ClientFacts = { server: cluster.server, ca: cluster.ca, token: () => cluster.adminToken }

  for (const facts of [real, embedded.facts]) {
    const client = createClient(facts)
    for (const [index] of scenes.entries()) {
      const namespace = `scene-${index}`
      await createNamespace({ client, hasControllers: cluster.hasControllers || facts !== real }, namespace)
      await createServiceAccount(client, namespace, 'app')
      const role = 'arn:aws:iam::111122223333:role/app'
      await createServiceAccount(client, namespace, 'roled', { 'eks.amazonaws.com/role-arn': role })
      await createServiceAccount(client, namespace, 'odd', { 'eks.amazonaws.com/role-arn': 'odd' })
    }
    client.close()
  }
  // The embedded cluster comes with its webhook.
  const webhook = await registerWebhook(cluster, await createWebhookAccount(cluster), {
    name: 'pod-identity-webhook',
    namespaceLabels: {},
    options: { defaultRegion: 'eu-west-1', regionalSts: true },
  })
  after(() => webhook.close())

  const unused = new Set<KnownDifference>(known)
  for (const [index, scene] of scenes.entries())
    test(`both servers answer alike: ${scene.scene}`, async () => {
      const namespace = `scene-${index}`
      const [expected, actual] = await Promise.all([
        playScene({ facts: real, issuer: cluster.issuer, namespace }, scene),
        playScene({ facts: embedded.facts, issuer: embedded.issuer, namespace }, scene),
      ])
      const unknown: Difference[] = []
      for (const [at, step] of scene.steps.entries()) {
        const place = `${scene.scene}, ${step.note ?? at}: ${step.do ?? `WATCH ${step.watch}`}`
        for (const difference of compareAnswers(expected[at]!, actual[at]!, place)) {
          const reasons = known.filter((each) => isKnown(difference, each))
          for (const reason of reasons) unused.delete(reason)
          if (reasons.length === 0) unknown.push(difference)
        }
      }
      if (unknown.length > 0) assert.fail(`${unknown.length} differences:\n${unknown.map(tell).join('\n')}`)
    })

  test('every known difference is still one', () => {
    assert.deepEqual([...unused], [])
  })
})

const tell = ({ place, real, embedded }: Difference): string =>
  `${place}\n  real:     ${short(real)}\n  embedded: ${short(embedded)}`

const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 600)
