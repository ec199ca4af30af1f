import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import { readBody, type Handler } from '../../kit/index.ts'
import { selfSigned } from '../listen/self-signed.test-support.ts'
import { openReviewListener, type ReviewLimits, type ReviewListener } from './open-review-listener.ts'
import { readHead } from './read-head.ts'
import { writeHead } from './write-head.ts'

const pair = selfSigned()

async function open(
  context: TestContext,
  handler: Handler,
  limits: Partial<ReviewLimits> = {},
): Promise<ReviewListener & { faults: unknown[] }> {
  const faults: unknown[] = []
  const listener = await openReviewListener({
    handler,
    address: { host: '127.0.0.1', port: 0 },
    onFault: (fault) => faults.push(fault),
    limits,
  })
  listener.useCertificate(await pair)
  context.after(() => listener.close(0))
  return { ...listener, faults }
}

const echo: Handler = async ({ body, headers, target }) => ({
  status: 200,
  headers: { 'content-type': 'text/plain' },
  body: `${target} ${headers['x-name']?.join(',') ?? ''} ${Buffer.from(await readBody(body, 1 << 20)).toString()}\n`,
})

interface Client {
  readonly socket: TLSSocket
  /** Everything that has come. */
  readonly text: () => string
  readonly until: (holds: (text: string) => boolean) => Promise<string>
}

function connectTo(context: TestContext, port: number): Promise<Client> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      let text = ''
      socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
      const until = async (holds: (now: string) => boolean): Promise<string> => {
        for (const deadline = Date.now() + 5000; !holds(text); await pause(2))
          if (Date.now() > deadline) throw new Error(`waited in vain, and got: ${text}`)
        return text
      }
      resolve({ socket, text: () => text, until })
    })
    socket.on('error', reject)
    context.after(() => socket.destroy())
  })
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

