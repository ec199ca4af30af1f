/** Bad input at the HTTP door: refused or hung up on, without a fault, a crash, a long wait or growth. */
import assert from 'node:assert/strict'
import { after, before, mock, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { hostileCalls, hostileWords } from './cases/hostile.ts'
import { refusalOf, sendRaw, signRaw } from './support/raw-request.ts'
import { say, talk, type Talk } from './support/raw-socket.ts'
import { openStage, play, type Stage } from './support/stage.ts'

/** No answer to one hostile request takes longer, in milliseconds, on a machine that is busy with other tests. */
const patience = 5000

let stage: Stage
let endpoint: string
/** Connections that were opened first, so that their time passes during the other tests; each with the milliseconds to its end. */
let slow: { readonly silent: Talk; readonly headers: Talk; readonly lives: Promise<readonly number[]> }
const faults = mock.method(console, 'error', () => undefined)

before(async () => {
  stage = await openStage()
  endpoint = stage.installation.endpoint
  const [silent, headers] = [await talk(endpoint), await talk(endpoint)]
  headers.socket.write('GET / HTTP/1.1\r\nhost: x\r\n')
  slow = { silent, headers, lives: Promise.all([lifeOf(silent), lifeOf(headers)]) }
  await play(stage, { call: 's3:CreateBucket', input: { Bucket: 'main' } })
  await play(stage, { call: 's3:PutObject', input: { Bucket: 'main', Key: 'file', Body: 'x' } })
})
after(() => stage.close())

function lifeOf({ socket }: Talk): Promise<number> {
  const began = performance.now()
  return new Promise((resolve) => socket.once('close', () => resolve(performance.now() - began)))
}

async function isWell(): Promise<void> {
  assert.equal((await play(stage, { call: 'sts:GetCallerIdentity' }))['Account'], stage.facts['account'])
  assert.deepEqual(
    faults.mock.calls.map((call) => call.arguments),
    [],
  )
}

for (const { name, words, statuses, hangUp } of hostileWords)
  test(`hostile words: ${name}`, async () => {
    const began = performance.now()
    const heard = await say(endpoint, words, { answers: Math.max(statuses.length, 1), hangUp })
    assert.deepEqual(heard.statuses, statuses)
    if (statuses.length === 0) assert.ok(heard.closed)
    assert.ok(performance.now() - began < patience)
  })

for (const {
  name,
  service,
  method,
  path = '/',
  query = '',
  type,
  headers,
  body = '',
  refusal,
} of hostileCalls)
  test(`hostile calls: ${service} is sent ${name}`, async () => {
    const began = performance.now()
    const request = {
      method,
      path,
      query,
      body,
      headers: {
        host: new URL(endpoint).host,
        'content-length': String(Buffer.byteLength(body)),
        ...(type !== undefined && { 'content-type': type }),
        ...headers,
      },
    }
    const answer = await sendRaw(endpoint, signRaw(request, stage.installation.admin, { service }))
    assert.equal(refusalOf(answer).split(':')[0], refusal)
    assert.ok(performance.now() - began < patience)
  })

test('a pattern that a slow matcher would take years for is decided at once', async () => {
  await play(stage, { call: 'iam:CreateUser', input: { UserName: 'slow' } })
  await play(stage, { call: 'iam:CreateAccessKey', input: { UserName: 'slow' }, keep: 'slow' })
  const Resource = `arn:aws:s3:::main/${'*a'.repeat(400)}*b`
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource }] }
  await play(stage, {
    call: 'iam:PutUserPolicy',
    input: { UserName: 'slow', PolicyName: 'p', PolicyDocument: policy },
  })
  const began = performance.now()
  await assert.rejects(
    play(stage, { as: 'slow', call: 's3:GetObject', input: { Bucket: 'main', Key: 'a'.repeat(1000) } }),
    /because no identity-based policy allows/,
  )
  assert.ok(performance.now() - began < patience)
})

test('clients that hang up in the middle leave nothing behind', async () => {
  const request =
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 99\r\n\r\n'
  for (let index = 0; index < 200; index++) {
    const { socket } = await talk(endpoint)
    socket.write(request.slice(0, 1 + index))
    socket.resetAndDestroy()
  }
  await isWell()
})

test('a thousand connections that say nothing are held to a number, and those who speak are served', async () => {
  const silent = await Promise.all(Array.from({ length: 1000 }, () => talk(endpoint)))
  const held = (): Talk[] => silent.filter(({ socket }) => !socket.destroyed)
  const began = performance.now()
  while (held().length > 512 && performance.now() - began < patience)
    await new Promise((resolve) => setTimeout(resolve, 20))
  const [first, ...others] = held()
  assert.ok(others.length < 512, `${others.length + 1} are held`)
  first!.socket.destroy()
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.deepEqual((await say(endpoint, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n')).statuses, [403])
  for (const { socket } of silent) socket.destroy()
  await isWell()
})

test('memory does not grow with what is refused', async () => {
  const flood = async (rounds: number): Promise<number> => {
    for (let round = 0; round < rounds; round++)
      await Promise.all(
        hostileWords.map(({ words, statuses, hangUp }) =>
          say(endpoint, words, { answers: Math.max(statuses.length, 1), hangUp }),
        ),
      )
    collectGarbage()
    return process.memoryUsage().heapUsed
  }
  // The first rounds fill what is kept within bounds: compiled code, records, caches.
  const before = await flood(4)
  const growth = (await flood(8)) - before
  assert.ok(growth < 16 << 20, `the heap grew by ${growth >> 10} KiB in ${8 * hostileWords.length} requests`)
  await isWell()
})

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  ;(runInNewContext('gc') as () => void)()
}

test('connections that say nothing, or too little, are closed in time', { timeout: 60_000 }, async () => {
  for (const life of await slow.lives) assert.ok(life < 40_000, `one lived ${life} ms`)
  assert.deepEqual(slow.silent.statuses(), [])
  assert.deepEqual(slow.headers.statuses(), [408])
  await isWell()
})
