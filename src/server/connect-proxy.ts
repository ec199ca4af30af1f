/** A CONNECT proxy on loopback by which other programs reach our issuers at their AWS-shaped names. */
import { createServer, request, STATUS_CODES, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { isAwsHost } from './aws-domains.ts'
import { answerOn } from './listen/adapt-upgrade.ts'
import { shortRequests } from './listen/https-listener.ts'
import { refuseMalformed } from './listen/malformed-request.ts'
import { openPort, type OpenPort } from './listen/open-port.ts'

export interface ConnectProxyNeeds {
  /** Where a host is served when it is one of ours, else undefined. Asked at each CONNECT. */
  readonly find: (host: string) => Promise<{ readonly host: string; readonly port: number } | undefined>
  /** The proxy that was set before, such as `http://proxy.example:3128`. */
  readonly upstream?: string
}

const dialTimeout = 10_000

/** Opens the proxy on a free loopback port. Tunnels only: a plain proxied request is refused. */
export async function openConnectProxy(needs: ConnectProxyNeeds): Promise<OpenPort> {
  const server = createServer(shortRequests, (incoming, outgoing) => {
    if (refuseMalformed(incoming, outgoing)) return
    outgoing.writeHead(405, { 'content-type': 'text/plain', allow: 'CONNECT', connection: 'close' })
    outgoing.end('podpass: this proxy serves CONNECT only\n')
  })
  server.on('connect', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    const refusal = answerOn(incoming, client)
    if (refuseMalformed(incoming, refusal)) return
    refusal.detachSocket(incoming.socket)
    tunnel(needs, incoming.url ?? '', client, head).catch((error: unknown) => {
      refuse(client, 502, (error as Error).message)
    })
  })
  return openPort(server, { host: '127.0.0.1', port: 0 }, [server])
}

async function tunnel(
  needs: ConnectProxyNeeds,
  authority: string,
  client: Duplex,
  head: Buffer,
): Promise<void> {
  const target = parseAuthority(authority)
  if (target === undefined) return refuse(client, 400, 'CONNECT needs HOST:PORT')
  const ours = await needs.find(target.host)
  // By name, so that nothing reaches real AWS by accident.
  if (ours === undefined && isAwsHost(target.host))
    return refuse(client, 403, `${target.host} is real AWS; podpass exec lets nothing reach it`)
  const remote = ours !== undefined ? await dial(ours) : await dialOut(needs.upstream, target, authority)
  if (client.destroyed) return void remote.destroy()
  client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
  if (head.length > 0) remote.write(head)
  join(client, remote)
}

export function parseAuthority(authority: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/.exec(authority)
  if (match === null) return undefined
  const port = Number(match[3])
  return port > 0 && port < 65_536
    ? { host: (match[1] ?? match[2]!).toLowerCase().replace(/\.$/, ''), port }
    : undefined
}

function dial(address: { host: string; port: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...address, timeout: dialTimeout })
    socket.once('connect', () => resolve(socket.setTimeout(0)))
    socket.once('timeout', () => socket.destroy(new Error(`no answer from ${address.host}:${address.port}`)))
    socket.once('error', reject)
  })
}

function dialOut(
  upstream: string | undefined,
  target: { host: string; port: number },
  authority: string,
): Promise<Duplex> {
  if (upstream === undefined || upstream === '') return dial(target)
  const proxy = new URL(upstream)
  if (proxy.protocol !== 'http:')
    return Promise.reject(new Error(`the proxy that was set before is not plain HTTP: ${proxy.protocol}`))
  return new Promise((resolve, reject) => {
    const asked = request({
      host: proxy.hostname,
      port: proxy.port === '' ? 80 : Number(proxy.port),
      method: 'CONNECT',
      path: authority,
      timeout: dialTimeout,
      headers:
        proxy.username === ''
          ? {}
          : {
              'proxy-authorization': `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}`,
            },
    })
    asked.once('connect', (response, socket, head) => {
      if (head.length > 0) socket.unshift(head)
      if (response.statusCode === 200) return resolve(socket)
      socket.destroy()
      reject(new Error(`the proxy that was set before answered ${response.statusCode}`))
    })
    asked.once('timeout', () => asked.destroy(new Error('no answer from the proxy that was set before')))
    asked.once('error', reject)
    asked.end()
  })
}

function join(client: Duplex, remote: Duplex): void {
  client.pipe(remote).pipe(client)
  const end = (): void => {
    client.destroy()
    remote.destroy()
  }
  for (const side of [client, remote]) side.once('error', end).once('close', end)
}

function refuse(client: Duplex, status: number, reason: string): void {
  const text = `podpass: ${reason}\n`
  client.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
  )
}
