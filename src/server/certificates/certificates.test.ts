/** The local CA on a real directory, and its certificates over real TLS. */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { connect } from 'node:tls'
import { DataDirectoryUnusable } from '../data-directory.ts'
import { createServerContexts, type LocalCa, openLocalCa, writeCaBundle } from './index.ts'

const base = mkdtempSync(join(tmpdir(), 'podpass-ca-'))
after(() => rmSync(base, { recursive: true, force: true }))
let count = 0
const newDirectory = (): string => join(base, String(count++))

const day = 86_400_000
const time = { now: Date.now() }
const clock = (): number => time.now
const open = (directory: string): Promise<LocalCa> => openLocalCa({ directory, clock })
const own = { names: ['localhost'], ips: ['127.0.0.1', '::1'] }
const mode = (...path: string[]): number => statSync(join(...path)).mode & 0o777

test('a CA is made at the first start and found again at the second', async () => {
  const directory = newDirectory()
  const made = await open(directory)
  const found = await open(directory)
  assert.equal(found.certificate, made.certificate)
  assert.equal(mode(directory, 'ca.key'), 0o600)
  assert.equal(mode(directory, 'ca.crt'), 0o644)
  assert.equal(mode(directory, 'issued'), 0o700)
  const root = new X509Certificate(made.certificate)
  assert.ok(root.ca && root.verify(root.publicKey))
  assert.equal(root.publicKey.asymmetricKeyType, 'ec')
})

test('a server certificate holds its names, ends in the root and is kept', async () => {
  const directory = newDirectory()
  const ca = await open(directory)
  const issued = await ca.issueServerCertificate(own)
  const leaf = new X509Certificate(issued.cert)
  const root = new X509Certificate(ca.certificate)
  assert.ok(issued.cert.endsWith(ca.certificate))
  assert.ok(leaf.verify(root.publicKey) && leaf.checkIssued(root) && !leaf.ca)
  assert.ok(leaf.checkHost('localhost') && leaf.checkIP('127.0.0.1') && leaf.checkIP('::1'))
  assert.equal(leaf.checkHost('example.com'), undefined)
  assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1'])
  assert.equal((await (await open(directory)).issueServerCertificate(own)).cert, issued.cert)
  assert.equal(mode(directory, 'issued', readdirSync(join(directory, 'issued'))[0]!), 0o600)
  const [one, two] = await Promise.all([
    ca.issueServerCertificate({ names: ['a.test'] }),
    ca.issueServerCertificate({ names: ['a.test'] }),
  ])
  assert.equal(one, two)
})

test('a server certificate is made anew before it expires, when its file is damaged, and under another root', async () => {
  const directory = newDirectory()
  const ca = await open(directory)
  const first = await ca.issueServerCertificate(own)
  time.now += 59 * day
  assert.equal((await ca.issueServerCertificate(own)).cert, first.cert)
  time.now += 2 * day
  const second = await ca.issueServerCertificate(own)
  assert.notEqual(second.cert, first.cert)
  time.now -= 61 * day

  const file = join(directory, 'issued', readdirSync(join(directory, 'issued'))[0]!)
  for (const damage of ['', 'junk', readFileSync(file, 'utf8').slice(0, -1400), first.key + second.cert]) {
    writeFileSync(file, damage)
    assert.notEqual((await ca.issueServerCertificate(own)).cert, second.cert)
  }
  rmSync(join(directory, 'ca.key'))
  rmSync(join(directory, 'ca.crt'))
  const other = await open(directory)
  assert.ok((await other.issueServerCertificate(own)).cert.endsWith(other.certificate))
})

test('the root gets a new certificate with its old key before it expires, so that what it issued still verifies', async () => {
  const directory = newDirectory()
  const old = await open(directory)
  const { cert } = await old.issueServerCertificate(own)
  time.now += 3630 * day
  const renewed = await open(directory)
  time.now -= 3630 * day
  assert.notEqual(renewed.certificate, old.certificate)
  assert.ok(new X509Certificate(cert).checkIssued(new X509Certificate(renewed.certificate)))
})

