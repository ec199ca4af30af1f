import assert from 'node:assert/strict'
import { connect as connectHttp2 } from 'node:http2'
import { request } from 'node:https'
import { test, type TestContext } from 'node:test'
import { selfSigned } from '../listen/self-signed.test-support.ts'
import { openReviewListener } from './open-review-listener.ts'

const pair = selfSigned()

async function open(context: TestContext): Promise<{ readonly port: number; readonly faults: unknown[] }> {
  const faults: unknown[] = []
  const listener = await openReviewListener({
    handler: ({ headers }) => Promise.resolve({ status: 200, headers: {}, body: headers['x-a']?.[0] ?? '' }),
    address: { host: '127.0.0.1', port: 0 },
    onFault: (fault) => faults.push(fault),
  })
  listener.useCertificate(await pair)
  context.after(() => listener.close(0))
  return { port: listener.port, faults }
}

const get = (port: number, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/mutate', headers, rejectUnauthorized: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .once('error', reject)
      .end()
  })

test('headers beyond 32 KiB are refused, and the next client is answered', async (t) => {
  const { port, faults } = await open(t)
  assert.equal(await get(port, { 'x-a': 'a'.repeat(16_000) }), 200)
  assert.equal(await get(port, { 'x-a': 'a'.repeat(40_000) }), 431)
  assert.equal(await get(port, {}), 200)
  assert.deepEqual(faults, [])
})

test('headers beyond 32 KiB over HTTP/2 end their stream and nobody else', async (t) => {
  const { port, faults } = await open(t)
  const session = connectHttp2(`https://127.0.0.1:${port}`, {
    rejectUnauthorized: false,
    // What the server says it takes is not what a hostile client sends.
    maxSendHeaderBlockLength: 1_000_000,
  })
  t.after(() => session.destroy())
  const ask = (value: string): Promise<number | undefined> =>
    new Promise((resolve) => {
      const stream = session.request({ ':path': '/mutate', 'x-a': value })
      stream.on('error', () => resolve(undefined))
      stream.once('close', () => resolve(undefined))
      stream.once('response', (headers) => resolve(Number(headers[':status'])))
      stream.resume()
    })
  // Before the client has acknowledged the server's settings, and behind them.
  assert.equal(await ask('a'.repeat(60_000)), undefined)
  assert.equal(await ask('a'.repeat(16_000)), 200)
  assert.equal(await ask('a'.repeat(60_000)), undefined)
  assert.equal(await ask('a'), 200)
  assert.deepEqual(faults, [])
})
