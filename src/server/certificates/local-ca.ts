/** The local CA of a data directory: made at the first start, kept with an owner-only key, and what it issues. */
import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ClientName,
  type Clock,
  type IssuedCertificate,
  lifetimes,
  makeClientCertificate,
  makeRoot,
  makeServerCertificate,
  newKey,
  type Root,
  type ServerNames,
} from '../../kit/index.ts'
import { DataDirectoryUnusable, readIfPresent, writeAtomically } from '../data-directory.ts'
import { readIssued, serves } from './kept-certificate.ts'

export interface LocalCa {
  /** PEM of the root, for those who are to trust it. */
  readonly certificate: string
  /** SHA-1 of the root, 40 lower-case hex digits, as OIDC providers name it. */
  readonly thumbprint: string
  /** A certificate for these names, kept on disk and made anew when it has less than 30 days left. */
  issueServerCertificate(names: ServerNames): Promise<IssuedCertificate>
  /** A certificate for a client; it is not kept. */
  issueClientCertificate(name: ClientName): Promise<IssuedCertificate>
}

export interface LocalCaInput {
  readonly directory: string
  readonly clock: Clock
  readonly commonName?: string
}

export async function openLocalCa(input: LocalCaInput): Promise<LocalCa> {
  const { directory, clock } = input
  mkdirSync(join(directory, issuedDirectory), { recursive: true, mode: 0o700 })
  const root = await openRoot(input)
  const underWay = new Map<string, Promise<IssuedCertificate>>()

  const issue = async (names: ServerNames, path: string): Promise<IssuedCertificate> => {
    const kept = readIssued(path)
    if (kept !== undefined && serves(kept, names, root.certificate, clock())) return kept
    const made = await makeServerCertificate(root, names, clock())
    writeAtomically(path, made.key + made.cert)
    return made
  }

  return {
    certificate: root.certificate,
    thumbprint: new X509Certificate(root.certificate).fingerprint.replaceAll(':', '').toLowerCase(),
    issueServerCertificate(names) {
      const path = join(directory, issuedDirectory, `${digestOf(names)}.pem`)
      const running = underWay.get(path)
      if (running !== undefined) return running
      const issuing = issue(names, path).finally(() => underWay.delete(path))
      underWay.set(path, issuing)
      return issuing
    },
    issueClientCertificate: (name) => makeClientCertificate(root, name, clock()),
  }
}

const issuedDirectory = 'issued'

/** The key is written first: a key without certificate is mended, a certificate without key is not. */
async function openRoot({ directory, clock, commonName = 'Podpass local CA' }: LocalCaInput): Promise<Root> {
  const keyFile = join(directory, 'ca.key')
  const certificateFile = join(directory, 'ca.crt')
  const certificate = readIfPresent(certificateFile)
  const keptKey = readIfPresent(keyFile)
  if (keptKey === undefined && certificate !== undefined)
    throw new DataDirectoryUnusable(
      `\`${keyFile}\` is missing: restore it from your backup, or remove \`${certificateFile}\` to have a new CA made`,
    )
  if (keptKey !== undefined) chmodSync(keyFile, 0o600)
  if (keptKey !== undefined && certificate !== undefined && isUsable(keptKey, certificate, keyFile, clock()))
    return { key: keptKey, certificate }

  const key = keptKey ?? newKey()
  if (keptKey === undefined) writeAtomically(keyFile, key)
  const made = await makeRoot({ key, commonName, now: clock() })
  writeAtomically(certificateFile, made, 0o644)
  return { key, certificate: made }
}

/** False when the root is about to expire: then the same key gets a new one. */
function isUsable(key: string, certificate: string, keyFile: string, now: number): boolean {
  const read = readPair(key, certificate)
  if (read === undefined)
    throw new DataDirectoryUnusable(`\`${keyFile}\` or the certificate beside it is damaged: it is not PEM`)
  const own = createPublicKey(key).export({ type: 'spki', format: 'der' })
  if (!own.equals(read.publicKey.export({ type: 'spki', format: 'der' })))
    throw new DataDirectoryUnusable(`\`${keyFile}\` is not the key of the certificate beside it`)
  return read.validToDate.getTime() - now > lifetimes.renewal
}

function readPair(key: string, certificate: string): X509Certificate | undefined {
  try {
    createPublicKey(key)
    return new X509Certificate(certificate)
  } catch {
    return undefined
  }
}

const digestOf = ({ names, ips = [] }: ServerNames): string =>
  createHash('sha256')
    .update(JSON.stringify([names, ips]))
    .digest('hex')
    .slice(0, 32)
