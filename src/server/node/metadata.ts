/** The metadata service of a node on sockets: a port of the machine's loopback, and connections out of pods' networks. */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { arch } from 'node:os'
import { createImds, type DeliveredCredentials, type Imds } from '../../aws/imds/index.ts'
import { shortRequests } from '../listen/https-listener.ts'
import { refuseMalformed } from '../listen/malformed-request.ts'
import { openPort, type Address } from '../listen/open-port.ts'
import type { Instance } from './instance.ts'

export interface MetadataWish {
  readonly accountId: string
  readonly partition: string
  readonly region: string
  readonly tokens: 'required' | 'optional'
  readonly hopLimit: number
  /** The node's role, by its ARN. */
  readonly roleArn?: string
  /** Asks for the role's credentials as this instance. */
  readonly credentials: (instanceId: string, version: '1.0' | '2.0') => Promise<DeliveredCredentials>
}

export interface OpenMetadata {
  readonly address: Address
  /** A connection that a pod made from its own network. */
  take(socket: Socket): void
  close(): Promise<void>
}

export async function openMetadata(
  wish: MetadataWish,
  instance: Instance,
  localIp: string,
): Promise<OpenMetadata> {
  const { roleArn, region, accountId, partition } = wish
  const roleName = roleArn?.slice(roleArn.lastIndexOf('/') + 1)
  const imds = createImds({
    facts: {
      accountId,
      partition,
      region,
      instanceId: instance.instanceId,
      mac: instance.mac,
      launchedAt: instance.launchedAt,
      availabilityZone: `${region}a`,
      instanceType: 'm5.large',
      imageId: 'ami-00000000000000000',
      architecture: arch() === 'arm64' ? 'arm64' : 'x86_64',
      localIp,
      domain: partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
      ...(roleName !== undefined && {
        role: {
          name: roleName,
          profileArn: `arn:${partition}:iam::${accountId}:instance-profile/${roleName}`,
          profileId: `AIPA${instance.instanceId.slice(2).toUpperCase().replaceAll('0', 'Z').replaceAll('1', 'Y').replaceAll('8', 'X').replaceAll('9', 'W').slice(0, 16)}`,
        },
      }),
    },
    now: Date.now,
    random: randomBytes,
    identityKey: instance.identityKey,
    tokens: wish.tokens,
    hopLimit: wish.hopLimit,
    credentials: (version) => wish.credentials(instance.instanceId, version),
  })
  if (roleName !== undefined) await imds.prepare()
  const fromPods = new WeakSet<Socket>()
  const server = createServer(shortRequests, (request, response) => {
    if (refuseMalformed(request, response)) return
    void answer(imds, request, response, fromPods.has(request.socket) ? 2 : 1).catch(() => response.destroy())
  })
  // Who is left without an answer, as AWS leaves whoever is too far away, does not wait for ever.
  server.timeout = 30_000
  const port = await openPort(server, { host: '127.0.0.1', port: 0 }, [server])
  return {
    address: port,
    take: (socket) => {
      fromPods.add(socket)
      server.emit('connection', socket)
    },
    close: () => port.close(0),
  }
}

/** A page that gave its own name this address could ask else, and read the answer. */
const ownHost = /^(127\.0\.0\.1|localhost|169\.254\.169\.254)(:\d+)?$/

async function answer(
  imds: Imds,
  request: IncomingMessage,
  response: ServerResponse,
  hops: number,
): Promise<void> {
  request.resume()
  const { method = 'GET', url = '/' } = request
  const headers = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, values ?? []]),
  )
  const [host] = headers['host'] ?? []
  if (host !== undefined && !ownHost.test(host)) {
    response.shouldKeepAlive = false
    return void response.writeHead(400, { 'content-type': 'text/plain' }).end()
  }
  const given = await imds.answer({ method, target: url, headers, hops })
  if (given === undefined) return
  response.writeHead(given.status, { ...given.headers, 'content-length': Buffer.byteLength(given.body) })
  response.end(method === 'HEAD' ? '' : given.body)
}
