import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { startFakeApiServer, until, type FakeApiServer } from '../../api/fake-api-server.test-support.ts'
import { pathOf } from '../../api/index.ts'
import { followServiceAccounts, type AccountLookup, type LookupLimits } from './follow-service-accounts.ts'

const role = 'eks.amazonaws.com/role-arn'
const at = (name: string): string => pathOf('serviceaccounts', 'demo', name)

function put(fake: FakeApiServer, name: string, roleArn?: string): void {
  const annotations = { ...(roleArn !== undefined && { [role]: roleArn }), 'meta.helm.sh/release-name': 'x' }
  fake.put(at(name), { metadata: { name, namespace: 'demo', annotations } })
}

interface Live {
  readonly fake: FakeApiServer
  readonly accounts: AccountLookup
  readonly gets: () => number
  readonly problems: string[]
}

async function open(context: TestContext, limits: Partial<LookupLimits> = {}): Promise<Live> {
  const fake = await startFakeApiServer(context)
  const ending = new AbortController()
  context.after(() => ending.abort())
  put(fake, 'first', 'arn:first')
  const problems: string[] = []
  const accounts = followServiceAccounts({
    client: fake.client,
    annotationPrefix: 'eks.amazonaws.com',
    signal: ending.signal,
    onProblem: (problem) => problems.push(problem),
    limits,
  })
  const gets = (): number => fake.requests.filter(({ path }) => path.startsWith('/api/v1/namespaces/')).length
  return { fake, accounts, gets, problems }
}

async function ready(context: TestContext, limits?: Partial<LookupLimits>): Promise<Live> {
  const live = await open(context, limits)
  await until('the accounts are known', live.accounts.isReady)
  return live
}

/** Holds every GET of one account back until it is released. */
function holdGets(fake: FakeApiServer): () => void {
  let release = (): void => undefined
  const released = new Promise<undefined>((resolve) => (release = () => resolve(undefined)))
  fake.onRequest = ({ path }) => (path.startsWith('/api/v1/namespaces/') ? released : undefined)
  return release
}

test('an account that is known costs no question, and its own annotations alone are kept', async (t) => {
  const { accounts, gets } = await ready(t)
  assert.deepEqual(await accounts.find('demo', 'first'), { [role]: 'arn:first' })
  assert.equal(gets(), 0)
})

test('an account that the watch has not told yet is found at once', async (t) => {
  const { fake, accounts, gets } = await ready(t)
  fake.holdEvents = true
  put(fake, 'new', 'arn:new')
  assert.deepEqual(await accounts.find('demo', 'new'), { [role]: 'arn:new' })
  assert.deepEqual(await accounts.find('demo', 'new'), { [role]: 'arn:new' })
  assert.equal(gets(), 1)
})

test('two hundred accounts with their pods at once are all found, each by one question', async (t) => {
  const { fake, accounts, gets } = await ready(t)
  fake.holdEvents = true
  const names = Array.from({ length: 200 }, (_, index) => `app-${index}`)
  for (const name of names) put(fake, name, `arn:${name}`)
  const found = await Promise.all([...names, ...names].map((name) => accounts.find('demo', name)))
  assert.ok(found.every((annotations, index) => annotations?.[role] === `arn:app-${index % 200}`))
  assert.equal(gets(), 200)
})

test('before the list is there accounts are looked up live', async (t) => {
  const { fake, accounts } = await open(t)
  fake.onRequest = ({ query }) => (query.has('watch') ? new Promise(() => undefined) : undefined)
  assert.equal(accounts.isReady(), false)
  assert.deepEqual(await accounts.find('demo', 'first'), { [role]: 'arn:first' })
  assert.equal(accounts.isReady(), false)
})

test('an account that is deleted while it is looked up is not brought back by the late answer', async (t) => {
  const { fake, accounts } = await ready(t)
  fake.holdEvents = true
  put(fake, 'brief', 'arn:brief')
  const late = fake.get(at('brief'))!
  let release = (): void => undefined
  fake.onRequest = ({ path }) =>
    path === at('brief')
      ? new Promise((resolve) => (release = () => resolve({ code: 200, body: late })))
      : undefined
  const finding = accounts.find('demo', 'brief')
  await until('it is asked for', () => fake.requests.some(({ path }) => path === at('brief')))
  fake.remove(at('brief'))
  put(fake, 'other')
  // The watch is past the deletion before the answer from before it arrives; it told of the account on its way.
  fake.releaseEvents()
  await until('the watch is past it', () => [...accounts.entries()].some(([key]) => key === 'demo/other'))
  release()
  await finding
  assert.ok(![...accounts.entries()].some(([key]) => key === 'demo/brief'))
  fake.onRequest = () => undefined
  assert.equal(await accounts.find('demo', 'brief'), undefined)
})

test('a late answer that nobody told of before is judged by its version', async (t) => {
  const { fake, accounts } = await ready(t)
  put(fake, 'gone', 'arn:gone')
  const late = fake.get(at('gone'))!
  await until('it is known', () => accounts.size() === 2)
  fake.remove(at('gone'))
  await until('it is forgotten', () => accounts.size() === 1)
  fake.onRequest = ({ path }) =>
    path === at('gone') ? Promise.resolve({ code: 200, body: late }) : undefined
  assert.equal(await accounts.find('demo', 'gone'), undefined)
  assert.equal(accounts.size(), 1)
})

