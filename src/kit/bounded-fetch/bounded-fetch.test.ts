/** GETs against real TLS servers on loopback: each limit, each way to be trusted and each way not to be. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { after, test } from 'node:test'
import { makeCertificate, type TestCertificate } from './certificates.test-support.ts'
import { type BoundedGetNeeds, createBoundedGet, createGetThumbprint, type Fetched } from './index.ts'

const root = await makeCertificate({ name: 'root', ca: true })
const middle = await makeCertificate({ name: 'middle', ca: true, issuer: root })
const leaf = await makeCertificate({ name: 'leaf', names: ['good.test', '127.0.0.1'], issuer: middle })
const localRoot = await makeCertificate({ name: 'local', ca: true })
const localLeaf = await makeCertificate({ name: 'issuer', names: ['issuer.test'], issuer: localRoot })

type Answer = (request: IncomingMessage, response: ServerResponse) => void
const hello: Answer = (_request, response) => void response.end('hello')
const requests: IncomingMessage[] = []

async function serve(chain: readonly TestCertificate[], answer: Answer = hello): Promise<number> {
  const cert = chain.map(({ pem }) => pem).join('')
  const server: Server = createServer({ key: chain[0]!.key, cert }, (request, response) => {
    requests.push(request)
    answer(request, response)
  })
  return listen(server)
}

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const open = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => open.add(socket))
  after(() => {
    server.close()
    for (const socket of open) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

const good = await serve([leaf, middle])

const get = (url: string, needs: BoundedGetNeeds = {}, thumbprints?: readonly string[]): Promise<Fetched> =>
  createBoundedGet({
    allowPrivateAddresses: true,
    roots: [root.pem],
    resolve: () => Promise.resolve(['127.0.0.1']),
    ...needs,
  })(url, { thumbprints })

const causeOf = (fetched: { readonly ok: boolean; readonly problem?: { readonly cause: string } }): string =>
  fetched.ok ? 'none' : fetched.problem!.cause
const causeOfGet = async (...input: Parameters<typeof get>): Promise<string> => causeOf(await get(...input))

test('an answer of a peer whom the trusted roots vouch for comes with its chain', async () => {
  const fetched = await get(`https://good.test:${good}/a?b=c`)
  assert.ok(fetched.ok, JSON.stringify(fetched))
  assert.equal(Buffer.from(fetched.body).toString(), 'hello')
  assert.deepEqual([fetched.status, fetched.verifiedBy], [200, 'trust-store'])
  assert.deepEqual(
    fetched.chain.slice(0, 2).map(({ sha1 }) => sha1),
    [leaf.sha1, middle.sha1],
  )
  const sent = requests.at(-1)!
  assert.deepEqual([sent.method, sent.url, sent.headers.host], ['GET', '/a?b=c', `good.test:${good}`])
  assert.deepEqual([sent.headers.accept, sent.headers['accept-encoding']], ['*/*', 'identity'])
})

test('a host of the table is reached at its listener, by its own name, trusted by the local CA alone', async () => {
  const port = await serve(
    [localLeaf, localRoot],
    (request, response) => void response.end(request.headers.host),
  )
  const table = (hostAndPath: string) =>
    hostAndPath === 'issuer.test/id/1' ? { host: '127.0.0.1', port } : undefined
  const needs = { table, localCa: localRoot.pem, allowPrivateAddresses: false }
  const fetched = await get('https://issuer.test/id/1', needs)
  assert.ok(fetched.ok, JSON.stringify(fetched))
  assert.deepEqual([fetched.verifiedBy, Buffer.from(fetched.body).toString()], ['table', 'issuer.test'])
  assert.deepEqual(
    fetched.chain.map(({ sha1 }) => sha1),
    [localLeaf.sha1, localRoot.sha1],
  )
  assert.ok((await get('https://issuer.test:443/id/1', { ...needs, localCa: () => localRoot.pem })).ok)

  // Another path of that host, or the host on a port of its own, is the network's.
  assert.equal(await causeOfGet('https://issuer.test/id/2', needs), 'private-address')
  assert.equal(await causeOfGet(`https://issuer.test:${port}/id/1`, needs), 'private-address')
  // The local CA vouches for nobody else, and nobody else vouches for a host of the table.
  const open = { ...needs, allowPrivateAddresses: true }
  assert.equal(await causeOfGet(`https://issuer.test:${port}/other`, open), 'tls')
  assert.equal(
    await causeOfGet('https://issuer.test/id/1', { ...open, localCa: root.pem, roots: [localRoot.pem] }),
    'tls',
  )
  assert.equal(
    await causeOfGet('https://issuer.test/id/1', { ...open, localCa: root.pem }, [localRoot.sha1]),
    'tls',
  )
})

