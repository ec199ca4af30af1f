/** Makes ECDSA P-256 certificates. The X.509 library takes a tenth of a second to load, so it is loaded when one is really made. */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { isIP } from 'node:net'
import type { Extension, JsonName } from '@peculiar/x509'
import { type ClientName, type IssuedCertificate, lifetimes, type ServerNames } from './types.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export const newKey = (): string => exportKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)

export interface RootWish {
  /** PKCS #8 PEM. */
  readonly key: string
  readonly commonName: string
  readonly now: number
  /** Milliseconds. */
  readonly lifetime?: number
}

/** A root that may sign leaves and nothing below them. */
export async function makeRoot(input: RootWish): Promise<string> {
  const x509 = await loadX509()
  const { now, commonName, lifetime = lifetimes.root } = input
  const privateKey = createPrivateKey(input.key)
  const publicKey = cryptoKeyOf(createPublicKey(privateKey))
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: [{ CN: [commonName] }],
    ...validity(now, lifetime),
    keys: { privateKey: cryptoKeyOf(privateKey), publicKey },
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  })
  return `${certificate.toString('pem')}\n`
}

export interface Root {
  readonly key: string
  readonly certificate: string
}

export async function makeServerCertificate(
  root: Root,
  { names, ips = [] }: ServerNames,
  now: number,
  lifetime?: number,
): Promise<IssuedCertificate> {
  const x509 = await loadX509()
  const addresses = ips.filter((ip) => isIP(ip) !== 0)
  const alternatives = new x509.SubjectAlternativeNameExtension([
    ...names.map((value) => ({ type: 'dns' as const, value })),
    ...addresses.map((value) => ({ type: 'ip' as const, value })),
  ])
  const usage = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth])
  // A common name holds 64 characters; clients read the alternative names alone.
  const subject = [{ CN: [(names[0] ?? addresses[0] ?? 'server').slice(0, 64)] }]
  return makeLeaf(root, subject, [usage, alternatives], now, lifetime)
}

export async function makeClientCertificate(
  root: Root,
  { commonName, organizations = [] }: ClientName,
  now: number,
): Promise<IssuedCertificate> {
  const x509 = await loadX509()
  const usage = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])
  const groups = organizations.map((organization) => ({ O: [organization] }))
  return makeLeaf(root, [...groups, { CN: [commonName] }], [usage], now)
}

async function makeLeaf(
  root: Root,
  subject: JsonName,
  extensions: readonly Extension[],
  now: number,
  lifetime: number = lifetimes.leaf,
): Promise<IssuedCertificate> {
  const x509 = await loadX509()
  const key = newKey()
  const publicKey = cryptoKeyOf(createPublicKey(key))
  const issuer = new x509.X509Certificate(root.certificate)
  const times = validity(now, lifetime)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject,
    issuer: issuer.subject,
    ...times,
    publicKey,
    signingKey: cryptoKeyOf(createPrivateKey(root.key)),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      ...extensions,
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return {
    key,
    cert: `${certificate.toString('pem')}\n${root.certificate}`,
    notAfter: times.notAfter.getTime(),
  }
}

async function loadX509() {
  await import('reflect-metadata')
  return import('@peculiar/x509')
}

const validity = (now: number, lifetime: number) => ({
  notBefore: new Date(now - lifetimes.backdating),
  notAfter: new Date(now + lifetime),
})

/** 127 random bits: positive, and never the same twice. */
function newSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x3f) | 0x40
  return bytes.toString('hex')
}

const exportKey = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' })

const cryptoKeyOf = (key: KeyObject): CryptoKey =>
  key.toCryptoKey(algorithm, true, key.type === 'private' ? ['sign'] : ['verify'])
