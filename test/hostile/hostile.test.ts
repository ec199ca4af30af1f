/** Every listener under clients that mean no good: each is refused, and nobody else notices. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, mock, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import malformed from '../../src/server/listen/cases/malformed-requests.json' with { type: 'json' }
import { hostileBodies, type HostileBody } from './cases/bodies.ts'
import { hostileHttp2 } from './cases/http2.ts'
import { hostileTls } from './cases/tls.ts'
import { hostileWords, type HostileWords } from './cases/words.ts'
import { startGoodClients, type GoodClients } from './support/good-clients.ts'
import { openListeners, type BodyPlace, type Listener, type Listeners } from './support/open-listeners.ts'
import { sayTo, talkTo } from './support/say.ts'
import { stayAt, type Stay } from './support/stay.ts'

let listeners: Listeners
let goodClients: GoodClients
/** Opened first, so that their time passes during the other tests. */
let stays: readonly Stay[]
const faults = mock.method(console, 'error', () => undefined)

before(async () => {
  listeners = await openListeners()
  goodClients = startGoodClients(listeners.all)
  stays = (await Promise.all(listeners.all.map(stayAt))).flat()
})
after(async () => {
  await goodClients.stop()
  await listeners.close()
})

const isRefused = (status: number): boolean => status >= 400 && status < 500
const isOurs = (status: number): boolean => status >= 500

async function sayWords(listener: Listener, each: HostileWords): Promise<void> {
  const { name, words, statuses, answers, end } = each
  const heard = await sayTo(listener, { words: words(listener.reads?.path ?? '/'), answers, end })
  const told = `${name} at ${listener.name}: ${JSON.stringify(heard)}`
  assert.ok(!heard.statuses.some(isOurs), told)
  assert.ok(heard.closed || heard.statuses.length > 0, told)
  if (statuses !== undefined)
    assert.ok(
      heard.statuses.every((status) => statuses.includes(status)),
      told,
    )
  if (answers !== undefined && listener.tunnelsOnly !== true)
    assert.equal(heard.statuses.length, answers, told)
}

async function sayMalformed(
  listener: Listener,
  { name, words, inBody }: (typeof malformed)[number],
): Promise<void> {
  const heard = await sayTo(listener, {
    words: Buffer.from(words, 'latin1'),
    answers: Number.POSITIVE_INFINITY,
  })
  const told = `${name} at ${listener.name}: ${JSON.stringify(heard)}`
  assert.ok(heard.closed, told)
  // Who refuses before it reads the body has said so already.
  const mayDiffer = inBody === true || listener.tunnelsOnly === true
  assert.ok(mayDiffer ? heard.statuses.every(isRefused) : String(heard.statuses) === '400', told)
}

async function sayBody(listener: Listener, place: BodyPlace, each: HostileBody): Promise<void> {
  const body = Buffer.from(each.body ?? place.around(each.value ?? ''))
  const head = [
    `POST ${place.path} HTTP/1.1`,
    'host: localhost',
    `content-type: ${each.type ?? place.type}`,
    ...(place.headers ?? []),
    ...(each.headers ?? []),
    `content-length: ${body.length}`,
    '\r\n',
  ].join('\r\n')
  const heard = await sayTo(listener, { words: Buffer.concat([Buffer.from(head), body]) })
  const told = `${each.name} at ${listener.name}: ${JSON.stringify(heard)}`
  assert.ok(heard.statuses.length === 1 && !heard.statuses.some(isOurs), told)
}

test('what no good client says is refused or answered by every listener, and is nobody’s fault', async () => {
  for (const listener of listeners.all)
    await Promise.all(hostileWords.map((each) => sayWords(listener, each)))
})

test('every listener refuses what could be read in two ways, and hangs up', async () => {
  for (const listener of listeners.all)
    await Promise.all(malformed.map((each) => sayMalformed(listener, each)))
})

test('bodies that no good client sends are answered by every listener that reads one', async () => {
  for (const listener of listeners.all) {
    const { reads } = listener
    if (reads !== undefined) for (const each of hostileBodies) await sayBody(listener, reads, each)
  }
})

