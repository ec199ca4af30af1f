import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  createClient,
  loadKubeconfig,
  listOf,
  pathOf,
  valueAt,
  type JsonObject,
  type KubernetesClient,
} from '../../../kubernetes/api/index.ts'
import { kubeconfigFile } from '../../../server/index.ts'
import { afterwards, type Ending } from '../../podpass.test-support.ts'
import { createCluster, eks, up } from '../../up.test-support.ts'

const pod = (name: string): JsonObject => ({
  metadata: { name },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'c', image: 'busybox', command: ['sh', '-c', 'sleep 1000'] }],
  },
})

function clientOf(t: Ending, data: string): KubernetesClient {
  const config = loadKubeconfig(kubeconfigFile(data, 'dev'))
  assert.ok(config.ok)
  const client = createClient(config.client)
  afterwards(t, () => client.close())
  return client
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 25_000; Date.now() < end;) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  assert.fail(`not yet: ${what}`)
}

test('a cluster without nodes gets one with its first pod, which comes back with the next start and ends with the cluster', async (t) => {
  const first = await up(t)
  await createCluster(first)
  const client = clientOf(t, first.data)
  const nodes = async (): Promise<readonly unknown[]> => {
    const answer = await client.get('/api/v1/nodes')
    return answer.ok ? listOf(answer.value['items']) : []
  }
  assert.deepEqual(await nodes(), [])
  await client.create(pathOf('pods', 'default'), pod('a'))
  const restarts = async (): Promise<unknown> => {
    const found = await client.get(pathOf('pods', 'default', 'a'))
    const [status] = listOf(found.ok ? valueAt(found.value, 'status', 'containerStatuses') : [])
    return valueAt(status, 'state', 'running') === undefined ? undefined : valueAt(status, 'restartCount')
  }
  await until('the pod runs', async () => (await restarts()) === 0)
  assert.equal((await nodes()).length, 1)
  const kubeconfig = join(first.data, 'kubeconfig', 'nodes', 'dev', 'node-1.yaml')
  assert.match(readFileSync(kubeconfig, 'utf8'), /user: system:node:node-1/)
  await first.stop()

  const second = await up(t, { data: first.data })
  const again = clientOf(t, second.data)
  await until('the pod runs again', async () => {
    const found = await again.get(pathOf('pods', 'default', 'a'))
    const [status] = listOf(found.ok ? valueAt(found.value, 'status', 'containerStatuses') : [])
    return valueAt(status, 'restartCount') === 1 && valueAt(status, 'state', 'running') !== undefined
  })
  const { DeleteClusterCommand } = await import('@aws-sdk/client-eks')
  await (await eks(second)).send(new DeleteClusterCommand({ name: 'dev' }))
  assert.equal(existsSync(join(second.data, 'nodes', 'dev', 'node-1')), false)
})

test('with --no-nodes pods wait for a node that joins by itself', async (t) => {
  const podpass = await up(t, { words: ['--no-nodes'] })
  await createCluster(podpass)
  const client = clientOf(t, podpass.data)
  const made = await client.create(pathOf('pods', 'default'), pod('a'))
  assert.ok(made.ok)
  await new Promise((resolve) => setTimeout(resolve, 300))
  assert.equal(existsSync(join(podpass.data, 'nodes')), false)
})
