/** Keys of foreign issuers, against a small world of documents: fetched once, kept in bounds, refused with a cause. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BoundedGet, Fetched } from '../kit/index.ts'
import documents from './cases/issuer-documents.json' with { type: 'json' }
import { createVerificationKeys, type KeyCacheLimits, type KeysRequest } from './index.ts'
import { jwkOf, otherRsa, rsa } from './token.test-support.ts'

const issuer = 'https://issuer.example.com/id/1'
const discoveryUrl = `${issuer}/.well-known/openid-configuration`
const jwksUri = `${issuer}/keys`

interface Page {
  readonly status?: number
  readonly body?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  readonly verifiedBy?: 'trust-store' | 'thumbprint' | 'table'
  readonly fails?: Extract<Fetched, { ok: false }>['problem']['cause']
}

function world(limits: Partial<KeyCacheLimits> = {}) {
  const time = { now: Date.UTC(2026, 10, 21) }
  const maxAge = { 'cache-control': 'public, max-age=3600' }
  const pages = new Map<string, Page>([
    [discoveryUrl, { body: JSON.stringify({ issuer, jwks_uri: jwksUri }), headers: maxAge }],
    [jwksUri, { body: JSON.stringify({ keys: [jwkOf(rsa, 'one')] }), headers: maxAge }],
  ])
  const fetched: { url: string; thumbprints?: readonly string[]; maxBytes?: number }[] = []
  const get: BoundedGet = async (url, options) => {
    fetched.push({ url, ...options })
    await Promise.resolve()
    const page = pages.get(url)
    if (page === undefined) return { ok: false, problem: { cause: 'unreachable', message: 'nobody there' } }
    if (page.fails !== undefined) return { ok: false, problem: { cause: page.fails, message: 'failed' } }
    const { status = 200, headers = {}, verifiedBy = 'trust-store' } = page
    return { ok: true, status, headers, body: Buffer.from(page.body ?? ''), url, chain: [], verifiedBy }
  }
  const keys = createVerificationKeys({ get, now: () => time.now, limits })
  const ask = (more: Partial<KeysRequest> = {}) => keys.keysOf({ issuer, ...more })
  const outcome = async (more: Partial<KeysRequest> = {}): Promise<string> => {
    const answer = await ask(more)
    return answer.ok ? answer.found.keys.keys.map(({ kid }) => kid).join() : answer.problem.cause
  }
  const pass = (seconds: number): void => void (time.now += seconds * 1000)
  return { pages, fetched, keys, ask, outcome, pass, time, maxAge }
}

test('an issuer is fetched once: discovery, then the keys that it names', async () => {
  const { ask, outcome, fetched } = world()
  const answer = await ask({ kid: 'one', thumbprints: ['ab'] })
  assert.ok(answer.ok)
  assert.equal(answer.found.verifiedBy, 'trust-store')
  assert.deepEqual(
    fetched.map(({ url }) => url),
    [discoveryUrl, jwksUri],
  )
  assert.deepEqual(
    fetched.map(({ thumbprints }) => thumbprints),
    [['ab'], ['ab']],
  )
  assert.deepEqual(
    fetched.map(({ maxBytes }) => maxBytes),
    [65_536, 524_288],
  )
  assert.equal(await outcome({ kid: 'one', thumbprints: ['ab'] }), 'one')
  assert.equal(fetched.length, 2)
})

test('many who ask at once wait for one fetch', async () => {
  const { outcome, fetched } = world()
  const all = await Promise.all(Array.from({ length: 50 }, () => outcome({ kid: 'one' })))
  assert.deepEqual(new Set(all), new Set(['one']))
  assert.equal(fetched.length, 2)
})

test('the documents are kept as long as they say, and what they said is fetched anew after that', async () => {
  const { outcome, fetched, pass, pages } = world()
  await outcome()
  pages.set(jwksUri, { body: JSON.stringify({ keys: [jwkOf(otherRsa, 'two')] }) })
  pass(3599)
  assert.equal(await outcome(), 'one')
  pass(1)
  assert.equal(await outcome(), 'two')
  assert.equal(fetched.length, 4)
})

test('the shorter life of the two documents holds, within our own bounds', async () => {
  const lifetimeOf = async (discovery: string, jwks: string): Promise<number> => {
    const { outcome, fetched, pass, pages } = world()
    for (const [url, header] of [
      [discoveryUrl, discovery],
      [jwksUri, jwks],
    ] as const)
      pages.set(url, { ...pages.get(url), headers: header === '' ? {} : { 'cache-control': header } })
    await outcome()
    let life = 0
    for (const step of [29, 1, 30, 240, 3300, 82_800]) {
      pass(step)
      await outcome()
      if (fetched.length > 2) return life + step
      life += step
    }
    return Infinity
  }
  assert.equal(await lifetimeOf('max-age=3600', 'max-age=60'), 60)
  assert.equal(await lifetimeOf('max-age=60', 'max-age=3600'), 60)
  assert.equal(await lifetimeOf('max-age=3600', 'no-store'), 30)
  assert.equal(await lifetimeOf('max-age=1', 'max-age=3600'), 30)
  assert.equal(await lifetimeOf('', ''), 300)
  assert.equal(await lifetimeOf('max-age=3600', ''), 300)
  assert.equal(await lifetimeOf('max-age=99999999', 'max-age=99999999'), 86_400)
})

test('a key id that is not known makes it look once more, but not for every stranger', async () => {
  const { outcome, fetched, pass, pages } = world()
  assert.equal(await outcome({ kid: 'two' }), 'one')
  assert.equal(fetched.length, 2)
  pass(9)
  await outcome({ kid: 'two' })
  assert.equal(fetched.length, 2)
  pages.set(jwksUri, { body: JSON.stringify({ keys: [jwkOf(rsa, 'one'), jwkOf(otherRsa, 'two')] }) })
  pass(1)
  assert.equal(await outcome({ kid: 'two' }), 'one,two')
  assert.equal(fetched.length, 4)
  await Promise.all(Array.from({ length: 20 }, (_, index) => outcome({ kid: `stranger ${index}` })))
  assert.equal(fetched.length, 4)
})

test('a second look that fails leaves the known keys in use until their time', async () => {
  const { outcome, fetched, pass, pages } = world()
  await outcome()
  pages.set(jwksUri, { fails: 'timeout' })
  pass(60)
  assert.equal(await outcome({ kid: 'stranger' }), 'one')
  assert.equal(await outcome({ kid: 'one' }), 'one')
  assert.equal(await outcome({ kid: 'stranger' }), 'one')
  assert.equal(fetched.length, 4)
  pass(3540)
  assert.equal(await outcome({ kid: 'one' }), 'timeout')
})

test('a failure is remembered for a few seconds and not longer', async () => {
  const { outcome, fetched, pass, pages } = world()
  const page = pages.get(discoveryUrl)!
  pages.delete(discoveryUrl)
  assert.equal(await outcome(), 'unreachable')
  pass(4)
  pages.set(discoveryUrl, page)
  assert.equal(await outcome(), 'unreachable')
  assert.equal(fetched.length, 1)
  pass(1)
  assert.equal(await outcome(), 'one')
})

test('a clock that goes back does not keep an old list alive', async () => {
  const { outcome, fetched, pass } = world()
  await outcome()
  pass(-10)
  await outcome()
  assert.equal(fetched.length, 4)
})

test('what a thumbprint vouched for is not taken by a provider with another', async () => {
  const { outcome, fetched, pages } = world()
  for (const url of [discoveryUrl, jwksUri]) pages.set(url, { ...pages.get(url), verifiedBy: 'thumbprint' })
  await outcome({ thumbprints: ['aa'] })
  await outcome({ thumbprints: ['bb'] })
  await outcome({})
  assert.deepEqual(
    fetched.map(({ thumbprints }) => thumbprints?.join()),
    ['aa', 'aa', 'bb', 'bb', '', ''],
  )
})

test('the weaker of the two connections is told', async () => {
  const { ask, keys, pages } = world()
  const told = async (discovery: Page['verifiedBy'], jwks: Page['verifiedBy']) => {
    pages.set(discoveryUrl, { ...pages.get(discoveryUrl), verifiedBy: discovery })
    pages.set(jwksUri, { ...pages.get(jwksUri), verifiedBy: jwks })
    keys.forget(issuer)
    const answer = await ask()
    return answer.ok && answer.found.verifiedBy
  }
  assert.equal(await told('table', 'table'), 'table')
  assert.equal(await told('table', 'trust-store'), 'trust-store')
  assert.equal(await told('trust-store', 'table'), 'trust-store')
  assert.equal(await told('thumbprint', 'trust-store'), 'thumbprint')
  assert.equal(await told('trust-store', 'thumbprint'), 'thumbprint')
})

test('a thousand issuers are remembered where nothing else is said', async () => {
  const { keys, fetched } = world()
  const ask = (number: number) => keys.keysOf({ issuer: `https://${number}.example.com` })
  for (let number = 0; number < 1000; number++) await ask(number)
  await ask(0)
  assert.equal(fetched.length, 1000)
  await ask(1000)
  await ask(1)
  assert.equal(fetched.length, 1002)
})

test('only so many issuers are remembered', async () => {
  const { keys, fetched } = world({ issuers: 2 })
  for (const name of ['a', 'b', 'c', 'a']) await keys.keysOf({ issuer: `https://${name}.example.com` })
  assert.equal(fetched.length, 4)
  await keys.keysOf({ issuer: 'https://a.example.com' })
  assert.equal(fetched.length, 4)
})

test('an issuer stays remembered when another is forgotten', async () => {
  const { keys, outcome, fetched } = world()
  await outcome()
  keys.forget('https://other.example.com')
  await outcome()
  assert.equal(fetched.length, 2)
})

test('a key id that is one among several makes no second look', async () => {
  const { outcome, fetched, pages, pass } = world()
  pages.set(jwksUri, { body: JSON.stringify({ keys: [jwkOf(rsa, 'one'), jwkOf(otherRsa, 'two')] }) })
  await outcome()
  pass(60)
  assert.equal(await outcome({ kid: 'two' }), 'one,two')
  assert.equal(fetched.length, 2)
})

test('an issuer that was forgotten is fetched again, under whatever thumbprints', async () => {
  const { keys, outcome, fetched } = world()
  await outcome({ thumbprints: ['aa'] })
  keys.forget(issuer)
  await outcome({ thumbprints: ['aa'] })
  assert.equal(fetched.length, 4)
})

test('a fetch that was under way when its issuer was forgotten brings back nothing', async () => {
  const { keys, outcome, pages, pass } = world()
  /** Once this page is read, the issuer is forgotten and the next reader finds another page. */
  const forgetAtRead = (page: Page, next: Page): void =>
    void pages.set(jwksUri, {
      ...page,
      get body() {
        pages.set(jwksUri, next)
        keys.forget(issuer)
        return page.body ?? ''
      },
    })
  const listOf = (kid: string): Page => ({ body: JSON.stringify({ keys: [jwkOf(otherRsa, kid)] }) })

  forgetAtRead(listOf('leaked'), listOf('fresh'))
  assert.equal(await outcome(), 'leaked')
  assert.equal(await outcome(), 'fresh')

  pass(60)
  forgetAtRead({ body: 'nonsense' }, listOf('fresher'))
  assert.equal(await outcome({ kid: 'unknown' }), 'fresh')
  assert.equal(await outcome(), 'fresher')
})

