/** An issuer of ours, found by the table and fetched over real TLS like a foreign one; its tokens verified by what came. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createBoundedGet, createGetThumbprint } from '../../kit/index.ts'
import { createIssuers } from '../../kubernetes/issuer/index.ts'
import { createMemoryStore } from '../../store/index.ts'
import { createVerificationKeys, keyIdOf, parseToken, verifyToken } from '../../token/index.ts'
import { openHttps } from '../listen/https-listener.ts'
import { createSecretWrap } from '../wrap-key.ts'
import { openLocalCa } from './index.ts'

const directory = mkdtempSync(join(tmpdir(), 'podpass-issuer-'))
const time = { now: Date.now() }
const clock = (): number => time.now
const ca = await openLocalCa({ directory, clock })
const issuers = createIssuers({
  store: createMemoryStore(),
  clock,
  random: randomBytes,
  secretWrap: createSecretWrap(randomBytes(32)),
})
const listener = await openHttps({
  handler: issuers.handler,
  ca,
  clock,
  address: { host: '127.0.0.1', port: 0 },
  own: { names: ['localhost'], ips: ['127.0.0.1'] },
  servesHost: (host) => issuers.servesHost(host),
  onFault: (fault) => assert.fail(String(fault)),
})
after(async () => {
  await listener.close(0)
  rmSync(directory, { recursive: true, force: true })
})
const fetching = {
  table: (hostAndPath: string) =>
    issuers.resolve(hostAndPath) === undefined ? undefined : { host: '127.0.0.1', port: listener.port },
  localCa: ca.certificate,
  resolve: () => Promise.resolve(['127.0.0.1']),
}
const keys = createVerificationKeys({ get: createBoundedGet(fetching), now: clock })

const newIssuer = async (): Promise<string> => {
  const url = issuers.newUrl({ region: 'eu-west-1' })
  assert.ok((await issuers.create({ url, owner: 'demo' })).ok)
  return url
}
const mint = async (issuer: string): Promise<string> => {
  const minted = await issuers.mint({
    issuer,
    audiences: ['sts.amazonaws.com'],
    namespace: 'demo',
    serviceAccount: { name: 'web', uid: 'u' },
  })
  assert.ok(minted.ok)
  return minted.token
}
const verify = async (issuer: string, token: string): Promise<string> => {
  const parsed = parseToken(token)
  assert.ok(parsed.ok)
  const found = await keys.keysOf({ issuer, kid: keyIdOf(parsed.token) })
  if (!found.ok) return found.problem.cause
  const verified = verifyToken({ token, keys: found.found.keys, now: time.now, issuer })
  return verified.ok ? found.found.verifiedBy : verified.problem.code
}

test('a token of our own issuer verifies by the documents that its name leads to', async () => {
  const issuer = await newIssuer()
  assert.equal(await verify(issuer, await mint(issuer)), 'table')
})

test('the token of one issuer does not verify as that of another on the same host', async () => {
  const [one, two] = [await newIssuer(), await newIssuer()]
  const token = await mint(one)
  assert.equal(await verify(two, token), 'wrong-issuer')
  const parsed = parseToken(token)
  const found = await keys.keysOf({ issuer: two })
  assert.ok(parsed.ok && found.ok)
  const verified = verifyToken({ token, keys: found.found.keys, now: time.now })
  assert.equal(!verified.ok && verified.problem.code, 'unknown-key')
})

test('an issuer on our host that is not ours is looked up in the network, where nothing private is reached', async () => {
  const issuer = await newIssuer()
  const token = await mint(issuer)
  assert.equal(await verify(`${issuer.slice(0, -1)}x`, token), 'private-address')
})

test('after a rotation the waiting key is seen at once and the tokens of both keys verify', async () => {
  const issuer = await newIssuer()
  const old = await mint(issuer)
  assert.equal(await verify(issuer, old), 'table')
  assert.ok((await issuers.rotate(issuer)).ok)
  time.now += 3_590_000
  assert.equal(await verify(issuer, await mint(issuer)), 'table')
  time.now += 10_000
  const fresh = await mint(issuer)
  assert.notEqual(fresh.split('.')[0], old.split('.')[0])
  assert.equal(await verify(issuer, fresh), 'table')
})

test('the thumbprint that IAM reads of our issuer is the root of the local CA', async () => {
  const read = await createGetThumbprint(fetching)(await newIssuer())
  assert.equal(read.ok && read.thumbprint, ca.thumbprint)
})
