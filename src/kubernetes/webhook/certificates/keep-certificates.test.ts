import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until, type FakeApiServer } from '../../api/fake-api-server.test-support.ts'
import { objectOf, valueAt } from '../../api/index.ts'
import { makeRoot, newKey } from '../../../kit/index.ts'
import { checkService, lookOnce, type ServiceCheckNeeds } from './check-service.ts'
import { isVouchedFor, readCertificates, sameCertificates } from './judge-pair.ts'
import { probeLoopback } from './probe-loopback.ts'
import {
  callAsApiServer,
  caBundleOf,
  configurationPath,
  secretPath,
  service,
  startApi,
  startReplica,
  type Replica,
} from './replicas.test-support.ts'

const bundle = (fake: FakeApiServer): string => caBundleOf(fake.get(configurationPath))
const isSettled = (fake: FakeApiServer, replicas: readonly Replica[]): boolean =>
  replicas.every(({ keeper }) => {
    const pair = keeper.current()
    return pair !== undefined && isVouchedFor(pair.cert, bundle(fake), Date.now())
  })

function writeBundle(fake: FakeApiServer, caBundle: string, annotations: object = {}): void {
  const configuration = fake.get(configurationPath)!
  const [first, ...rest] = configuration['webhooks'] as Record<string, object>[]
  fake.put(configurationPath, {
    ...configuration,
    metadata: { ...objectOf(configuration['metadata']), annotations },
    webhooks: [
      {
        ...first,
        clientConfig: { ...first!['clientConfig'], caBundle: Buffer.from(caBundle).toString('base64') },
      },
      ...rest,
    ],
  })
}

test('replicas that start at once agree on one authority and one certificate, and the caBundle is right', async (t) => {
  const fake = await startApi(t)
  const replicas = await Promise.all(['a', 'b', 'c'].map((name) => startReplica(t, fake, name)))
  await until('all serve', () => isSettled(fake, replicas))
  assert.equal(new Set(replicas.map(({ keeper }) => keeper.current()?.cert)).size, 1)
  for (const { listener, keeper } of replicas) {
    assert.equal(await callAsApiServer(listener.port, bundle(fake)), 200)
    assert.deepEqual(keeper.notReadyBecause(), [])
  }
  const others = (fake.get(configurationPath)!['webhooks'] as unknown[])[1]
  assert.equal(valueAt(others, 'clientConfig', 'caBundle'), 'b3RoZXI=')
  const writes = fake.requests.filter(({ method, path }) => method !== 'GET' && path.includes('/secrets'))
  assert.equal(writes.length, 1)
  assert.deepEqual(
    replicas.flatMap(({ problems }) => problems),
    [],
  )
})

test('two that both believe to be the one that writes still agree, because the Secret takes one of them', async (t) => {
  const fake = await startApi(t)
  // No Lease is ever found, so that both make one and hold it.
  fake.onRequest = ({ path, method }) =>
    path.includes('/leases') ? Promise.resolve({ code: method === 'GET' ? 404 : 201, body: {} }) : undefined
  const replicas = await Promise.all(['a', 'b'].map((name) => startReplica(t, fake, name)))
  await until('all serve', () => isSettled(fake, replicas))
  assert.equal(new Set(replicas.map(({ keeper }) => keeper.current()?.cert)).size, 1)
})

test('certificates and authorities change under load with no call failed', async (t) => {
  const fake = await startApi(t)
  const day = 86_400_000
  const periods = {
    authority: { life: day, renewAfter: 1500 },
    serving: { life: day, renewAfter: 500 },
    // Longer than a call takes on a busy machine.
    settle: 700,
    retire: 3000,
  }
  const replicas = await Promise.all(['a', 'b', 'c'].map((name) => startReplica(t, fake, name, periods)))
  await until('all serve', () => isSettled(fake, replicas))
  const authorities = new Set<string>()
  const certificates = new Set<string>()
  const failures: string[] = []
  let calls = 0
  const end = Date.now() + 8000
  await Promise.all(
    Array.from({ length: 4 }, async (_, worker) => {
      while (Date.now() < end) {
        const trusted = bundle(fake)
        for (const each of readCertificates(trusted)) authorities.add(each.fingerprint256)
        const { listener, keeper } = replicas[(calls + worker) % 3]!
        certificates.add(keeper.current()!.cert)
        calls++
        await callAsApiServer(listener.port, trusted).catch((error: Error) => failures.push(error.message))
      }
    }),
  )
  assert.deepEqual(failures, [])
  assert.ok(
    calls > 100 && authorities.size >= 3 && certificates.size >= 4,
    `${calls} calls, ${authorities.size} authorities, ${certificates.size} certificates`,
  )
})

