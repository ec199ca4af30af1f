import assert from 'node:assert/strict'
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { after, test } from 'node:test'
import type { Handler } from '../../kit/index.ts'
import { openConnectProxy } from '../connect-proxy.ts'
import { openReviewListener } from '../review-listener/open-review-listener.ts'
import { adapt } from './adapt.ts'
import cases from './cases/malformed-requests.json' with { type: 'json' }
import { requestLimits } from './https-listener.ts'
import { openPort } from './open-port.ts'
import { selfSigned } from './self-signed.test-support.ts'
import { createSharedPort } from './shared-port.ts'
import { speak } from './speak.test-support.ts'

const served: string[] = []
const handler: Handler = async ({ body, target }) => {
  for await (const _chunk of body);
  served.push(target)
  return { status: 200, headers: {} }
}
const onFault = (fault: unknown): void => assert.fail(String(fault))
const host = '127.0.0.1'

const pair = await selfSigned()
const listener = adapt(handler, onFault)
const [plain, secure] = [
  createHttp(requestLimits, listener),
  createHttps({ ...pair, ...requestLimits }, listener),
]
const shared = await openPort(createSharedPort(plain, secure), { host, port: 0 }, [plain, secure])
const reviews = await openReviewListener({ handler, address: { host, port: 0 }, onFault })
reviews.useCertificate(pair)
const proxy = await openConnectProxy({ find: () => Promise.resolve(undefined) })
after(() => Promise.all([shared, reviews, proxy].map((port) => port.close(0))))

const listeners = [
  ['plain HTTP', `http://${host}:${shared.port}`],
  ['HTTPS', `https://${host}:${shared.port}`],
  ["the webhook's port", `https://${host}:${reviews.port}`],
] as const

for (const [listener, url] of listeners)
  test(`${listener} refuses what could be read in two ways, and hangs up`, async () => {
    served.length = 0
    for (const { name, words } of cases) {
      // A second request behind the first must not be served, whatever the first one's end was taken for.
      const heard = await speak(url, `${words}GET /smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n`)
      assert.deepEqual(heard, { statuses: [400], closed: true }, name)
    }
    assert.deepEqual(
      served.filter((target) => target === '/smuggled'),
      [],
    )
  })

test('the CONNECT proxy refuses it too; it serves no other request anyway', async () => {
  for (const { name, words } of cases) {
    const { statuses, closed } = await speak(`http://${host}:${proxy.port}`, words)
    assert.ok(closed, name)
    assert.ok(['400', '405'].includes(String(statuses)), `${name}: ${statuses.join()}`)
  }
})

const wellFormed: readonly (readonly [name: string, words: string])[] = [
  ['a host with a port', 'GET / HTTP/1.1\r\nhost: localhost:4566\r\n'],
  ['an IPv6 host', 'GET / HTTP/1.1\r\nhost: [::1]:4566\r\n'],
  ['a bucket of any letters', 'GET / HTTP/1.1\r\nhost: my_bucket.s3.localhost:4566\r\n'],
  ['an empty host', 'GET / HTTP/1.1\r\nhost:\r\n'],
  ['no host in HTTP/1.0', 'GET / HTTP/1.0\r\n'],
]

for (const [name, words] of wellFormed)
  test(`${name} is served`, async () => {
    const heard = await speak(`http://${host}:${shared.port}`, `${words}connection: close\r\n\r\n`)
    assert.deepEqual(heard, { statuses: [200], closed: true })
  })

test('chunks with extensions and trailers are served', async () => {
  const words =
    'POST / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ntransfer-encoding: Chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nx-late: 1\r\n\r\n'
  assert.deepEqual(await speak(`http://${host}:${shared.port}`, words), { statuses: [200], closed: true })
})