test('a URL that is not https, or carries a password, is refused', async () => {
  for (const url of ['http://good.test/', 'ftp://good.test', 'https://u:p@good.test/', 'https://', 'x', ''])
    assert.equal(await causeOfGet(url), 'url', url)
})

test('private addresses are refused however they are written, and nothing is sent to them', async () => {
  const before = requests.length
  for (const host of [
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    'good.test',
  ])
    assert.equal(
      await causeOfGet(`https://${host}:${good}/`, { allowPrivateAddresses: false }),
      'private-address',
      host,
    )
  assert.equal(requests.length, before)
})

test('metadata addresses stay out of reach even where private ones are allowed', async () => {
  for (const host of ['169.254.169.254', '[fd00:ec2::254]', '[::ffff:a9fe:a9fe]', '0.0.0.0', '[::]'])
    assert.equal(await causeOfGet(`https://${host}/latest/meta-data`), 'private-address', host)
})

test('of the addresses of a name only the allowed ones are connected to, and the name is resolved once', async () => {
  let resolved = 0
  const resolve = () => {
    resolved++
    return Promise.resolve(resolved === 1 ? ['169.254.169.254', '0.0.0.0', '127.0.0.1'] : ['169.254.169.254'])
  }
  assert.ok((await get(`https://good.test:${good}/`, { resolve })).ok)
  assert.equal(resolved, 1)
  assert.equal(await causeOfGet(`https://good.test:${good}/`, { resolve }), 'private-address')
})

test('a name without address and a port where nobody listens are unreachable', async () => {
  assert.equal(await causeOfGet('https://good.test/', { resolve: () => Promise.resolve([]) }), 'unreachable')
  assert.equal(
    await causeOfGet('https://good.test/', { resolve: () => Promise.reject(new Error()) }),
    'unreachable',
  )
  const gone = createTcpServer()
  const port = await listen(gone)
  gone.close()
  assert.equal(await causeOfGet(`https://good.test:${port}/`), 'unreachable')
})

test('redirects are followed to https only, a few times, each judged anew', async () => {
  const ways: Readonly<Record<string, string>> = {
    '/once': '/end',
    '/plain': 'http://good.test/end',
    '/inside': 'https://169.254.169.254/end',
    '/loop': '/loop',
    '/junk': 'https://:::',
  }
  const port = await serve([leaf, middle], (request, response) => {
    const location = ways[request.url!]
    if (location !== undefined) response.writeHead(302, { location })
    response.end('end')
  })
  const fetched = await get(`https://good.test:${port}/once`)
  assert.ok(fetched.ok)
  assert.equal(fetched.url, `https://good.test:${port}/end`)
  assert.equal(await causeOfGet(`https://good.test:${port}/plain`), 'redirect')
  assert.equal(await causeOfGet(`https://good.test:${port}/inside`), 'private-address')
  assert.equal(await causeOfGet(`https://good.test:${port}/loop`), 'redirect')
  assert.equal(await causeOfGet(`https://good.test:${port}/junk`), 'redirect')
})

test('a server that is slow at any point is given up in time', async () => {
  const silent = await listen(createTcpServer())
  const mute = await serve([leaf, middle], () => {})
  const dripping = await serve([leaf, middle], (_request, response) => {
    const timer = setInterval(() => response.write('x'), 10)
    response.on('close', () => clearInterval(timer))
  })
  const needs = { limits: { milliseconds: 150 } }
  const causes = await Promise.all([
    ...[silent, mute, dripping].map((port) => causeOfGet(`https://good.test:${port}/`, needs)),
    causeOfGet('https://good.test/', { ...needs, resolve: () => new Promise(() => {}) }),
  ])
  assert.deepEqual(causes, ['timeout', 'timeout', 'timeout', 'timeout'])
})

