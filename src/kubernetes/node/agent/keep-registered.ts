/** Keeps the Node object and its Lease: made where they are not, said to be alive every ten seconds. */
import { objectOf, textOf, valueAt, type ApiProblem, type JsonObject } from '../../api/index.ts'
import type { NodeNeeds } from '../needs.ts'
import { nodeObject, nodeStatus } from './node-object.ts'

export interface Registration {
  readonly uid: () => string
  /** Says that the node is gone, and ends. */
  stop(): Promise<void>
}

const leaseSeconds = 40
const leaseEvery = 10_000
/** As often as the kubelet writes a status in which nothing has changed. */
const statusEvery = 300_000

const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'

/** Resolves when the node is registered; a server that does not answer yet is waited for. */
export async function keepRegistered(needs: NodeNeeds, signal: AbortSignal): Promise<Registration> {
  const { client, name, say, after } = needs
  const path = `/api/v1/nodes/${encodeURIComponent(name)}`
  let uid = ''
  let leasable = true

  const register = async (): Promise<ApiProblem | undefined> => {
    const made = await client.create('/api/v1/nodes', nodeObject(needs))
    if (!made.ok && made.problem.reason !== 'AlreadyExists') return made.problem
    const found = await client.get(path)
    if (!found.ok) return found.problem
    uid = textOf(valueAt(found.value, 'metadata', 'uid')) ?? ''
    const { labels, annotations } = objectOf(nodeObject(needs)['metadata'])
    const ours = await client.patch(path, { metadata: { labels, annotations } })
    if (!ours.ok) return ours.problem
    return writeStatus({ is: true })
  }

  const writeStatus = async (ready: { is: boolean; message?: string }): Promise<ApiProblem | undefined> => {
    const found = await client.get(path)
    if (!found.ok) return found.problem
    const answer = await client.patch(`${path}/status`, { status: nodeStatus(needs, found.value, ready) })
    return answer.ok ? undefined : answer.problem
  }

  const read = async () => {
    const found = await client.get(path)
    return found.ok ? found : undefined
  }

  const renewLease = async (): Promise<ApiProblem | undefined> => {
    if (!leasable) return undefined
    const renewTime = new Date(needs.now()).toISOString().replace('Z', '000Z')
    const spec: JsonObject = { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime }
    const patched = await client.patch(`${leases}/${encodeURIComponent(name)}`, { spec })
    if (patched.ok || patched.problem.code !== 404) return patched.ok ? undefined : patched.problem
    const made = await client.create(leases, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
      spec,
    })
    return made.ok ? undefined : made.problem
  }

  for (let wait = 200; ; wait = Math.min(7000, wait * 2)) {
    const problem = await register()
    if (problem === undefined) break
    if (signal.aborted) throw new Error(problem.message)
    // What is refused for good is not worth waiting for.
    if ([401, 403, 422].includes(problem.code))
      throw new Error(`the node cannot be registered: ${problem.message}`)
    say(`the node is not registered yet: ${problem.message}`)
    await new Promise<void>((resolve) => void after(wait, resolve))
  }

  let lastStatus = needs.now()
  let cancel: () => void = () => undefined
  let beating: Promise<void> | undefined
  const beat = async (): Promise<void> => {
    const problem = await renewLease()
    if (problem !== undefined) say(`the node's lease is not renewed: ${problem.message}`)
    if (needs.now() - lastStatus >= statusEvery) {
      lastStatus = needs.now()
      const refused = await writeStatus({ is: true })
      if (refused?.code === 404) await register()
      else if (refused !== undefined) say(`the node's status is not taken: ${refused.message}`)
    }
    if (!signal.aborted) cancel = after(leaseEvery, next)
  }
  const next = (): void => void (beating = beat())
  next()
  await beating
  return {
    uid: () => uid,
    stop: async () => {
      cancel()
      leasable = false
      await beating
      // Who took our place in the meantime is ready.
      const port = valueAt((await read())?.value, 'status', 'daemonEndpoints', 'kubeletEndpoint', 'Port')
      if (port === needs.kubeletPort) await writeStatus({ is: false, message: 'podpass node has ended' })
    },
  }
}