test('an answer that is ahead of the watch holds until the watch has caught up', async (t) => {
  const { fake, accounts, gets } = await ready(t)
  put(fake, 'web', 'arn:old')
  await until('it is known', () => accounts.size() === 2)
  fake.holdEvents = true
  fake.remove(at('web'))
  put(fake, 'again', 'arn:one')
  fake.remove(at('again'))
  put(fake, 'again', 'arn:two')
  assert.deepEqual(await accounts.find('demo', 'again'), { [role]: 'arn:two' })
  // The older account and its deletion are told only now.
  fake.releaseEvents()
  await until('the watch has caught up', () => ![...accounts.entries()].some(([key]) => key === 'demo/web'))
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual(await accounts.find('demo', 'again'), { [role]: 'arn:two' })
  assert.equal(gets(), 1)
  fake.remove(at('again'))
  await until('its deletion is told', () => ![...accounts.entries()].some(([key]) => key === 'demo/again'))
})

test('an expired watch is followed by a new list: what is gone is gone, what was ahead of the list stays', async (t) => {
  const { fake, accounts } = await ready(t)
  put(fake, 'gone', 'arn:gone')
  await until('it is known', () => accounts.size() === 2)
  fake.holdEvents = true
  fake.remove(at('gone'))
  put(fake, 'new', 'arn:new')
  fake.cutWatches(true)
  await until(
    'the list is anew',
    () => accounts.size() === 2 && [...accounts.entries()].some(([key]) => key === 'demo/new'),
  )
  fake.holdEvents = false
  assert.equal(await accounts.find('demo', 'gone'), undefined)
})

test('a question that left before the account was made does not say that there is none', async (t) => {
  const { fake, accounts, gets } = await ready(t, { missPause: 1 })
  fake.holdEvents = true
  let release = (): void => undefined
  fake.onRequest = ({ path }) =>
    path === at('soon') && gets() === 1
      ? new Promise((resolve) => (release = () => resolve({ code: 404 })))
      : undefined
  const early = accounts.find('demo', 'soon')
  await until('it is asked for', () => gets() === 1)
  put(fake, 'soon', 'arn:soon')
  const later = Array.from({ length: 50 }, () => accounts.find('demo', 'soon'))
  release()
  assert.equal(await early, undefined)
  assert.ok((await Promise.all(later)).every((found) => found?.[role] === 'arn:soon'))
  assert.equal(gets(), 2)
})

test('an account that is not there is asked for a few times a second, however many ask', async (t) => {
  const { accounts, gets } = await ready(t, { missPause: 100 })
  const end = Date.now() + 350
  let asked = 0
  while (Date.now() < end) {
    await Promise.all(Array.from({ length: 20 }, () => accounts.find('demo', 'nobody')))
    asked += 20
  }
  assert.ok(asked >= 60 && gets() <= 5, `${asked} asked, ${gets()} questions`)
})

test('the watch ends a wait for a slow answer', async (t) => {
  const { fake, accounts } = await ready(t)
  const release = holdGets(fake)
  const finding = accounts.find('demo', 'slow')
  put(fake, 'slow', 'arn:slow')
  assert.deepEqual(await finding, { [role]: 'arn:slow' })
  release()
})

test('questions are limited at once, and who waits too long is told that', async (t) => {
  const { fake, accounts, gets } = await ready(t, { atOnce: 2, waiting: 10, timeLimit: 200 })
  const release = holdGets(fake)
  const all = Array.from({ length: 30 }, (_, index) => accounts.find('demo', `n-${index}`))
  const outcomes = await Promise.allSettled(all)
  release()
  for (const outcome of outcomes)
    assert.match(String(outcome.status === 'rejected' && outcome.reason), /too many service accounts|aborted/)
  assert.ok(gets() <= 4, `${gets()} questions`)
})

test('a failure that may pass is bridged, and one that does not pass is told', async (t) => {
  const { fake, accounts, gets } = await ready(t)
  put(fake, 'web', 'arn:web')
  fake.holdEvents = true
  put(fake, 'late', 'arn:late')
  fake.onRequest = ({ path }) =>
    path === at('late') && gets() < 3 ? Promise.resolve({ code: 503 }) : undefined
  assert.deepEqual(await accounts.find('demo', 'late'), { [role]: 'arn:late' })
  fake.onRequest = ({ path }) => (path === at('secret') ? Promise.resolve({ code: 403 }) : undefined)
  await assert.rejects(accounts.find('demo', 'secret'))
})

test('a name that no object can have is never put into a path', async (t) => {
  const { accounts, gets } = await ready(t)
  for (const [namespace, name] of [
    ['demo', '..'],
    ['demo', 'a/b'],
    ['..', 'a'],
    ['', 'a'],
    ['demo', 'A'],
    ['demo', ''],
  ])
    assert.equal(await accounts.find(namespace!, name!), undefined)
  assert.equal(gets(), 0)
})

test('all accounts are read anew on demand, and those that are known serve until then', async (t) => {
  const { fake, accounts, gets } = await ready(t)
  const lists = (): number =>
    fake.requests.filter(({ query }) => query.get('sendInitialEvents') === 'true').length
  let release = (): void => undefined
  const held = new Promise<undefined>((resolve) => (release = () => resolve(undefined)))
  fake.onRequest = ({ query }) => (query.get('sendInitialEvents') === 'true' ? held : undefined)
  accounts.reread()
  accounts.reread()
  await until('the list is asked for', () => lists() === 2)
  assert.equal(accounts.isReady(), true)
  assert.deepEqual(await accounts.find('demo', 'first'), { [role]: 'arn:first' })
  release()
  await until('the watch goes on', () => fake.watches() === 1)
  put(fake, 'second', 'arn:second')
  await until('a change is known', () => accounts.size() === 2)
  assert.deepEqual([lists(), gets()], [2, 0])
})