test('a CA that lost its certificate is mended; one that lost or damaged its key is refused by name', async () => {
  const directory = newDirectory()
  const made = await open(directory)
  const keyFile = join(directory, 'ca.key')
  const certificateFile = join(directory, 'ca.crt')
  rmSync(certificateFile)
  const mended = await open(directory)
  const leaf = new X509Certificate((await made.issueServerCertificate(own)).cert)
  assert.ok(leaf.verify(new X509Certificate(mended.certificate).publicKey))

  const key = readFileSync(keyFile)
  rmSync(keyFile)
  await assert.rejects(open(directory), DataDirectoryUnusable)
  assert.ok(!existsSync(keyFile))
  writeFileSync(keyFile, 'junk')
  await assert.rejects(open(directory), DataDirectoryUnusable)
  const stranger = newDirectory()
  await open(stranger)
  writeFileSync(keyFile, readFileSync(join(stranger, 'ca.key')))
  await assert.rejects(open(directory), /is not the key of the certificate/)
  writeFileSync(keyFile, key, { mode: 0o644 })
  await open(directory)
  assert.equal(mode(keyFile), 0o600)
})

test('a client certificate names its user and groups and serves clients alone', async () => {
  const ca = await open(newDirectory())
  const { cert, key } = await ca.issueClientCertificate({
    commonName: 'admin',
    organizations: ['system:masters', 'b'],
  })
  const leaf = new X509Certificate(cert)
  assert.equal(leaf.subject, 'O=system:masters\nO=b\nCN=admin')
  assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.2'])
  assert.ok(leaf.verify(new X509Certificate(ca.certificate).publicKey) && key.includes('PRIVATE KEY'))
})

test('a listener shows a certificate of its own for every host that it serves, and its default one to others', async () => {
  const ca = await open(newDirectory())
  const contexts = await createServerContexts({
    ca,
    clock,
    own,
    servesHost: (host) => host === 'oidc.example.com',
  })
  const server = createServer(contexts.options).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  after(() => server.close())
  after(contexts.keepFresh(server))
  const shake = async (servername?: string) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      servername,
      ca: ca.certificate,
      rejectUnauthorized: false,
    })
    await once(socket, 'secureConnect')
    const seen = [socket.getPeerCertificate().subject.CN, socket.authorized]
    socket.destroy()
    return seen
  }
  assert.deepEqual(await shake('oidc.example.com'), ['oidc.example.com', true])
  assert.deepEqual(await shake('OIDC.example.com'), ['oidc.example.com', true])
  assert.deepEqual(await shake('localhost'), ['localhost', true])
  assert.deepEqual(await shake(), ['localhost', true])
  assert.deepEqual(await shake('evil.example.com'), ['localhost', false])
})

test('a bundle holds the local CA and the system roots once each, and is rewritten when it is old or of another CA', async () => {
  const directory = newDirectory()
  const ca = await open(directory)
  const path = join(directory, 'bundle.crt')
  const other = (await open(newDirectory())).certificate
  const roots = (): readonly string[] => [other, ca.certificate, other.trim()]
  writeCaBundle({ path, localCa: ca.certificate, clock, roots })
  assert.equal(readFileSync(path, 'utf8'), ca.certificate + other)
  assert.equal(mode(path), 0o644)

  writeCaBundle({ path, localCa: ca.certificate, clock, roots: () => [] })
  assert.equal(readFileSync(path, 'utf8'), ca.certificate + other)
  utimesSync(path, new Date(), new Date(time.now - 8 * day))
  writeCaBundle({ path, localCa: ca.certificate, clock, roots: () => [] })
  assert.equal(readFileSync(path, 'utf8'), ca.certificate)
  writeCaBundle({ path, localCa: other, clock, roots: () => [] })
  assert.equal(readFileSync(path, 'utf8'), other)
  writeCaBundle({ path, localCa: ca.certificate, clock })
  assert.ok(readFileSync(path, 'utf8').split('BEGIN CERTIFICATE').length > 100)
})