test('when the one that writes dies, another takes over and mends what is wrong', async (t) => {
  const fake = await startApi(t)
  const first = await startReplica(t, fake, 'first')
  await until('the first serves', () => isSettled(fake, [first]))
  const second = await startReplica(t, fake, 'second')
  await until('the second serves', () => isSettled(fake, [second]))
  await first.kill()
  writeBundle(fake, '')
  await until('the caBundle is right again', () => isSettled(fake, [second]))
  await until('that is told', () => second.findings.some(({ kind }) => kind === 'ca-bundle-written'))
})

test('a replica that is stopped lets the next one take over at once', async (t) => {
  const fake = await startApi(t)
  const first = await startReplica(t, fake, 'first')
  await until('the first serves', () => isSettled(fake, [first]))
  await first.keeper.release()
  const lease = fake.get('/apis/coordination.k8s.io/v1/namespaces/eks/leases/hook-certs')
  assert.equal(valueAt(lease, 'spec', 'holderIdentity'), '')
})

test('a Secret that is deleted or damaged comes back as it was, and no trust is lost', async (t) => {
  const fake = await startApi(t)
  const replica = await startReplica(t, fake, 'a')
  await until('it serves', () => isSettled(fake, [replica]))
  const before = replica.keeper.current()?.cert
  const trusted = bundle(fake)
  fake.remove(secretPath)
  await until('it is back', () => fake.get(secretPath) !== undefined)
  fake.put(secretPath, { ...fake.get(secretPath), data: {} })
  await until('it is whole', () => valueAt(fake.get(secretPath), 'data', 'tls.crt') !== undefined)
  assert.equal(
    Buffer.from(String(valueAt(fake.get(secretPath), 'data', 'tls.crt')), 'base64').toString(),
    before,
  )
  assert.ok(sameCertificates(bundle(fake), trusted))
})

test('a Secret that somebody else keeps is left as it is, and that is said', async (t) => {
  const fake = await startApi(t)
  const data = { 'tls.crt': 'eA==', 'tls.key': 'eA==' }
  fake.put(secretPath, { metadata: { name: 'hook-certs', namespace: 'eks' }, data })
  const { keeper, problems } = await startReplica(t, fake, 'a')
  await until('it has complained', () => problems.length > 0)
  assert.match(problems[0]!, /somebody else keeps/)
  assert.deepEqual(valueAt(fake.get(secretPath), 'data'), data)
  assert.match(keeper.notReadyBecause()[0]!, /somebody else keeps/)
})

test('a caBundle from cert-manager is left to it', async (t) => {
  const fake = await startApi(t)
  writeBundle(fake, 'x', { 'cert-manager.io/inject-ca-from': 'eks/hook' })
  const { problems } = await startReplica(t, fake, 'a')
  await until('it has complained', () => problems.some((problem) => problem.includes('cert-manager')))
  assert.equal(bundle(fake), 'x')
})

test('what may not be written is said once, and serving goes on', async (t) => {
  const fake = await startApi(t)
  fake.onRequest = ({ method, path }) =>
    method === 'PATCH' && path === configurationPath ? Promise.resolve({ code: 403 }) : undefined
  const { keeper, problems } = await startReplica(t, fake, 'a')
  await until('it has complained', () => problems.length > 0)
  await new Promise((resolve) => setTimeout(resolve, 200))
  assert.equal(problems.length, 1)
  assert.deepEqual(keeper.notReadyBecause(), [])
})

