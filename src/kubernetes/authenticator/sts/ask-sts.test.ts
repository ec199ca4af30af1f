import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test, type TestContext } from 'node:test'
import { callOnce } from '../../../kit/index.ts'
import { createAskSts } from './ask-sts.ts'

async function listen(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<URL> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise((resolve) => server.once('listening', resolve))
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

const parameters = [
  ['Action', 'GetCallerIdentity'],
  ['X-Amz-SignedHeaders', 'host;x-k8s-aws-id'],
  ['X-Amz-Security-Token', "a+/=b'c d"],
] as const

test('the call goes to the endpoint in the name of the host, with the cluster and for JSON', async (t) => {
  const seen: IncomingMessage[] = []
  const endpoint = await listen(t, (request, response) => {
    seen.push(request)
    response.writeHead(403).end('{"Error":{}}')
  })
  const answer = await createAskSts()({
    endpoint,
    host: 'sts.eu-west-1.amazonaws.com',
    parameters,
    clusterId: 'demo',
  })
  assert.deepEqual([answer.status, answer.body], [403, '{"Error":{}}'])
  const [{ method, url, headers }] = seen as [IncomingMessage]
  assert.equal(method, 'GET')
  assert.equal(
    url,
    '/?Action=GetCallerIdentity&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Security-Token=a%2B%2F%3Db%27c%20d',
  )
  assert.equal(headers.host, 'sts.eu-west-1.amazonaws.com')
  assert.equal(headers['x-k8s-aws-id'], 'demo')
  assert.equal(headers.accept, 'application/json')
})

test('a redirect is an answer and is not followed', async (t) => {
  let calls = 0
  const endpoint = await listen(t, (_, response) => {
    calls += 1
    response.writeHead(302, { location: '/elsewhere' }).end()
  })
  const answer = await createAskSts()({ endpoint, host: 'h', parameters, clusterId: 'demo' })
  assert.deepEqual([answer.status, calls], [302, 1])
})

const call = (url: URL) => callOnce({ method: 'GET', url, headers: {}, timeout: 200, limit: 100 })

test('an answer that is too long, never comes, breaks off or cannot be had is told of without the query', async (t) => {
  const long = await listen(t, (_, response) => void response.end('a'.repeat(101)))
  await assert.rejects(call(new URL('/?secret', long)), { message: 'the answer is longer than 100 bytes' })
  const silent = await listen(t, () => undefined)
  await assert.rejects(call(new URL('/?secret', silent)), { message: 'no answer within 200 ms' })
  const broken = await listen(t, (_, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('a')
    setTimeout(() => response.destroy(), 10)
  })
  await assert.rejects(call(new URL('/?secret', broken)), { message: 'ECONNRESET' })
  const closed = await listen(t, () => undefined)
  closed.port = '1'
  await assert.rejects(call(new URL('/?secret', closed)), { message: 'ECONNREFUSED' })
})
