/** OIDC issuers of somebody else on one HTTPS port: their own keys and documents, their own CA, and tokens with any claims. */
import { X509Certificate, webcrypto } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

export interface ForeignIssuers {
  /** `https://localhost:PORT`; each issuer is a path of one segment below it. */
  readonly origin: string
  /** The SHA-1 thumbprint of the root, which a provider must name because no public root vouches for it. */
  readonly thumbprint: string
  /** The key whose tokens are good, and one that is not published. */
  readonly keys: { readonly published: KeyPair; readonly other: KeyPair }
  readonly keyId: string
  /** The paths that were asked for, in order. */
  readonly asked: string[]
  /** What is served in place of a document; by path. */
  readonly overrides: Map<string, Override>
  close(): Promise<void>
}

export interface KeyPair {
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
}

export interface Override {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export async function openForeignIssuers(alg: 'RS256' | 'ES256' = 'RS256'): Promise<ForeignIssuers> {
  const [published, other] = await Promise.all([
    generateKeyPair(alg, { extractable: true }),
    generateKeyPair(alg, { extractable: true }),
  ])
  const keyId = 'foreign-1'
  const jwk: JWK = { ...(await exportJWK(published.publicKey)), kid: keyId, alg, use: 'sig' }
  const tls = await makeCertificates()
  const asked: string[] = []
  const overrides = new Map<string, Override>()
  const server = createServer({ key: tls.key, cert: tls.chain }, (request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const override = overrides.get(path)
    const document = documentAt(path, origin(), alg, jwk)
    response
      .writeHead(override?.status ?? (document === undefined ? 404 : 200), {
        'content-type': 'application/json',
        ...override?.headers,
      })
      .end(override?.body ?? JSON.stringify(document ?? {}))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const origin = (): string => `https://localhost:${(server.address() as AddressInfo).port}`
  return {
    origin: origin(),
    thumbprint: new X509Certificate(tls.root).fingerprint.replaceAll(':', '').toLowerCase(),
    keys: { published, other },
    keyId,
    asked,
    overrides,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function documentAt(path: string, origin: string, alg: string, jwk: JWK): object | undefined {
  const [, name, rest] = /^\/([^/]+)\/(.+)$/.exec(path) ?? []
  const issuer = `${origin}/${name}`
  if (rest === 'keys') return { keys: [jwk] }
  if (rest !== '.well-known/openid-configuration') return undefined
  return {
    issuer,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [alg],
  }
}

/** A root and a leaf for `localhost` signed by it. */
async function makeCertificates(): Promise<{ key: string; chain: string; root: string }> {
  const rootKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const leafKeys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const notAfter = new Date(Date.now() + 86_400_000)
  const root = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=foreign root',
    keys: rootKeys,
    signingAlgorithm: algorithm,
    notAfter,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  })
  const leaf = await X509CertificateGenerator.create({
    subject: 'CN=localhost',
    issuer: root.subject,
    publicKey: leafKeys.publicKey,
    signingKey: rootKeys.privateKey,
    signingAlgorithm: algorithm,
    notAfter,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
  })
  const key = PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', leafKeys.privateKey),
    'PRIVATE KEY',
  )
  return { key, chain: `${leaf.toString('pem')}\n${root.toString('pem')}`, root: root.toString('pem') }
}