test('the check of the Service finds a stale caBundle, starts the repair and is no reason not to be ready', async (t) => {
  const fake = await startApi(t)
  const replica = await startReplica(t, fake, 'a')
  await until('it serves', () => isSettled(fake, [replica]))
  const stale = await makeRoot({ key: newKey(), commonName: 'stale', now: Date.now() })
  // Nobody may repair, so that the finding stays.
  fake.onRequest = ({ method, path }) =>
    method === 'PATCH' && path === configurationPath ? Promise.resolve({ code: 403 }) : undefined
  writeBundle(fake, stale)
  const found: string[] = []
  let repairs = 0
  const ending = new AbortController()
  t.after(() => ending.abort())
  void checkService({
    service,
    configuration: replica.configuration,
    current: replica.keeper.current,
    signal: ending.signal,
    now: Date.now,
    repair: () => repairs++,
    onFinding: ({ kind }) => found.push(kind),
    every: 20,
  })
  await until('it is found', () => found.length > 0)
  assert.deepEqual(
    [found[0], repairs > 0, replica.keeper.notReadyBecause()],
    ['ca-bundle-mismatch', true, []],
  )
})

test('the check of the Service calls as API servers do', async (t) => {
  const fake = await startApi(t)
  const replica = await startReplica(t, fake, 'a')
  await until('it serves', () => isSettled(fake, [replica]))
  const configuration = fake.get(configurationPath)!
  const atPort = (port: number) => ({
    current: () => ({
      ...configuration,
      webhooks: (configuration['webhooks'] as Record<string, object>[]).slice(0, 1).map((webhook) => ({
        ...webhook,
        clientConfig: { ...webhook['clientConfig'], service: { ...service, port } },
      })),
    }),
    adopt: () => undefined,
  })
  const needs: ServiceCheckNeeds = {
    service,
    configuration: atPort(replica.listener.port),
    current: replica.keeper.current,
    signal: new AbortController().signal,
    now: Date.now,
    repair: () => undefined,
    onFinding: () => undefined,
    lookup: (_name, options, answer) =>
      options.all === true
        ? answer(null, [{ address: '127.0.0.1', family: 4 }])
        : answer(null, '127.0.0.1', 4),
  }
  assert.deepEqual(await lookOnce(needs), [])
  const [finding] = await lookOnce({ ...needs, configuration: atPort(1) })
  assert.equal(finding?.kind, 'service-unreachable')
  assert.match(finding.message, /hook\.eks\.svc:1 .*ECONNREFUSED/)
})

test('over loopback the certificate is asked for by the Service’s name, and judged by the authorities that are known', async (t) => {
  const fake = await startApi(t)
  const replica = await startReplica(t, fake, 'a')
  const ending = new AbortController()
  t.after(() => ending.abort())
  const { signal } = ending
  const probe = (serverName: string, source: { bundle: () => string | undefined }) =>
    probeLoopback({ port: replica.listener.port, serverName, source, signal, every: 1e6 })
  const early = probe('hook.eks.svc', replica.keeper)
  assert.match(early.notReadyBecause()[0]!, /has not been looked at/)
  await until('it serves', () => isSettled(fake, [replica]))
  await early.look()
  assert.deepEqual(early.notReadyBecause(), [])
  const wrongName = probe('other.eks.svc', replica.keeper)
  await wrongName.look()
  assert.match(wrongName.notReadyBecause()[0]!, /not accepted.*other\.eks\.svc/)
  const stranger = await makeRoot({ key: newKey(), commonName: 'stranger', now: Date.now() })
  const distrusting = probe('hook.eks.svc', { bundle: () => stranger })
  await distrusting.look()
  assert.match(distrusting.notReadyBecause()[0]!, /not accepted/)
  await replica.listener.close(0)
  await early.look()
  assert.match(early.notReadyBecause()[0]!, /ECONNREFUSED/)
})
