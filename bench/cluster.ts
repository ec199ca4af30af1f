/** A cluster's API server: its start, 1,000 pods written and deleted before 50 who watch, lists, and memory. */
import { spawnSync } from 'node:child_process'
import { pathOf, type ApiAnswer } from '../src/kubernetes/api/index.ts'
import { embeddedTarget, realTarget, type ClusterTarget } from './cluster/targets.ts'
import { openWatchers } from './cluster/watchers.ts'
import { cpuMilliseconds, residentMegabytes } from './support/load.ts'
import { printTable, ratio } from './support/table.ts'

const [pods, watchers, writers] = [1000, 50, 8] as const
const path = pathOf('pods', 'default')

type Figures = Readonly<Record<string, number>>

export async function run(): Promise<void> {
  const embedded = await measure(await embeddedTarget())
  const target = await realTarget()
  if (target === undefined) console.log('kube-apiserver is not built on this machine: it is left out')
  const real = target === undefined ? undefined : await measure(target)
  printTable(
    `${pods} pods, ${watchers} watchers, ${writers} writers`,
    ['', 'embedded', ...(real === undefined ? [] : ['kube-apiserver and etcd', 'embedded : real'])],
    Object.entries(embedded).map(([name, value]) => [
      name,
      value.toFixed(0),
      // Of less than one, a ratio tells nothing.
      ...(real === undefined
        ? []
        : [real[name]!.toFixed(0), real[name]! < 1 ? '' : ratio(value, real[name]!)]),
    ]),
  )
}

async function measure(target: ClusterTarget): Promise<Figures> {
  const { client, pids } = target
  const memory = (): number => pids.reduce((sum, pid) => sum + residentMegabytes(pid), 0)
  const cpu = (): number => pids.reduce((sum, pid) => sum + cpuMilliseconds(pid), 0)
  try {
    const firstCommand = firstNodes(target)
    await defaultAccount(target)
    const atRest = memory()
    const watching = await openWatchers(client, path, watchers)
    const withWatchers = memory()
    const [begun, cpuBegun] = [performance.now(), cpu()]
    await each((index) => client.create(path, podOf(index)))
    const written = performance.now()
    await watching.haveSeen(pods)
    const [told, cpuTold] = [performance.now(), cpu()]
    const full = memory()
    const listing = performance.now()
    for (let round = 0; round < 5; round++) expectOk(await client.get(path))
    const listed = (performance.now() - listing) / 5
    await each((index) => client.delete(`${path}/pod-${index}`))
    const deleted = performance.now()
    watching.close()
    return {
      'cluster asked for to its API, ms': target.started,
      'first `kubectl get nodes` after that, ms': firstCommand,
      'pods created a second': (pods * 1000) / (written - begun),
      'events delivered a second': (pods * watchers * 1000) / (told - begun),
      'CPU a pod with its events, us': ((cpuTold - cpuBegun) * 1000) / pods,
      'a list of all, ms': listed,
      'pods deleted a second': (pods * 1000) / (deleted - listing - listed * 5),
      'memory at rest, MB': atRest,
      'more with the watchers, MB': withWatchers - atRest,
      'memory with the pods, MB': full,
    }
  } finally {
    await target.stop()
  }
}

function firstNodes({ kubeconfig }: ClusterTarget): number {
  const begun = performance.now()
  const env = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: `${kubeconfig}-cache` }
  const ran = spawnSync('kubectl', ['get', 'nodes'], { env })
  return ran.status === 0 ? performance.now() - begun : Number.NaN
}

/** Pods are refused until their account is there. */
async function defaultAccount({ client }: ClusterTarget): Promise<void> {
  while (!(await client.get(pathOf('serviceaccounts', 'default', 'default'))).ok)
    await new Promise((resolve) => setTimeout(resolve, 20))
}

async function each(act: (index: number) => Promise<ApiAnswer>): Promise<void> {
  let next = 0
  const write = async (): Promise<void> => {
    for (let index = next++; index < pods; index = next++) expectOk(await act(index))
  }
  await Promise.all(Array.from({ length: writers }, write))
}

function expectOk(answer: ApiAnswer): void {
  if (!answer.ok) throw new Error(answer.problem.message)
}

/** Passed over by the webhook, which the real server does not have. */
const podOf = (index: number) => ({
  metadata: {
    name: `pod-${index}`,
    labels: { app: 'bench', 'eks.amazonaws.com/skip-pod-identity-webhook': 'true' },
  },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'registry.example.com/app:1.2.3',
        env: [{ name: 'A', value: 'b' }],
        resources: { limits: { cpu: '500m', memory: '512Mi' } },
      },
    ],
  },
})
