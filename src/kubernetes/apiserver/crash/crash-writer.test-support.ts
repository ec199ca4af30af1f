/** A program that serves a cluster and writes to it until it is killed, and lists what it asks and what was acknowledged; for tests. */
import { randomBytes } from 'node:crypto'
import { openSync, writeSync } from 'node:fs'
import { openSqliteStore } from '../../../store/index.ts'
import { valueAt } from '../../api/index.ts'
import { startControllers } from '../controllers/start-controllers.ts'
import { createTestCluster, now, type Answer } from '../server.test-support.ts'

const base = '/api/v1/namespaces/default'
const deployments = '/apis/apps/v1/namespaces/default/deployments'
const file = process.argv[2]!
const list = openSync(`${file}-said`, 'w')
const say = (...words: readonly unknown[]): void => void writeSync(list, `${words.join(' ')}\n`)

const store = await openSqliteStore({ file })
const { send } = await createTestCluster({ store })
startControllers({
  cluster: 'test',
  store,
  now: () => now,
  random: randomBytes,
  apiAudiences: [],
  mintToken: () => Promise.reject(new Error('no tokens here')),
  credentials: [],
})
for (const name of ['a', 'b', 'c']) {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'i' }] } }
  const spec = { replicas: 2, selector: { matchLabels: { app: name } }, template }
  const { status } = await send('POST', deployments, { body: { metadata: { name }, spec } })
  if (status !== 201 && status !== 409) throw new Error(`deployment ${name}: ${status}`)
}
console.log('writing')
// What a client is told is acknowledged; each writer waits for that before it goes on.
await Promise.all([...['a', 'b', 'c'].map(scale), ...[0, 1, 2].map(create)])

function versionOf({ body }: Answer): string {
  return String(valueAt(body, 'metadata', 'resourceVersion'))
}

async function scale(name: string): Promise<never> {
  for (let n = 0; ; n++) {
    const replicas = (n * 7) % 12
    say('asks', name, replicas)
    const body = { spec: { replicas } }
    const type = 'application/merge-patch+json'
    const answer = await send('PATCH', `${deployments}/${name}/scale`, { body, type })
    if (answer.status !== 200) throw new Error(answer.text)
    say('scaled', name, replicas)
  }
}

async function create(writer: number): Promise<never> {
  for (;;) {
    const generateName = `w${writer}-`
    const made = await send('POST', `${base}/configmaps`, { body: { metadata: { generateName } } })
    if (made.status !== 201) throw new Error(made.text)
    const name = String(valueAt(made.body, 'metadata', 'name'))
    say('created', name, versionOf(made))
    if (Math.random() < 0.7) continue
    say('deletes', name)
    await send('DELETE', `${base}/configmaps/${name}`)
    say('deleted', name)
  }
}