const post = (body: string, more = '', target = '/mutate'): string =>
  `POST ${target} HTTP/1.1\r\nHost: a\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const bodiesOf = (text: string): readonly string[] =>
  text.split('HTTP/1.1 200 OK').flatMap((part) => part.split('\r\n\r\n').slice(1))

test('reviews are answered in their order, however their bytes are cut', async (t) => {
  const { port, faults } = await open(t, async (request) => {
    const answer = await echo(request)
    if ((answer.body as string).includes('slow')) await pause(30)
    return answer
  })
  const { socket, until } = await connectTo(t, port)
  const requests = [
    post('one', 'X-Name:  a \t\r\n'),
    post('slow two', 'x-name: \r\n'),
    post('drei ü', '', '/mutate?timeout=10s'),
    post(''),
  ]
  // At once, then in two, then byte by byte, so that heads and bodies are cut everywhere.
  const all = requests.join('')
  socket.write(all)
  for (const half of [all.slice(0, 61), all.slice(61)]) {
    socket.write(half)
    await pause(5)
  }
  for (const byte of Buffer.from(all)) {
    socket.write(Buffer.of(byte))
    if (byte % 8 === 0) await pause(1)
  }
  const text = await until((now) => bodiesOf(now).length === 12)
  const round = ['/mutate a one\n', '/mutate  slow two\n', '/mutate?timeout=10s  drei ü\n', '/mutate  \n']
  assert.deepEqual(bodiesOf(text), [...round, ...round, ...round])
  assert.deepEqual(faults, [])
})

test('what node:http is to serve it serves, and goes on with what comes behind it', async (t) => {
  const { port, faults, inFlight } = await open(t, echo)
  const long = 'x'.repeat(200_000)
  for (const first of [
    'GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n',
    'POST /mutate HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    post(long),
    post('b', 'x-name: a\r\nX-Name: b\r\n'),
  ]) {
    const { socket, until } = await connectTo(t, port)
    socket.write(post('before') + first + post('after'))
    const text = await until((now) => now.includes('after'))
    assert.deepEqual(
      [bodiesOf(text).length, bodiesOf(text)[0], bodiesOf(text)[2]],
      [3, '/mutate  before\n', '/mutate  after\n'],
    )
  }
  assert.equal(inFlight(), 0)
  assert.deepEqual(faults, [])
})

test('a review that does not arrive soon is left to the limits of node:http', async (t) => {
  const { port, inFlight } = await open(t, echo, { request: 500 })
  const { socket, until } = await connectTo(t, port)
  socket.write(post('a long body').slice(0, -4))
  while (inFlight() < 1) await pause(2)
  assert.match(await until((now) => now.includes('\r\n\r\n')), /^HTTP\/1\.1 408 /)
  assert.equal(inFlight(), 0)
})

test('a client that says nothing after its handshake, or nothing more after an answer, is let go', async (t) => {
  const { port } = await open(t, echo, { request: 200, idle: 300 })
  const clients = [await connectTo(t, port), await connectTo(t, port)]
  clients[1]!.socket.write(post('a'))
  await Promise.all(clients.map(({ socket }) => new Promise((resolve) => socket.once('close', resolve))))
  assert.deepEqual(bodiesOf(clients[1]!.text()), ['/mutate  a\n'])
})

test('a handler that fails is told of, its client gets a 500, and the connection ends', async (t) => {
  const { port, faults, inFlight } = await open(t, () => Promise.reject(new Error('secret')))
  const { socket, until } = await connectTo(t, port)
  socket.write(post('a') + post('b'))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  const text = await until((now) => now.includes('\r\n\r\n'))
  assert.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\nconnection: close\r\n/)
  assert.ok(!text.includes('secret'))
  await closed
  assert.deepEqual([faults.length, inFlight()], [1, 0])
})

test('a client that goes away aborts its review and leaves no place taken', async (t) => {
  const aborted = Promise.withResolvers<void>()
  const { port, faults, inFlight } = await open(t, async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    aborted.resolve()
    return { status: 200, headers: {} }
  })
  const { socket } = await connectTo(t, port)
  socket.write(post('a'))
  while (inFlight() < 1) await pause(2)
  socket.destroy()
  await aborted.promise
  assert.deepEqual([faults, inFlight()], [[], 0])
})

test('a client that takes no answers gets no more reviews answered', async (t) => {
  let asked = 0
  const { port } = await open(t, () => {
    asked++
    return Promise.resolve({ status: 200, headers: {}, body: 'x'.repeat(1 << 20) })
  })
  const { socket } = await connectTo(t, port)
  socket.pause()
  for (let index = 0; index < 200; index++) socket.write(post(`${index}`))
  await pause(300)
  assert.ok(asked < 100, `${asked} were answered`)
})

const head = (...lines: readonly string[]): string =>
  ['POST /mutate?timeout=10s HTTP/1.1', ...lines].join('\r\n')
const usual = ['Host: hook.eks.svc:443', 'Content-Length: 7', 'Content-Type: application/json']

test('a head as API servers write it is read', () => {
  assert.deepEqual(
    { ...readHead(head(...usual, 'Accept-Encoding: gzip', 'Connection: Keep-Alive')) },
    {
      target: '/mutate?timeout=10s',
      length: 7,
      headers: Object.assign(Object.create(null), {
        host: ['hook.eks.svc:443'],
        'content-length': ['7'],
        'content-type': ['application/json'],
        'accept-encoding': ['gzip'],
        connection: ['Keep-Alive'],
      }),
    },
  )
})

const unusual: readonly (readonly [what: string, text: string])[] = [
  ['another method', head(...usual).replace('POST', 'PUT')],
  ['another path', head(...usual).replace('/mutate', '/mutated')],
  ['a whole URL', head(...usual).replace('/mutate', 'https://a/mutate')],
  ['a fragment', head(...usual).replace('10s', '10s#x')],
  ['a blank in the target', head(...usual).replace('10s', '10 s')],
  ['another version', head(...usual).replace('1.1', '1.0')],
  ['no host', head('Content-Length: 7')],
  ['two hosts', head(...usual, 'Host: b')],
  ['a host with a user', head('Host: u@a', 'Content-Length: 7')],
  ['no length', head('Host: a')],
  ['two lengths', head(...usual, 'content-length: 7')],
  ['a length with a sign', head('Host: a', 'Content-Length: +7')],
  ['a list of lengths', head('Host: a', 'Content-Length: 7, 7')],
  ['a length in another base', head('Host: a', 'Content-Length: 0x7')],
  ['a coding', head(...usual, 'Transfer-Encoding: chunked')],
  ['an expectation', head(...usual, 'Expect: 100-continue')],
  ['another protocol', head(...usual, 'Upgrade: h2c')],
  ['a connection that is to end', head(...usual, 'Connection: close')],
  ['a folded line', head(...usual, ' more')],
  ['a blank before the colon', head(...usual, 'X : a')],
  ['a name that is none', head(...usual, 'X(a): a')],
  ['no colon', head(...usual, 'X')],
  ['a bare line feed', head(...usual, 'X: a\nTransfer-Encoding: chunked')],
  ['a bare carriage return', head(...usual, 'X: a\rb')],
  ['a NUL', head(...usual, 'X: a\0b')],
  ['nothing', ''],
]
for (const [what, text] of unusual)
  test(`a head with ${what} is left to node:http`, () => assert.equal(readHead(text), undefined))

test('a header that would end its line is refused', () => {
  const facts = { length: 0, close: false, now: 0, keptFor: 1 }
  for (const value of ['a\r\nb: c', 'a\n', '\0'])
    assert.throws(() => writeHead({ ...facts, response: { status: 200, headers: { a: value } } }), TypeError)
  assert.equal(
    writeHead({ ...facts, response: { status: 200, headers: { a: ['b', 'c'] } } }),
    'HTTP/1.1 200 OK\r\na: b\r\na: c\r\nconnection: keep-alive\r\nkeep-alive: timeout=1\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\ncontent-length: 0\r\n\r\n',
  )
})

test('what the listener says of an answer no handler says once more', () => {
  const headers = { 'Content-Length': '99', connection: 'x', 'transfer-encoding': 'chunked', a: 'b' }
  const text = writeHead({ length: 2, close: true, now: 0, keptFor: 1, response: { status: 200, headers } })
  assert.equal(
    text,
    'HTTP/1.1 200 OK\r\na: b\r\nconnection: close\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\ncontent-length: 2\r\n\r\n',
  )
})