test('whoever asks after an issuer was forgotten does not wait for the fetch that was under way', async () => {
  const { keys, outcome, fetched } = world()
  const before = outcome()
  keys.forget(issuer)
  await Promise.all([before, outcome(), outcome()])
  assert.equal(fetched.length, 4)
})

test('the end of a fetch from before an issuer was forgotten does not end the wait for the one after', async () => {
  const waiting: (() => void)[] = []
  const get: BoundedGet = async () => {
    await new Promise<void>((go) => waiting.push(go))
    return { ok: false, problem: { cause: 'unreachable', message: 'nobody there' } }
  }
  const keys = createVerificationKeys({ get, now: () => 0 })
  const before = keys.keysOf({ issuer })
  keys.forget(issuer)
  const after = keys.keysOf({ issuer })
  waiting.shift()?.()
  await before
  const joined = keys.keysOf({ issuer })
  assert.equal(waiting.length, 1)
  waiting.shift()?.()
  assert.deepEqual(await joined, await after)
})

for (const { name, document, page, ...problem } of documents)
  test(`${name}: refused as ${problem.cause}`, async () => {
    const { pages, ask } = world()
    pages.set(document === 'keys' ? jwksUri : discoveryUrl, page as Page)
    assert.deepEqual(await ask({ kid: 'one' }), { ok: false, problem })
  })