test('what is no TLS, and TLS of another time, is hung up on by every listener of TLS', async () => {
  const secure = listeners.all.filter(
    ({ url, name }) => url.startsWith('https:') && !name.startsWith('the endpoint'),
  )
  for (const listener of secure)
    await Promise.all(
      hostileTls.map(async ({ name, bytes }) => {
        const heard = await sayTo(listener, { words: bytes, beneath: true, end: 'half' })
        assert.deepEqual(heard, { statuses: [], closed: true }, `${name} at ${listener.name}`)
      }),
    )
})

test('over HTTP/2 no flood, bomb or broken frame keeps the webhook from its work', async () => {
  const webhook = listeners.all.find(({ name }) => name === "the webhook's port")!
  for (const { name, bytes } of hostileHttp2) {
    const socket = await talkTo(webhook, { protocol: 'h2' })
    let heard = 0
    socket.on('data', (chunk: Buffer) => (heard += chunk.length))
    socket.write(bytes)
    await new Promise((resolve) => {
      socket.once('close', resolve)
      setTimeout(resolve, 200)
    })
    socket.destroy()
    await webhook.ask()
    assert.ok(heard < 4 << 20, `${name} was answered with ${heard} bytes`)
  }
})

const files = Number(execFileSync('sh', ['-c', 'ulimit -n']).toString()) || Number.POSITIVE_INFINITY

test(
  'connections that do nothing are held to a number, and whoever comes next is served',
  { skip: files < 12_000 && 'this machine allows a process too few open files' },
  async () => {
    const webhook = listeners.all.find(({ name }) => name === "the webhook's port")!
    const idle = await Promise.all(Array.from({ length: 4400 }, () => talkTo(webhook, { beneath: true })))
    const held = (): number => idle.filter(({ destroyed }) => !destroyed).length
    for (const deadline = Date.now() + 10_000; held() > 4096 && Date.now() < deadline;)
      await new Promise((resolve) => setTimeout(resolve, 20))
    assert.ok(held() <= 4096, `${held()} are held`)
    await webhook.ask()
    for (const socket of idle) socket.destroy()
  },
)

test('memory does not grow with what is refused', async () => {
  const [first, ...others] = listeners.all.filter(({ reads }) => reads !== undefined)
  const flood = async (rounds: number): Promise<number> => {
    for (let round = 0; round < rounds; round++)
      for (const listener of [first!, others.at(-1)!])
        await Promise.all(malformed.map((each) => sayMalformed(listener, each)))
    collectGarbage()
    return process.memoryUsage().heapUsed
  }
  // What comes before has filled what is kept within bounds: compiled code, records, caches.
  const start = await flood(1)
  const end = await flood(3)
  assert.ok(end < start * 1.15, `the heap grew from ${start >> 20} to ${end >> 20} MiB`)
})

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

test('whoever says nothing, or too little, is let go in time', { timeout: 60_000 }, async () => {
  const open = new Set(stays)
  for (const stay of stays) void stay.ended.then(() => open.delete(stay))
  const late = new Promise((resolve) => setTimeout(resolve, 50_000).unref())
  await Promise.race([late, Promise.all(stays.map(({ ended }) => ended))])
  assert.deepEqual(
    [...open].map(({ name }) => name),
    [],
  )
})

test('good clients got all their answers meanwhile, and nothing went wrong inside', async () => {
  const { failures, answered } = await goodClients.stop()
  assert.deepEqual(failures, [])
  assert.ok(
    answered.every((count) => count > 5),
    answered.join(),
  )
  assert.deepEqual(listeners.faults, [])
  assert.deepEqual(
    faults.mock.calls.map((call) => call.arguments),
    [],
  )
})

test('at the end every listener and every connection is closed', async () => {
  for (const { socket } of stays) socket.destroy()
  await listeners.close()
  const open = (): readonly string[] =>
    process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP') || kind === 'TLSWrap')
  for (const deadline = Date.now() + 10_000; open().length > 0 && Date.now() < deadline;)
    await new Promise((resolve) => setTimeout(resolve, 50))
  assert.deepEqual(open(), [])
})
