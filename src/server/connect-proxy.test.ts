import assert from 'node:assert/strict'
import { createServer, request } from 'node:http'
import { connect, createServer as createTcp, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { openConnectProxy, parseAuthority } from './connect-proxy.ts'
import { speak } from './listen/speak.test-support.ts'

async function openEcho(t: TestContext): Promise<{ host: string; port: number }> {
  const server = createTcp((socket) => {
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}

/** Asks for a tunnel; gives the status, and what comes back of `send`. */
function tunnel(proxy: number, authority: string, send = ''): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: proxy, method: 'CONNECT', path: authority })
    asked.once('connect', (response, socket, head) => {
      let text = head.toString()
      const done = (): void => {
        resolve({ status: response.statusCode!, text })
        socket.destroy()
      }
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        if (response.statusCode === 200 && text === send) done()
      })
      socket.once('end', done)
      if (response.statusCode === 200) socket.write(send)
    })
    asked.once('error', reject)
    asked.end()
  })
}

const issuer = 'oidc.eks.us-east-2.amazonaws.com'

test('a host of the table comes to our listener, whatever port was asked', async (t) => {
  const echo = await openEcho(t)
  const proxy = await openConnectProxy({ find: async (host) => (host === issuer ? echo : undefined) })
  t.after(() => proxy.close(0))
  assert.deepEqual(await tunnel(proxy.port, `${issuer}:443`, 'hello'), { status: 200, text: 'hello' })
})

test('other AWS hosts are refused by name', async (t) => {
  const proxy = await openConnectProxy({ find: async () => undefined })
  t.after(() => proxy.close(0))
  for (const host of [
    'sts.amazonaws.com',
    'oidc.eks.eu-west-1.amazonaws.com',
    's3.cn-north-1.amazonaws.com.cn',
    'eks-auth.us-east-1.api.aws',
  ]) {
    const { status, text } = await tunnel(proxy.port, `${host}:443`)
    assert.equal(status, 403)
    assert.match(text, new RegExp(`${host.replaceAll('.', '\\.')} is real AWS`))
  }
})

test('anything else goes out directly', async (t) => {
  const echo = await openEcho(t)
  const proxy = await openConnectProxy({ find: async () => undefined })
  t.after(() => proxy.close(0))
  assert.deepEqual(await tunnel(proxy.port, `127.0.0.1:${echo.port}`, 'hi'), { status: 200, text: 'hi' })
})

test('anything else goes to the proxy that was set before', async (t) => {
  const echo = await openEcho(t)
  const seen: string[] = []
  const upstream = createServer()
  upstream.on('connect', (incoming, socket) => {
    seen.push(`${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`)
    const remote = connect(echo.port, echo.host)
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    socket
      .on('error', () => remote.destroy())
      .pipe(remote)
      .pipe(socket)
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  t.after(() => upstream.close())
  const { port } = upstream.address() as AddressInfo
  const proxy = await openConnectProxy({
    find: async () => undefined,
    upstream: `http://me:pw@127.0.0.1:${port}`,
  })
  t.after(() => proxy.close(0))
  assert.deepEqual(await tunnel(proxy.port, 'example.org:443', 'out'), { status: 200, text: 'out' })
  assert.deepEqual(seen, [`example.org:443 Basic ${Buffer.from('me:pw').toString('base64')}`])
})

test('who is gone before the target answers leaves no connection to it', async (t) => {
  const gate = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const taken = Promise.withResolvers<Socket>()
  const target = createTcp((socket) => taken.resolve(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  t.after(() => target.close())
  const { port } = target.address() as AddressInfo
  const proxy = await openConnectProxy({
    find: async () => {
      asked.resolve()
      await gate.promise
      return { host: '127.0.0.1', port }
    },
  })
  t.after(() => proxy.close(0))
  const client = connect(proxy.port, '127.0.0.1')
  client.write('CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n\r\n')
  await asked.promise
  client.resetAndDestroy()
  await new Promise((resolve) => client.once('close', resolve))
  await new Promise((resolve) => setTimeout(resolve, 20))
  gate.resolve()
  const socket = await taken.promise
  await new Promise((resolve) => socket.resume().once('close', resolve))
})

test('a CONNECT that could be read in two ways is refused', async (t) => {
  const proxy = await openConnectProxy({ find: async () => assert.fail('it was looked up') })
  t.after(() => proxy.close(0))
  for (const more of ['host: b:443', 'transfer-encoding: gzip, chunked'])
    assert.deepEqual(
      await speak(
        `http://127.0.0.1:${proxy.port}`,
        `CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n${more}\r\n\r\n`,
      ),
      { statuses: [400], closed: true },
    )
})

test('an unreachable target is a 502 with the reason', async (t) => {
  const proxy = await openConnectProxy({ find: async () => ({ host: '127.0.0.1', port: 1 }) })
  t.after(() => proxy.close(0))
  const { status, text } = await tunnel(proxy.port, `${issuer}:443`)
  assert.equal(status, 502)
  assert.match(text, /ECONNREFUSED/)
})

test('a plain proxied request is refused', async (t) => {
  const proxy = await openConnectProxy({ find: async () => undefined })
  t.after(() => proxy.close(0))
  const response = await fetch(`http://127.0.0.1:${proxy.port}/`)
  assert.equal(response.status, 405)
})

test('only HOST:PORT is an authority', () => {
  assert.deepEqual(parseAuthority('Example.ORG.:443'), { host: 'example.org', port: 443 })
  assert.deepEqual(parseAuthority('[::1]:8443'), { host: '::1', port: 8443 })
  for (const text of ['', 'host', 'host:', 'host:0', 'host:70000', 'a b:1', 'http://x:1', ':443', 'x:1\r\n'])
    assert.equal(parseAuthority(text), undefined, text)
})