test('a caller may give up before the time is over', async () => {
  const mute = await serve([leaf, middle], () => {})
  const stop = new AbortController()
  const fetching = createBoundedGet({
    allowPrivateAddresses: true,
    roots: [root.pem],
    resolve: () => Promise.resolve(['127.0.0.1']),
  })(`https://good.test:${mute}/`, { signal: stop.signal })
  stop.abort()
  assert.equal(causeOf(await fetching), 'timeout')
})

test('an answer that is too long is broken off, whether it says so or not', async () => {
  const announced = await serve([leaf, middle], (_request, response) => {
    response.writeHead(200, { 'content-length': '100000' })
    response.write('x')
  })
  const endless = await serve([leaf, middle], (_request, response) => {
    const write = (): void => {
      while (response.write('x'.repeat(10_000)));
    }
    response.on('drain', write)
    write()
  })
  const needs = { limits: { bytes: 50_000 } }
  assert.equal(await causeOfGet(`https://good.test:${announced}/`, needs), 'too-large')
  assert.equal(await causeOfGet(`https://good.test:${endless}/`, needs), 'too-large')
})

test('an answer that breaks off, is no HTTP or no TLS is no answer', async () => {
  const broken = await serve([leaf, middle], (_request, response) => {
    response.writeHead(200, { 'content-length': '10' })
    response.write('x', () => response.socket!.destroy())
  })
  const hangsUp = await serve([leaf, middle], (_request, response) => void response.socket!.destroy())
  const garbage = await serve(
    [leaf, middle],
    (_request, response) => void response.socket!.end('SSH-2.0\r\n\r\n'),
  )
  const swollen = await serve([leaf, middle], (_request, response) => {
    response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end()
  })
  const switching = await serve([leaf, middle], (_request, response) => {
    response.writeHead(101, { connection: 'upgrade', upgrade: 'x' }).end()
  })
  const noTls = await listen(createTcpServer((socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\n')))
  const closes = await listen(createTcpServer((socket) => void socket.destroy()))
  for (const port of [broken, hangsUp, garbage, swollen, switching, closes])
    assert.match(await causeOfGet(`https://good.test:${port}/`), /^(unreachable|tls)$/, String(port))
  assert.equal(await causeOfGet(`https://good.test:${noTls}/`), 'tls')
})

test('a certificate of another name, an expired one and one of an unknown root are not trusted', async () => {
  assert.equal(await causeOfGet(`https://other.test:${good}/`), 'tls')
  const expired = await makeCertificate({ name: 'old', names: ['good.test'], issuer: middle, expired: true })
  assert.equal(await causeOfGet(`https://good.test:${await serve([expired, middle])}/`), 'tls')
  assert.equal(await causeOfGet(`https://good.test:${good}/`, { roots: [localRoot.pem] }), 'tls')
  assert.equal(await causeOfGet(`https://good.test:${good}/`, { roots: undefined }), 'tls')
  assert.ok((await get(`https://127.0.0.1:${good}/`)).ok)
  assert.equal(await causeOfGet(`https://good.test:${await serve([leaf])}/`), 'tls')
})

const stranger = { roots: [localRoot.pem] }

test('a thumbprint of the last certificate sent vouches for a chain that no root does', async () => {
  const port = await serve([leaf, middle, root])
  const fetched = await get(`https://good.test:${port}/`, stranger, ['0'.repeat(40), root.sha1.toUpperCase()])
  assert.ok(fetched.ok, JSON.stringify(fetched))
  assert.equal(fetched.verifiedBy, 'thumbprint')
  // Without the root in what is sent, the last one is the intermediate.
  assert.ok((await get(`https://good.test:${good}/`, stranger, [middle.sha1])).ok)
})

test('where a root vouches, the thumbprints are not asked', async () => {
  const fetched = await get(`https://good.test:${good}/`, {}, ['0'.repeat(40)])
  assert.equal(fetched.ok && fetched.verifiedBy, 'trust-store')
})

test('a thumbprint of anything but the last certificate sent vouches for nobody', async () => {
  const port = await serve([leaf, middle, root])
  for (const thumbprint of ['0'.repeat(40), leaf.sha1, middle.sha1, localRoot.sha1])
    assert.equal(await causeOfGet(`https://good.test:${port}/`, stranger, [thumbprint]), 'thumbprint')
  assert.equal(await causeOfGet(`https://good.test:${port}/`, stranger, []), 'tls')
  const selfSigned = await makeCertificate({ name: 'alone', names: ['good.test'] })
  assert.equal(
    await causeOfGet(`https://good.test:${await serve([selfSigned])}/`, stranger, [selfSigned.sha1]),
    'thumbprint',
  )
})

test('a thumbprint excuses neither a wrong name, nor an expired certificate, nor a forged signature', async () => {
  const chainOf = async (more: Partial<Parameters<typeof makeCertificate>[0]>) => {
    const certificate = await makeCertificate({ name: 'leaf', names: ['good.test'], issuer: root, ...more })
    return serve([certificate, root])
  }
  const thumbprints = [root.sha1]
  assert.ok((await get(`https://good.test:${await chainOf({})}/`, stranger, thumbprints)).ok)
  for (const more of [{ names: ['other.test'] }, { expired: true }, { forged: true }])
    assert.equal(await causeOfGet(`https://good.test:${await chainOf(more)}/`, stranger, thumbprints), 'tls')
  // A stranger who sends the pinned root behind a certificate that it never signed.
  const evil = await makeCertificate({ name: 'evil', names: ['good.test'] })
  assert.equal(
    await causeOfGet(`https://good.test:${await serve([evil, root])}/`, stranger, thumbprints),
    'tls',
  )
})

test('a table without a local CA is a mistake that shows at once', () => {
  assert.throws(() => createBoundedGet({ table: () => undefined }), TypeError)
})

test('a fault of what was handed in is a failure and not a crash', async () => {
  const broken = (): never => {
    throw new Error('broken')
  }
  const needs = { table: broken, localCa: localRoot.pem }
  assert.equal(await causeOfGet('https://good.test/', needs), 'unreachable')
  assert.equal(
    await causeOfGet('https://good.test/', {
      table: () => ({ host: '127.0.0.1', port: good }),
      localCa: broken,
    }),
    'unreachable',
  )
})

test('only so many requests are under way at once', async () => {
  const mute = await serve([leaf, middle], () => {})
  const getOne = createBoundedGet({
    allowPrivateAddresses: true,
    roots: [root.pem],
    resolve: () => Promise.resolve(['127.0.0.1']),
    limits: { concurrent: 1, milliseconds: 100 },
  })
  const first = getOne(`https://good.test:${mute}/`)
  assert.equal(causeOf(await getOne(`https://good.test:${good}/`)), 'busy')
  assert.equal(causeOf(await first), 'timeout')
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.ok((await getOne(`https://good.test:${good}/`)).ok)
})

test('a server shows the thumbprint of the last certificate that it sends, trusted or not', async () => {
  const thumbprintAt = (url: string, needs: BoundedGetNeeds = {}) =>
    createGetThumbprint({
      allowPrivateAddresses: true,
      resolve: () => Promise.resolve(['127.0.0.1']),
      ...needs,
    })(url)
  const full = await serve([leaf, middle, root])
  for (const [port, expected] of [
    [full, root.sha1],
    [good, middle.sha1],
  ] as const) {
    const read = await thumbprintAt(`https://any.test:${port}/`, { roots: [root.pem] })
    assert.equal(read.ok && read.thumbprint, expected)
  }
  const table = () => ({ host: '127.0.0.1', port: full })
  const read = await thumbprintAt('https://issuer.test/id/1', { table, allowPrivateAddresses: false })
  assert.equal(read.ok && read.thumbprint, root.sha1)
  assert.equal(
    causeOf(await thumbprintAt(`https://any.test:${full}/`, { allowPrivateAddresses: false })),
    'private-address',
  )
  assert.equal(causeOf(await thumbprintAt('http://any.test/')), 'url')
  const noTls = await listen(createTcpServer((socket) => void socket.end('hello\r\n')))
  assert.equal(causeOf(await thumbprintAt(`https://any.test:${noTls}/`)), 'tls')
})
