/** Lists in pages and watches whose versions etcd has forgotten, on an API server that serves them from etcd alone. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createClient,
  pathOf,
  type JsonObject,
  type KubernetesClient,
} from '../../src/kubernetes/api/index.ts'
import { followServiceAccounts } from '../../src/kubernetes/webhook/index.ts'
import { openBalancer } from './support/balancer.ts'
import { createNamespace, createServiceAccount, until, valueOf } from './support/objects.ts'
import { createReflector, readEvents } from './support/watch-client.ts'
import { withCluster } from './support/with-cluster.ts'

const namespace = 'many'
const role = 'eks.amazonaws.com/role-arn'
const nameOf = (index: number): string => `account-${String(index).padStart(4, '0')}`

/** As older servers are, and those of vendors that serve no streamed lists. */
const flags = ['--watch-cache=false', '--feature-gates=WatchList=false']

await withCluster({ flags }, async (cluster) => {
  await createNamespace(cluster, namespace)
  const put = (index: number): Promise<JsonObject> =>
    createServiceAccount(cluster.client, namespace, nameOf(index), { [role]: `arn:${index}` })
  // More than two pages.
  for (let begun = 0; begun < 1100; begun += 50)
    await Promise.all(Array.from({ length: 50 }, (_, index) => put(begun + index)))
  const way = await openBalancer([Number(new URL(cluster.server).port)])
  const facts = {
    server: `https://127.0.0.1:${way.port}`,
    ca: cluster.ca,
    token: () => cluster.adminToken,
  }

  test('a list whose pages expire half way is taken whole, and a watch that expires is begun anew', async (t) => {
    const client = createClient(facts)
    const ending = new AbortController()
    t.after(async () => {
      ending.abort()
      client.close()
      await way.close()
    })
    const pages: string[] = []
    const problems: string[] = []
    const request: KubernetesClient['request'] = async (method, path, options) => {
      const answer = await client.request(method, path, options)
      if (path !== '/api/v1/serviceaccounts') return answer
      pages.push(answer.ok ? (options?.query?.['limit'] ?? 'all') : `${answer.problem.code}`)
      if (pages.length > 1) return answer
      // Between the first page and the second.
      await cluster.client.delete(pathOf('serviceaccounts', namespace, nameOf(0)))
      await put(2000)
      await cluster.compact()
      return answer
    }
    const accounts = followServiceAccounts({
      client: { ...client, request },
      annotationPrefix: 'eks.amazonaws.com',
      signal: ending.signal,
      onProblem: (problem) => problems.push(problem),
    })
    const find = (index: number) => accounts.find(namespace, nameOf(index))
    await until('the accounts are known', accounts.isReady)
    assert.deepEqual(pages, ['500', '410', 'all'])
    const keys = (): readonly string[] => [...accounts.entries()].map(([key]) => key)
    assert.deepEqual(
      [keys().includes(`${namespace}/${nameOf(0)}`), (await find(2000))?.[role], (await find(1099))?.[role]],
      [false, 'arn:2000', 'arn:1099'],
    )
    await put(2001)
    await until('the watch goes on', () => keys().includes(`${namespace}/${nameOf(2001)}`))

    way.cut()
    await cluster.client.delete(pathOf('serviceaccounts', namespace, nameOf(1)))
    valueOf(
      await cluster.client.patch(pathOf('serviceaccounts', namespace, nameOf(2)), {
        metadata: { annotations: { [role]: 'arn:changed' } },
      }),
    )
    await put(2002)
    await cluster.compact()
    way.use([Number(new URL(cluster.server).port)])
    await until('what was missed is known', async () => (await find(2))?.[role] === 'arn:changed')
    assert.deepEqual(
      [keys().includes(`${namespace}/${nameOf(1)}`), keys().includes(`${namespace}/${nameOf(2002)}`)],
      [false, true],
    )
    // The second list was one of pages again.
    assert.deepEqual(pages.slice(3), ['500', '500', '500'])
    assert.ok(
      problems.some((problem) => /is too old|compacted|expired/i.test(problem)),
      problems.join('\n'),
    )
    await put(2003)
    await until('the watch goes on', () => keys().includes(`${namespace}/${nameOf(2003)}`))
    assert.equal(accounts.size(), keys().length)
  })

  test('a client that keeps up as client-go does lists anew once its version has expired', async () => {
    const path = pathOf('configmaps', namespace)
    const make = (name: string) => cluster.client.create(path, { metadata: { name } })
    valueOf(await make('before'))
    const reflector = createReflector(cluster.client, path)
    await reflector.follow((known) => known.has('before'))
    await cluster.client.delete(`${path}/before`)
    valueOf(await make('after'))
    await cluster.compact()
    await reflector.follow((known) => known.has('after') && !known.has('before'))
    assert.equal(reflector.lists, 2)
    const [event] = await readEvents(cluster.client, path, { resourceVersion: '1' }, () => true)
    assert.deepEqual([event?.type, event?.object['code'], event?.object['reason']], ['ERROR', 410, 'Expired'])
  })
})
