/** Creates pods on an API server without a pause, and looks at every one that comes back. */
import { listOf, pathOf, valueAt, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import { createNamespace, createServiceAccount } from './objects.ts'
import type { Cluster } from './with-cluster.ts'

export interface LoadWish {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly workers: number
}

export interface Load {
  /** Pods that came back with their identity. */
  readonly mutated: () => number
  readonly failed: readonly string[]
  readonly unmutated: readonly string[]
  /** Those that failed while nobody could have answered. */
  readonly excused: () => number
  /** From now on failures count, or do not. Who comes back unmutated always counts. */
  excuse(isAway: boolean): void
  /** Waits until so many more have come back. */
  more(count: number): Promise<void>
  stop(): Promise<void>
}

const known = 50
const roleOf = (name: string): string => `arn:aws:iam::111122223333:role/${name}`

export async function startLoad(cluster: Cluster, wish: LoadWish): Promise<Load> {
  const { client } = cluster
  const { namespace } = wish
  await createNamespace(cluster, namespace, wish.labels)
  const createAccount = (name: string): Promise<JsonObject> =>
    createServiceAccount(client, namespace, name, { 'eks.amazonaws.com/role-arn': roleOf(name) })
  for (let index = 0; index < known; index++) await createAccount(`known-${index}`)

  const [failed, unmutated]: [string[], string[]] = [[], []]
  const stopping = new AbortController()
  let [mutated, excused, number, isAway] = [0, 0, 0, false]
  const createOne = async (): Promise<void> => {
    const index = number++
    // Now and then a pod comes in the moment that its account is made.
    const isNew = index % 20 === 0
    const name = isNew ? `new-${index}` : `known-${index % known}`
    try {
      if (isNew) await createAccount(name)
      const answer = await client.create(pathOf('pods', namespace), podOf(name), { dryRun: 'All' })
      if (!answer.ok) throw new Error(`${answer.problem.code} ${answer.problem.message}`)
      if (roleIn(answer.value) === roleOf(name)) mutated++
      else unmutated.push(`${new Date().toISOString()} ${name}`)
    } catch (error) {
      if (isAway) excused++
      else failed.push(`${new Date().toISOString()} ${name}: ${(error as Error).message}`)
      // Nobody is asked in a circle while nobody is there.
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  /** More would only be more of the same. */
  const isWorthMore = (): boolean => failed.length + unmutated.length < 20
  const workers = Array.from({ length: wish.workers }, async () => {
    while (!stopping.signal.aborted && isWorthMore()) await createOne()
  })
  return {
    mutated: () => mutated,
    failed,
    unmutated,
    excused: () => excused,
    excuse: (away) => (isAway = away),
    more: async (count) => {
      const wanted = mutated + count
      const isThere = (): boolean => mutated >= wanted || !isWorthMore()
      while (!isThere()) await new Promise((resolve) => setTimeout(resolve, 20))
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(workers)
    },
  }
}

const podOf = (serviceAccountName: string): JsonObject => ({
  metadata: { generateName: 'load-' },
  spec: { serviceAccountName, containers: [{ name: 'c', image: 'busybox' }] },
})

function roleIn(pod: JsonObject): unknown {
  const [container] = listOf(valueAt(pod, 'spec', 'containers'))
  const variable = listOf(valueAt(container, 'env')).find((each) => valueAt(each, 'name') === 'AWS_ROLE_ARN')
  return valueAt(variable, 'value')
}
