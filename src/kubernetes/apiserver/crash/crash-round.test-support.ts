/** One round of kill -9 on an API server: nothing that it acknowledged may be missing, and its controllers finish what was begun; for tests. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { openSqliteStore } from '../../../store/index.ts'
import { listOf, objectOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { startControllers } from '../controllers/start-controllers.ts'
import { createTestCluster, now, type TestCluster } from '../server.test-support.ts'

const base = '/api/v1/namespaces/default'
const apps = '/apis/apps/v1/namespaces/default'

/** Kills the writer so many milliseconds after it began, and tells how many writes it had acknowledged. */
export async function crashRound(file: string, delay: number): Promise<number> {
  const program = fileURLToPath(new URL('./crash-writer.test-support.ts', import.meta.url))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  await wait(delay)
  assert.ok(child.kill('SIGKILL'), 'the server ended before it was killed')
  await closed
  // The last line may be torn.
  const said = readFileSync(`${file}-said`, 'utf8').split('\n').slice(0, -1)
  const store = await openSqliteStore({ file })
  const cluster = await createTestCluster({ store })
  await checkAcknowledged(cluster, said)
  await checkConvergence(cluster)
  await store.close()
  return said.filter((line) => /^(created|deleted|scaled) /.test(line)).length
}

async function checkAcknowledged({ send }: TestCluster, said: readonly string[]): Promise<void> {
  const maps = await itemsOf(send, `${base}/configmaps`)
  const versions = new Map(
    maps.map(({ metadata }) => [valueAt(metadata, 'name'), valueAt(metadata, 'resourceVersion')]),
  )
  // Whoever asked for a deletion and was not told of its end does not know.
  const open = new Set(said.filter((line) => line.startsWith('deletes ')).map((line) => line.split(' ')[1]))
  const wishes = new Map<string, { acknowledged?: number; asked?: number }>()
  for (const line of said) {
    const [word, name = '', value = ''] = line.split(' ')
    if (word === 'created' && !open.has(name)) assert.equal(versions.get(name), value, `lost ${name}`)
    if (word === 'deleted') assert.ok(!versions.has(name), `${name} is back`)
    if (word === 'asks') wishes.set(name, { ...wishes.get(name), asked: Number(value) })
    if (word === 'scaled') wishes.set(name, { ...wishes.get(name), acknowledged: Number(value) })
  }
  for (const [name, { acknowledged, asked }] of wishes) {
    const replicas = valueAt((await send('GET', `${apps}/deployments/${name}`)).body, 'spec', 'replicas')
    const allowed = [acknowledged ?? replicas, asked]
    assert.ok(allowed.includes(Number(replicas)), `${name} has ${String(replicas)}, not ${allowed.join()}`)
  }
}

/** No pod too many, none too few, none of an owner that is not there. */
async function checkConvergence({ send, store }: TestCluster): Promise<void> {
  const stop = startControllers({
    cluster: 'test',
    store,
    now: () => now,
    random: randomBytes,
    apiAudiences: [],
    mintToken: () => Promise.reject(new Error('no tokens here')),
    credentials: [],
  })
  const count = async (): Promise<readonly string[]> => {
    const [deployments, sets, pods] = await Promise.all([
      itemsOf(send, `${apps}/deployments`),
      itemsOf(send, `${apps}/replicasets`),
      itemsOf(send, `${base}/pods`),
    ])
    const owners = new Set(sets.map((set) => valueAt(set, 'metadata', 'uid')))
    return [
      ...deployments.flatMap((each) => {
        const name = textOf(valueAt(each, 'metadata', 'name')) ?? ''
        const [wanted, told] = ['spec', 'status'].map((part) => Number(valueAt(each, part, 'replicas') ?? 0))
        const own = pods.filter((pod) => valueAt(pod, 'metadata', 'labels', 'app') === name).length
        return own === wanted && told === wanted
          ? []
          : [`${name}: ${wanted} wanted, ${own} there, ${told} told`]
      }),
      ...pods
        .map((pod) => listOf(valueAt(pod, 'metadata', 'ownerReferences'))[0])
        .filter((owner) => !owners.has(valueAt(owner, 'uid')))
        .map((owner) => `a pod of ${JSON.stringify(owner)}`),
    ]
  }
  for (let tries = 0; (await count()).length > 0 && tries < 500; tries++) await wait(20)
  assert.deepEqual(await count(), [])
  await stop()
}

const itemsOf = async (send: TestCluster['send'], path: string): Promise<readonly JsonObject[]> =>
  listOf((await send('GET', path)).body['items']).map(objectOf)