test('a document in another encoding is none', async () => {
  const { pages, ask } = world()
  pages.set(discoveryUrl, { body: Buffer.from('{"issuer":"ü"}', 'latin1') })
  const message = `\`${discoveryUrl}\` did not answer with a JSON object (not-utf8)`
  assert.deepEqual(await ask(), { ok: false, problem: { cause: 'document', message } })
})

test('a key list with too many keys is refused', async () => {
  const { pages, ask } = world()
  pages.set(jwksUri, { body: JSON.stringify({ keys: Array.from({ length: 201 }, () => ({})) }) })
  const message = `\`${jwksUri}\`: document publishes more than 200 keys`
  assert.deepEqual(await ask(), { ok: false, problem: { cause: 'document', message } })
})

test('an issuer that is no https URL is not fetched', async () => {
  const { keys, fetched } = world()
  for (const bad of [
    'http://issuer.example.com',
    'issuer.example.com',
    '',
    'https://u:p@x.example.com',
    'https://x.example.com#a',
    'file:///x',
  ]) {
    const answer = await keys.keysOf({ issuer: bad })
    const message = `issuer \`${bad}\` is not an https URL`
    assert.deepEqual(answer, { ok: false, problem: { cause: 'url', message } })
  }
  assert.equal(fetched.length, 0)
})

