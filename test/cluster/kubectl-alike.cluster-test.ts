import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { parse } from 'yaml'
import { createClient } from '../../src/kubernetes/api/index.ts'
import known from './kubectl-differences.json' with { type: 'json' }
import { startEmbeddedCluster, writeKubeconfigOf } from './support/embedded.ts'
import { hasKubectl } from './support/kubectl.ts'
import { maskOutput, runScene, type KubectlScene } from './support/kubectl-scene.ts'
import { createNamespace } from './support/objects.ts'
import { withCluster } from './support/with-cluster.ts'

const scenes = parse(
  readFileSync(new URL('cases/kubectl.yaml', import.meta.url), 'utf8'),
) as readonly KubectlScene[]

if (!hasKubectl) void test('kubectl prints the same', { skip: 'there is no kubectl' })
else
  await withCluster({}, async (cluster) => {
    const embedded = await startEmbeddedCluster()
    const directory = mkdtempSync(join(tmpdir(), 'podpass-kubectl-'))
    after(async () => {
      await embedded.stop()
      rmSync(directory, { recursive: true, force: true })
    })
    const ours = join(directory, 'embedded')
    mkdirSync(ours)
    const kubeconfig = writeKubeconfigOf(embedded, join(ours, 'kubeconfig'))
    const client = createClient(embedded.facts)
    after(() => client.close())
    const unused = new Set(known)

    for (const [index, scene] of scenes.entries())
      test(`kubectl prints the same on both servers: ${scene.scene}`, async () => {
        const namespace = `kubectl-${index}`
        const work = join(directory, namespace)
        mkdirSync(work)
        for (const [name, text] of Object.entries(scene.files ?? {}))
          writeFileSync(join(work, name), text.replaceAll('$ns', namespace))
        await createNamespace(cluster, namespace)
        await createNamespace({ client, hasControllers: true }, namespace)
        const [expected, actual] = await Promise.all([
          runScene({ kubeconfig: cluster.kubeconfig, namespace, work }, scene),
          runScene({ kubeconfig, namespace, work }, scene),
        ])
        const unknown: string[] = []
        for (const [at, command] of scene.commands.entries()) {
          const [real, own] = [maskOutput(expected[at]!), maskOutput(actual[at]!)]
          if (real === own) continue
          const reasons = known.filter((each) => new RegExp(`^(?:${each.command})$`).test(command))
          for (const reason of reasons) unused.delete(reason)
          if (reasons.length === 0)
            unknown.push(`kubectl ${command}\n--- real\n${real}\n--- embedded\n${own}`)
        }
        assert.equal(unknown.length, 0, unknown.join('\n\n'))
      })

    test('every known difference of kubectl is still one', () => {
      assert.deepEqual([...unused], [])
    })
  })
