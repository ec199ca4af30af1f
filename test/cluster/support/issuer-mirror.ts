/** Serves copies of a cluster's issuer documents where its tokens say that they are, as an operator would publish them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { splitTarget, type Handler } from '../../../src/kit/index.ts'
import { openLocalCa } from '../../../src/server/certificates/index.ts'
import { openHttps } from '../../../src/server/listen/https-listener.ts'
import { PortUnavailable, type OpenPort } from '../../../src/server/listen/open-port.ts'
import type { Cluster } from './with-cluster.ts'

export interface IssuerMirror {
  /** Has no port where this user may listen on 443. */
  readonly issuer: string
  /** SHA-1 of the root that vouches for it. */
  readonly thumbprint: string
  /** What was asked, in order. */
  readonly asked: string[]
  /** Takes the documents over from the API server. */
  copy(cluster: Cluster): Promise<void>
  close(): Promise<void>
}

export async function openIssuerMirror(): Promise<IssuerMirror> {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-mirror-'))
  const ca = await openLocalCa({ directory, clock: Date.now, commonName: 'issuer mirror' })
  const host = loopbackAddress()
  const documents = new Map<string, Document>()
  const asked: string[] = []
  const handler: Handler = ({ target }) => {
    const { path } = splitTarget(target)
    asked.push(path)
    const { type, body } = documents.get(path) ?? { type: 'text/plain', body: '' }
    return Promise.resolve({ status: body === '' ? 404 : 200, headers: { 'content-type': type }, body })
  }
  const open = (port: number): Promise<OpenPort> =>
    openHttps({
      handler,
      ca,
      clock: Date.now,
      address: { host, port },
      own: { names: [], ips: [host] },
      onFault: console.error,
    })
  const port = await open(443).catch((error: unknown) => {
    if (error instanceof PortUnavailable) return open(0)
    throw error
  })
  const authority = port.port === 443 ? host : `${host}:${port.port}`
  return {
    issuer: `https://${authority}/clusters/real`,
    thumbprint: ca.thumbprint,
    asked,
    copy: async (cluster) => {
      for (const path of ['/.well-known/openid-configuration', '/openid/v1/jwks'])
        documents.set(`/clusters/real${path}`, await fetchDocument(cluster, path))
    },
    close: async () => {
      await port.close(1000)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** All of 127/8 is this machine on Linux; elsewhere 127.0.0.1 alone. */
function loopbackAddress(): string {
  if (process.platform !== 'linux') return '127.0.0.1'
  const part = (): number => 1 + Math.floor(Math.random() * 254)
  return `127.${part()}.${part()}.${part()}`
}

interface Document {
  readonly type: string
  readonly body: string
}

/** A real API server serves them to those who may see them, and not as application/json. */
export function fetchDocument(cluster: Cluster, path: string): Promise<Document> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${cluster.adminToken}` }
    httpsRequest(new URL(path, cluster.server), { ca: cluster.ca, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () =>
        response.statusCode === 200
          ? resolve({
              type: response.headers['content-type'] ?? '',
              body: Buffer.concat(chunks).toString(),
            })
          : reject(new Error(`${path}: ${response.statusCode}`)),
      )
      response.once('error', reject)
    })
      .once('error', reject)
      .end()
  })
}