test('a get that throws is a failure and not a crash, and the next one is made', async () => {
  let calls = 0
  const keys = createVerificationKeys({
    get: () => {
      calls++
      throw new Error('broken')
    },
    now: () => calls * 10_000,
  })
  for (const expected of [1, 2]) {
    const answer = await keys.keysOf({ issuer })
    assert.deepEqual(answer, { ok: false, problem: { cause: 'unreachable', message: 'broken' } })
    assert.equal(calls, expected)
  }
})

test('a get that throws what is no error is told in our own words', async () => {
  const keys = createVerificationKeys({ get: () => Promise.reject('broken'), now: () => 0 })
  const message = 'issuer documents could not be fetched'
  assert.deepEqual(await keys.keysOf({ issuer }), { ok: false, problem: { cause: 'unreachable', message } })
})

test('a jwks_uri on another host is followed, and keys that cannot be used are left aside', async () => {
  const { pages, outcome } = world()
  const elsewhere = 'https://keys.example.net/jwks?v=1'
  pages.set(discoveryUrl, { body: JSON.stringify({ issuer, jwks_uri: elsewhere }) })
  pages.set(elsewhere, { body: JSON.stringify({ keys: [{ kty: 'OKP', kid: 'ed' }, jwkOf(rsa, 'one')] }) })
  assert.equal(await outcome({ kid: 'one' }), 'one')
})
