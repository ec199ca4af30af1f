import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { makeRoot, newKey } from '../../../kit/index.ts'
import { startFakeApiServer, until, type FakeApiServer } from '../../api/fake-api-server.test-support.ts'
import { pathOf, valueAt } from '../../api/index.ts'
import { CaUnusable } from './ca-unusable.ts'
import { openCa, type CaNeeds } from './open-ca.ts'
import type { CaPublisher } from './publish-config-map.ts'
import { readCa } from './read-ca.ts'

const root = (commonName: string): Promise<string> => makeRoot({ key: newKey(), commonName, now: Date.now() })
const [first, second] = await Promise.all([root('first'), root('second')])
const normal = (pem: string): string => {
  const read = readCa(pem)
  assert.ok(read.ok)
  return read.pem
}

interface Opened {
  readonly fake: FakeApiServer
  readonly ca: CaPublisher
  readonly file: string
  readonly problems: string[]
  readonly lead: (isLeader: boolean) => void
  readonly held: (namespace: string) => unknown
}

const putNamespace = (fake: FakeApiServer, name: string, more: object = {}): void =>
  void fake.put(pathOf('namespaces', '', name), { metadata: { name, ...more } })

async function open(context: TestContext, more: Partial<CaNeeds> = {}, isLeading = true): Promise<Opened> {
  const fake = await startFakeApiServer(context)
  const directory = mkdtempSync(join(tmpdir(), 'podpass-ca-'))
  const ending = new AbortController()
  context.after(() => {
    ending.abort()
    rmSync(directory, { recursive: true, force: true })
  })
  const file = join(directory, 'ca.pem')
  writeFileSync(file, first)
  const problems: string[] = []
  let isLeader = isLeading
  for (const name of ['a', 'b']) putNamespace(fake, name)
  const ca = await openCa({
    client: fake.client,
    options: {
      awsEndpoint: { url: 'https://aws', ca: { configMap: 'ca', key: 'ca.crt', mountPath: '/ca' } },
    },
    file,
    isLeader: () => isLeader,
    signal: ending.signal,
    onProblem: (problem) => problems.push(problem),
    ...more,
  })
  assert.ok(ca !== undefined)
  const lead = (leads: boolean): void => {
    isLeader = leads
    ca.wake()
  }
  const held = (namespace: string): unknown =>
    valueAt(fake.get(pathOf('configmaps', namespace, 'ca')), 'data', 'ca.crt')
  return { fake, ca, file, problems, lead, held }
}

const rightOf =
  ({ ca }: Opened) =>
  (): boolean =>
    ca.counts().right === ca.counts().wanted

test('every namespace has the CA, a new one at once, and what is changed or deleted comes back', async (t) => {
  const opened = await open(t)
  const { fake, ca, held } = opened
  await until('both have it', () => held('a') === normal(first) && held('b') === normal(first))
  putNamespace(fake, 'c')
  await until('the new one has it', () => held('c') === normal(first))
  fake.put(pathOf('configmaps', 'a', 'ca'), {
    metadata: { namespace: 'a', name: 'ca' },
    data: { 'ca.crt': 'else' },
  })
  await until('it is back', () => held('a') === normal(first))
  fake.remove(pathOf('configmaps', 'b', 'ca'))
  await until('it is there again', () => held('b') === normal(first))
  await until('all is known', rightOf(opened))
  assert.equal(ca.isIn('a'), true)
  assert.equal(ca.isIn('nowhere'), false)
  assert.deepEqual(opened.problems, [])
})

test('a CA that changes is brought to all, and nonsense leaves the last one', async (t) => {
  const { file, held, problems } = await open(t)
  await until('it is there', () => held('a') === normal(first))
  writeFileSync(file, 'nonsense')
  await until('it is told', () => problems.length > 0)
  assert.match(problems.join(), /is left as it was: it holds no certificate/)
  writeFileSync(file, first + second)
  await until('both are there', () => held('a') === normal(first) + normal(second))
})

test('a replica that does not lead writes nothing but what a pod needs now', async (t) => {
  const { ca, held, lead } = await open(t, {}, false)
  assert.equal(await ca.putInto('a'), true)
  assert.deepEqual([held('a'), held('b'), ca.isIn('a')], [normal(first), undefined, true])
  lead(true)
  await until('it leads', () => held('b') === normal(first))
})

test('many pods of one namespace have it written once', async (t) => {
  const { fake, ca } = await open(t, {}, false)
  assert.deepEqual(
    await Promise.all(Array.from({ length: 50 }, () => ca.putInto('a'))),
    Array.from({ length: 50 }, () => true),
  )
  assert.equal(fake.requests.filter(({ method }) => method === 'PATCH').length, 1)
})

test('a namespace that refuses is told once, passed over for a while, and holds no pod up', async (t) => {
  const { fake, ca, held, problems } = await open(t, {}, false)
  fake.onRequest = ({ method, path }) =>
    method === 'PATCH' && path.includes('/a/')
      ? Promise.resolve({ code: 403, body: { kind: 'Status', message: 'quota' } })
      : undefined
  assert.equal(await ca.putInto('a'), false)
  assert.equal(await ca.putInto('a'), false)
  assert.equal(fake.requests.filter(({ method }) => method === 'PATCH').length, 1)
  assert.deepEqual(problems, ['the CA could not be published: quota'])
  assert.equal(await ca.putInto('b'), true)
  assert.equal(held('b'), normal(first))
})

test('namespaces that are on their way out get nothing', async (t) => {
  const opened = await open(t, {}, false)
  putNamespace(opened.fake, 'going', { deletionTimestamp: '2026-11-21T00:00:00Z' })
  opened.lead(true)
  await until('all have it', () => opened.held('b') !== undefined && rightOf(opened)())
  assert.equal(opened.held('going'), undefined)
})

test('with a selector only what is selected gets it, and lists are asked with it', async (t) => {
  const { fake, ca } = await open(t, { namespaces: 'irsa=yes' }, false)
  await until('it is listed', () => ca.counts().wanted > 0)
  assert.ok(fake.requests.some(({ query }) => query.get('labelSelector') === 'irsa=yes'))
  assert.equal(await ca.putInto('stranger'), false)
})

const bundle = {
  options: { awsEndpoint: { url: 'https://aws', ca: { trustBundle: 'podpass', mountPath: '/ca' } } },
}

test('a ClusterTrustBundle is refused by name where the API server has none', async (t) => {
  await assert.rejects(open(t, bundle), (error: Error) => {
    assert.ok(error instanceof CaUnusable)
    assert.match(
      error.message,
      /serves ClusterTrustBundle in none of certificates\.k8s\.io\/v1, v1beta1, v1alpha1/,
    )
    return true
  })
})

const choices: readonly (readonly [text: string, problem: RegExp])[] = [
  ['', /no certificate/],
  [`${first}-----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY-----`, /private key/],
  ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /cannot be read/],
  ['x'.repeat(300_000), /longer than/],
]

for (const [text, problem] of choices)
  test(`a file with ${JSON.stringify(text.slice(-60))} is not published`, () => {
    const read = readCa(text)
    assert.match(read.ok ? '' : read.problem, problem)
  })

test('what stands between certificates does not go out with them', () => {
  const read = readCa(`# internal note\n${first}\n# another\n${second}`)
  assert.equal(read.ok && read.pem, normal(first) + normal(second))
})

test('a file that cannot be published ends the start', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-ca-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  await assert.rejects(open(t, { file: join(directory, 'absent') }), /cannot be published: ENOENT/)
})
