/** Three replicas of the webhook under load on a real API server: rolled, with other certificates, and while the API server goes away. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { makeRoot, makeServerCertificate, newKey } from '../../src/kit/index.ts'
import { listOf, pathOf, textOf, valueAt, type JsonObject } from '../../src/kubernetes/api/index.ts'
import { openFleet, type Fleet } from './support/fleet.ts'
import { startLoad, type Load } from './support/load.ts'
import { createNamespace, createServiceAccount, until, valueOf } from './support/objects.ts'
import { withCluster } from './support/with-cluster.ts'

/** Admissions of one test; the soak tool makes more. */
const admissions = Number(process.env['PODPASS_CLUSTER_ADMISSIONS'] ?? 1000)

await withCluster({}, async (cluster) => {
  const { client } = cluster

  async function underLoad(
    name: string,
    namespace: string,
    act: (load: Load) => Promise<void>,
  ): Promise<Load> {
    const load = await startLoad(cluster, { namespace, labels: { hook: name }, workers: 8 })
    try {
      await load.more(100)
      await act(load)
      await load.more(100)
    } finally {
      await load.stop()
    }
    assert.deepEqual(load.failed, [])
    assert.deepEqual(load.unmutated, [])
    return load
  }

  test('over HTTP/2 three replicas are rolled one after the other, with no pod failed and none without its identity', async (t) => {
    const fleet = await openFleet(cluster, { name: 'by-url', replicas: 3, reached: 'by URL' })
    t.after(() => fleet.close())
    const { mutated } = await underLoad('by-url', 'load-by-url', async (load) => {
      for (let round = 0; round < 3; round++) {
        await fleet.roll()
        await load.more(admissions / 3)
      }
    })
    assert.ok(mutated() >= admissions)
    t.diagnostic(`${mutated()} admissions`)
  })

  let opened: Fleet | undefined
  after(() => opened?.close())
  /** The first test that needs it opens it. */
  const openOnce = async (): Promise<Fleet> =>
    (opened ??= await openFleet(cluster, { name: 'by-service', replicas: 3, reached: 'by Service' }))

  test('over HTTP/1.1 three replicas are rolled one after the other, with no pod failed and none without its identity', async (t) => {
    const fleet = await openOnce()
    const { mutated } = await underLoad('by-service', 'load-rolled', async (load) => {
      for (let round = 0; round < 3; round++) {
        await fleet.roll()
        await load.more(admissions / 3)
      }
    })
    assert.ok(mutated() >= admissions)
    t.diagnostic(`${mutated()} admissions`)
  })

  test('another certificate and another authority take over under load, old and new authority together in between', async (t) => {
    const fleet = await openOnce()
    const secret = pathOf('secrets', 'by-service', 'hook')
    const { mutated } = await underLoad('by-service', 'load-certificates', async (load) => {
      await rotate(load)
    })
    t.diagnostic(`${mutated()} admissions`)

    async function rotate(load: Load): Promise<void> {
      const data = async (): Promise<JsonObject> =>
        valueAt(valueOf(await client.get(secret)), 'data') as JsonObject
      const set = async (entries: Readonly<Record<string, string>>): Promise<void> => {
        const encoded = Object.entries(entries).map(([key, text]) => [key, encode(text)])
        valueOf(await client.patch(secret, { data: Object.fromEntries(encoded) }))
      }
      const countOf = (bundle: string): number => bundle.split('BEGIN CERTIFICATE').length - 1
      const moment = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

      // The serving certificate is two thirds through its life: another one is made by the same authority.
      const first = await fleet.caBundle()
      const kept = await data()
      const root = { certificate: decode(kept['ca.crt']), key: decode(kept['ca.key']) }
      const names = ['hook', 'hook.by-service', 'hook.by-service.svc', 'hook.by-service.svc.cluster.local']
      const old = await makeServerCertificate(root, { names }, Date.now() - 60 * 86_400_000)
      await set({ 'tls.crt': old.cert, 'tls.key': old.key })
      await until('another certificate', async () => {
        const now = decode((await data())['tls.crt'])
        return now !== old.cert && now !== decode(kept['tls.crt'])
      })
      await load.more(200)
      assert.equal(await fleet.caBundle(), first)

      // The authority is as old: the next one is trusted first, signs later, and only then the old one goes.
      const key = newKey()
      const certificate = await makeRoot({ key, commonName: 'old', now: Date.now() - 450 * 86_400_000 })
      const served = await makeServerCertificate({ key, certificate }, { names }, Date.now())
      await set({ 'next-ca.crt': certificate, 'next-ca.key': key })
      await until('the next authority is trusted', async () =>
        (await fleet.caBundle()).includes(certificate.trim()),
      )
      await load.more(200)
      await set({ 'ca.crt': certificate, 'ca.key': key, 'tls.crt': served.cert, 'tls.key': served.key })
      valueOf(
        await client.patch(secret, {
          data: {
            'previous-ca.crt': kept['ca.crt'],
            'ca-replaced-at': encode(moment(0)),
            'next-ca.crt': null,
            'next-ca.key': null,
            'next-ca-published-at': null,
          },
        }),
      )
      await load.more(200)
      assert.equal(countOf(await fleet.caBundle()), 2)
      await set({ 'ca-replaced-at': moment(61) })
      await until('the first authority is gone', async () => !(await fleet.caBundle()).includes(first.trim()))
      await until(
        'the old authority has a successor',
        async () => (await data())['next-ca-published-at'] !== undefined,
      )
      assert.equal(countOf(await fleet.caBundle()), 2)
      await load.more(200)
      await set({ 'next-ca-published-at': moment(6) })
      await until('the successor signs', async () => (await data())['previous-ca.crt'] !== undefined)
      await load.more(200)
      assert.equal(countOf(await fleet.caBundle()), 2)
      await set({ 'ca-replaced-at': moment(61) })
      await until('the old authority is gone', async () => countOf(await fleet.caBundle()) === 1)
      assert.ok(!(await fleet.caBundle()).includes(certificate.trim()))
      await load.more(200)
    }
  })

  test('while the API server is away nobody is unready, and when it is back no pod fails and none is without its identity', async (t) => {
    const fleet = await openOnce()
    const { mutated, excused } = await underLoad('by-service', 'load-away', async (load) => {
      for (let round = 0; round < 2; round++) {
        load.excuse(true)
        await cluster.goAway()
        await new Promise((resolve) => setTimeout(resolve, 1000))
        assert.equal(fleet.ready(), 3)
        await cluster.comeBack()
        load.excuse(false)
        await load.more(200)
        assert.equal(fleet.ready(), 3)
      }
    })
    t.diagnostic(`${mutated()} admissions, ${excused()} calls while the API server was away`)
  })

  test('replicas that are cut off refuse pods whose account they cannot look up, and catch up from an expired version', async () => {
    const fleet = await openOnce()
    const namespace = 'cut-off'
    await createNamespace(cluster, namespace, { hook: 'by-service' })
    const give = (name: string, role: string | null) =>
      client.patch(pathOf('serviceaccounts', namespace, name), {
        metadata: { annotations: { [annotation]: role } },
      })
    const create = (serviceAccountName: string) =>
      client.create(
        pathOf('pods', namespace),
        {
          metadata: { generateName: 'p-' },
          spec: { serviceAccountName, containers: [{ name: 'c', image: 'busybox' }] },
        },
        { dryRun: 'All' },
      )
    const roleOf = async (name: string): Promise<unknown> => {
      const [container] = listOf(valueAt(valueOf(await create(name)), 'spec', 'containers'))
      const found = listOf(valueAt(container, 'env')).find((each) => valueAt(each, 'name') === 'AWS_ROLE_ARN')
      return valueAt(found, 'value')
    }
    for (const name of ['changed', 'taken', 'gone'])
      await createServiceAccount(client, namespace, name, { [annotation]: arn('before') })
    for (const name of ['changed', 'taken', 'gone']) assert.equal(await roleOf(name), arn('before'))

    fleet.toApiServer.cut()
    valueOf(await give('changed', arn('after')))
    valueOf(await give('taken', null))
    valueOf(await client.delete(pathOf('serviceaccounts', namespace, 'gone')))
    await createServiceAccount(client, namespace, 'late', { [annotation]: arn('late') })
    const refused = await create('late')
    assert.ok(!refused.ok)
    assert.match(refused.problem.message, /service account cut-off\/late could not be looked up/)
    assert.equal(fleet.ready(), 3)
    // Neither etcd nor the API server's own memory knows the versions any more from which the replicas would go on.
    await cluster.compact()
    await cluster.goAway()
    await cluster.comeBack()
    fleet.toApiServer.use([Number(new URL(cluster.server).port)])
    assert.equal(await roleOf('late'), arn('late'))
    await until('the changed role', async () => (await roleOf('changed')) === arn('after'))
    await until('the role that was taken away', async () => (await roleOf('taken')) === undefined)
    await until(
      'every replica has caught up',
      () => fleet.log().filter((line) => /too old resource version|expired/i.test(line)).length >= 3,
    )
    // By each of the three in turn.
    for (let index = 0; index < 12; index++)
      assert.deepEqual(
        [await roleOf('changed'), await roleOf('taken'), await roleOf('late')],
        [arn('after'), undefined, arn('late')],
      )
  })
})

const annotation = 'eks.amazonaws.com/role-arn'
const arn = (name: string): string => `arn:aws:iam::111122223333:role/${name}`
const encode = (text: string): string => Buffer.from(text).toString('base64')
const decode = (text: unknown): string => Buffer.from(textOf(text) ?? '', 'base64').toString()
