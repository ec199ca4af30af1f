import assert from 'node:assert/strict'
import { createServer } from 'node:https'
import { after, test } from 'node:test'
import { connect } from 'node:tls'
import * as fc from 'fast-check'
import { readBody, type Handler } from '../../kit/index.ts'
import { adapt } from '../listen/adapt.ts'
import { openPort } from '../listen/open-port.ts'
import { selfSigned } from '../listen/self-signed.test-support.ts'
import { adaptReview } from './adapt-review.ts'
import { createLoad, isReview } from './limit-load.ts'
import { anyWords, oneByOne, piecesOf } from './odd-words.test-support.ts'
import { openReviewListener } from './open-review-listener.ts'

/** What a listener made of the words that it was told. */
interface Outcome {
  /** The requests that reached the handler, as it saw them. */
  readonly served: readonly string[]
  /** Statuses in their order, with the bodies of those that were served. */
  readonly answers: readonly string[]
  readonly closed: boolean
}

const [host, short] = ['127.0.0.1', 400]
const pair = await selfSigned()
/** By the port of the client: what reached the handler on its connection. */
const servedTo = new Map<string, string[]>()
const handler: Handler = async (request) => {
  const { method, target, headers, body } = request
  const served = servedTo.get(headers['x-client']?.[0]?.slice(0, 7) ?? '') ?? []
  const place = served.push('a request without an end') - 1
  const text = Buffer.from(await readBody(body, 1 << 20)).toString('latin1')
  const seen = escape(
    JSON.stringify([
      headers['x-client'],
      method,
      target,
      Object.entries(headers).toSorted(([one], [other]) => (one < other ? -1 : 1)),
      text,
    ]),
  )
  served[place] = seen
  return { status: 200, headers: {}, body: seen }
}
const onFault = (fault: unknown): void => assert.fail(String(fault))

const reviews = await openReviewListener({
  handler,
  address: { host, port: 0 },
  onFault,
  limits: { request: short, idle: short },
})
reviews.useCertificate(pair)
const load = createLoad({ requests: 1024, bytes: 1 << 27 })
const review = adaptReview({ handler, load, onFault, longest: 8 << 20 })
const other = adapt(handler, onFault)
const http = createServer(
  {
    ...pair,
    headersTimeout: short,
    requestTimeout: short,
    keepAliveTimeout: short,
    connectionsCheckingInterval: short / 4,
    maxHeaderSize: 32 * 1024,
    requireHostHeader: false,
  },
  (incoming, outgoing) => (isReview(incoming.url ?? '') ? review : other)(incoming, outgoing),
)
const plain = await openPort(http, { host, port: 0 }, [http])
after(() => Promise.all([reviews.close(0), plain.close(0)]))

/** Interim answers are passed over. */
function answersIn(text: string): string[] {
  const answers: string[] = []
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\r\n\r\n', at) + 4
    if (end < at + 4) break
    const [head, status] = [text.slice(at, end), text.slice(at + 9, at + 12)]
    const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? 0)
    if (status !== '100') answers.push(`${status} ${text.slice(end, end + length)}`)
    at = end + length
  }
  return answers
}

let clients = 0

/** `pieces` are written one after the other, each when the one before has gone. */
async function tell(
  port: number,
  make: (client: string) => readonly string[],
  ends = false,
): Promise<Outcome> {
  const client = `c${String(clients++).padStart(6, '0')}`
  const served: string[] = []
  servedTo.set(client, served)
  const socket = connect({ host, port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] })
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
  socket.on('error', () => undefined)
  const ended = new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), 30_000)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve(true)
    })
  })
  await new Promise((resolve) => socket.once('secureConnect', resolve).once('close', resolve))
  for (const piece of make(client)) {
    socket.write(piece, 'latin1')
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (ends) socket.end()
  const closed = await ended
  socket.destroy()
  servedTo.delete(client)
  const answers = answersIn(text)
  const own = (line: string): string => line.replaceAll(client, 'c')
  return { served: served.map(own), answers: answers.map(own), closed }
}

async function isEmpty(): Promise<void> {
  for (const deadline = Date.now() + 5000; reviews.inFlight() > 0;) {
    assert.ok(Date.now() < deadline, `${reviews.inFlight()} places are taken`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const isServed = (answer: string): boolean => answer.startsWith('200 ')

/** Answers come in the order of the requests, to what was heard alone, and behind a refusal comes nothing more. */
function isInOrder({ served, answers, closed }: Outcome): boolean {
  const good = answers.filter(isServed)
  const refused = answers.findIndex((answer) => !isServed(answer))
  return (
    closed &&
    String(good) === String(good.toSorted()) &&
    good.every((answer) => served.includes(answer.slice(4))) &&
    [-1, answers.length - 1].includes(refused)
  )
}

/** Both hear the same, and where nobody refuses both answer the same. */
function isAlike(byReviews: Outcome, byHttp: Outcome): boolean {
  if (!isInOrder(byReviews)) return false
  if (String(byReviews.served.toSorted()) !== String(byHttp.served.toSorted())) return false
  // Where it refuses, node:http throws away the answers that it has not written yet, and at times the refusal itself.
  const isWhole = byHttp.answers.filter(isServed).length === byHttp.served.length
  const refuses = [byReviews, byHttp].some(({ answers }) => !answers.every(isServed))
  return refuses || !isWhole || String(byReviews.answers) === String(byHttp.answers)
}

test('whatever is said, and however it is cut, is heard as node:http hears it', async () => {
  const seed = Date.now() | 0
  await Promise.all(
    [...oneByOne, ...fc.sample(anyWords, { numRuns: 100, seed })].map(async (each) => {
      const make = (client: string): readonly string[] => piecesOf(each, client)
      const [byReviews, byHttp] = await Promise.all([tell(reviews.port, make), tell(plain.port, make)])
      const told = JSON.stringify([make('c'), byReviews, byHttp])
      assert.ok(isAlike(byReviews, byHttp), `with the seed ${seed}: ${told}`)
    }),
  )
  await isEmpty()
})

test('who hangs up behind the words gets what there is in its order, and leaves nothing behind', async () => {
  const seed = Date.now() | 0
  await Promise.all(
    fc.sample(anyWords, { numRuns: 60, seed }).map(async (each) => {
      const outcome = await tell(reviews.port, (client) => piecesOf(each, client), true)
      assert.ok(isInOrder(outcome), `with the seed ${seed}: ${JSON.stringify([each, outcome])}`)
    }),
  )
  await isEmpty()
})
