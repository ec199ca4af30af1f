/** A node in each kind of cluster, and what its tests do there again and again. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { listOf, objectOf, pathOf, valueAt, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import { startCloud } from './cloud.ts'
import { hasKubectl } from './kubectl.ts'
import {
  embeddedTarget,
  nodeName,
  realTarget,
  startTestNode,
  temporaryDirectory,
  type NodeTarget,
  type RunningTestNode,
} from './node-target.ts'
import { until, valueOf } from './objects.ts'
import { withCluster } from './with-cluster.ts'

export interface StartedNode {
  readonly directory: string
  /** Ends it as a crash does, and starts it again. */
  crash(): Promise<void>
  readonly kubeletPort: () => number
}

/** Tests are named by `define` when both clusters and their nodes stand. */
export const withNodes = (
  flags: readonly string[],
  define: (target: NodeTarget, started: StartedNode) => void,
): Promise<void> =>
  withCluster({}, async (cluster) => {
    if (!hasKubectl) return void test('a node', { skip: 'there is no kubectl' })
    const cloud = await startCloud()
    after(() => cloud.stop())
    // All that tests need stands before the first of them is named: when one has ended and no other is known, the run is over.
    for (const target of [await realTarget(cluster, cloud), await embeddedTarget(cloud)])
      define(target, await startNode(target, flags))
  })

async function startNode(target: NodeTarget, flags: readonly string[]): Promise<StartedNode> {
  const directory = temporaryDirectory()
  let node: RunningTestNode = await startTestNode(target, directory.path, flags)
  after(async () => {
    await node.podpass.stop()
    target.close()
    directory.remove()
  })
  const account = pathOf('serviceaccounts', 'default', 'default')
  await until('the default ServiceAccount', async () => (await target.client.get(account)).ok)
  return {
    directory: directory.path,
    kubeletPort: () => node.kubeletPort,
    crash: async () => {
      node.podpass.kill()
      await node.podpass.ended
      node = await startTestNode(target, directory.path, flags)
    },
  }
}

export function nodeScene(target: NodeTarget) {
  const { client } = target
  const podOf = async (name: string): Promise<JsonObject> =>
    valueOf(await client.get(pathOf('pods', 'default', name)))
  const create = async (name: string, spec: JsonObject): Promise<void> =>
    void valueOf(
      await client.create(pathOf('pods', 'default'), {
        metadata: { name, labels: { app: name } },
        spec: { nodeName, terminationGracePeriodSeconds: 2, ...spec },
      }),
    )
  const phase = (name: string, wanted: string): Promise<void> =>
    until(`pod ${name} is ${wanted}`, async () => valueAt(await podOf(name), 'status', 'phase') === wanted)
  const statusOf = async (name: string, container = 'c'): Promise<JsonObject> =>
    objectOf(
      listOf(valueAt(await podOf(name), 'status', 'containerStatuses')).find(
        (each) => valueAt(each, 'name') === container,
      ),
    )
  const said = async (args: string, input?: string): Promise<string> => {
    const ran = await target.kubectl(args, input)
    assert.equal(ran.code, 0, ran.stderr)
    return ran.stdout
  }
  return { podOf, create, phase, statusOf, said }
}

export const shell = (script: string, more: JsonObject = {}): JsonObject => ({
  name: 'c',
  image: 'busybox:1.36',
  command: ['sh', '-c', script],
  ...more,
})
