/** The nodes that podpass runs for its clusters: those that somebody asks for, and one for a cluster whose pods find none. */
import { rmdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { createClient, loadKubeconfig } from '../../kubernetes/api/index.ts'
import type { Store } from '../../store/index.ts'
import { kubeconfigFile } from '../installation.ts'
import { nodeDirectory, startNodeProcess, type NodeProcess } from './node-process.ts'
import { allNodeRecords, nodeRecords, type NodeRecord, type NodeTaint } from './record.ts'

export interface NodeWish {
  /** The id of the cluster: its name, as `--cluster` takes it. */
  readonly cluster: string
  /** As the Node object is called, such as `ip-10-0-0-7.eu-west-1.compute.internal`. */
  readonly name: string
  /** Whose credentials the node's metadata service gives. */
  readonly roleArn?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly taints?: readonly NodeTaint[]
  /** As eksctl's `disablePodIMDS`: credentials of the role reach no pod with a network of its own. */
  readonly disablesPodImds?: boolean
}

/** Why a node is not there, where it is not. */
export type NodeStart = { readonly ok: true } | { readonly ok: false; readonly problem: string }

export interface Nodes {
  /** Resolves when the node is ready; it comes back with every start until it is stopped. One that runs already is left as it is. */
  start(wish: NodeWish): Promise<NodeStart>
  /** Ends a node as an instance ends: its pods with it, and its Node object goes. */
  stop(cluster: string, name: string): Promise<void>
  /** Ends all nodes of a cluster that is about to end itself. */
  stopAll(cluster: string): Promise<void>
  /** The names of the nodes of a cluster. */
  list(cluster: string): readonly string[]
  /** A pod of the cluster waits, and there is no node: one comes, as with EKS Auto Mode. */
  readonly wanted: (cluster: string) => void
  /** To be called when the clusters answer: the nodes of earlier starts come back. */
  begin(): void
  close(): Promise<void>
}

export interface NodesNeeds {
  readonly store: Store
  /** The data directory. */
  readonly data: string
  /** The words that start podpass; without them there are no nodes but those that join by themselves. */
  readonly program?: readonly string[]
  readonly onFault: (fault: unknown) => void
}

/** What a node that nobody named is called. */
const ownName = 'node-1'

export function createNodes(needs: NodesNeeds): Nodes {
  const { store, data, program, onFault } = needs
  const running = new Map<string, NodeProcess>()
  const starting = new Map<string, Promise<NodeStart>>()
  const timers = new Set<NodeJS.Timeout>()
  let isOpen = false
  const waiting = new Set<string>()

  const run = async (record: NodeRecord, wait = 1000): Promise<NodeStart> => {
    const key = keyOf(record)
    const node = startNodeProcess({ data, program: program ?? [] }, record)
    running.set(key, node)
    const problem = await node.ready
    const watch = async (): Promise<void> => {
      await node.ended
      if (running.get(key) === node) running.delete(key)
      if (problem === undefined) again(record, wait)
    }
    void watch()
    return problem === undefined ? { ok: true } : { ok: false, problem: `node ${record.name}: ${problem}` }
  }

  /** What ended by itself comes back, unless it was to end. */
  const again = (record: NodeRecord, wait: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (isOpen && isKept(record) && !running.has(keyOf(record))) void comeBack(record, wait)
    }, wait)
    timer.unref()
    timers.add(timer)
  }

  const comeBack = async (record: NodeRecord, wait: number): Promise<void> => {
    const next = Math.min(60_000, Math.max(1000, wait * 2))
    const started = await run(record, next)
    if (started.ok) return
    onFault(started.problem)
    again(record, next)
  }

  const isKept = ({ cluster, name }: NodeRecord): boolean =>
    nodeRecords(cluster).get(store, name) !== undefined

  const start = async (wish: NodeWish): Promise<NodeStart> => {
    const { cluster, name, roleArn, labels = {}, taints = [], disablesPodImds } = wish
    if (program === undefined || !isOpen)
      return { ok: false, problem: 'no nodes are started here: join one by podpass node' }
    const record = { cluster, name, roleArn, labels, taints, disablesPodImds }
    if (isKept(record)) return { ok: true }
    await store.write((txn) => nodeRecords(cluster).put(txn, name, record))
    const started = await run(record)
    // What never ran is not to come back.
    if (!started.ok) await forget(record)
    return started
  }

  const startOnce = (wish: NodeWish): Promise<NodeStart> => {
    const key = keyOf(wish)
    const known = starting.get(key)
    if (known !== undefined) return known
    const made = start(wish).finally(() => starting.delete(key))
    starting.set(key, made)
    return made
  }

  const forget = async ({ cluster, name }: Pick<NodeRecord, 'cluster' | 'name'>): Promise<void> => {
    await store.write((txn) => nodeRecords(cluster).delete(txn, name))
    rmSync(nodeDirectory(data, { cluster, name }), { recursive: true, force: true })
  }

  const end = async (node: Pick<NodeRecord, 'cluster' | 'name'>): Promise<void> => {
    const key = keyOf(node)
    await starting.get(key)?.catch(() => undefined)
    const found = running.get(key)
    running.delete(key)
    await store.write((txn) => nodeRecords(node.cluster).delete(txn, node.name))
    await found?.stop()
    await forget(node)
  }

  const wanted = (cluster: string): void => {
    if (program === undefined) return
    if (!isOpen) return void waiting.add(cluster)
    if (nodeRecords(cluster).list(store).length > 0) return
    void bring(cluster).catch(onFault)
  }

  const bring = async (cluster: string): Promise<void> => {
    const started = await startOnce({ cluster, name: ownName })
    if (!started.ok && isOpen) onFault(`cluster ${cluster} has no node: ${started.problem}`)
  }

  return {
    start: startOnce,
    stop: async (cluster, name) => {
      await end({ cluster, name })
      await removeObject(data, cluster, name)
    },
    stopAll: async (cluster) => {
      await Promise.all(
        nodeRecords(cluster)
          .list(store)
          .map(({ value }) => end(value)),
      )
      removeEmpty(dirname(nodeDirectory(data, { cluster, name: ownName })))
    },
    list: (cluster) =>
      nodeRecords(cluster)
        .list(store)
        .map(({ value }) => value.name),
    wanted,
    begin: () => {
      if (program === undefined) return
      isOpen = true
      for (const { value } of allNodeRecords.list(store)) again(value, 0)
      for (const cluster of waiting) wanted(cluster)
      waiting.clear()
    },
    close: async () => {
      isOpen = false
      for (const timer of timers) clearTimeout(timer)
      const all = [...running.values()]
      running.clear()
      await Promise.all(all.map((node) => node.stop()))
    },
  }
}

/** A node that joined by itself may have its files there. */
function removeEmpty(directory: string): void {
  try {
    rmdirSync(directory)
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

const keyOf = ({ cluster, name }: Pick<NodeRecord, 'cluster' | 'name'>): string => `${cluster}/${name}`

/** As a cloud's own controller does when an instance is gone. */
async function removeObject(data: string, cluster: string, name: string): Promise<void> {
  const config = loadKubeconfig(kubeconfigFile(data, cluster))
  if (!config.ok) return
  const client = createClient(config.client)
  try {
    await client.delete(`/api/v1/nodes/${encodeURIComponent(name)}`)
  } finally {
    client.close()
  }
}
