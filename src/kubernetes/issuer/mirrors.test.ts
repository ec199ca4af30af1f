/** Copies of other clusters' documents: what is taken, what is served of it, and what is refused. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { kubernetesKeyId, publicJwkOf } from '../../token/index.ts'
import { readClusterDocuments, type ReadDocument } from './index.ts'
import { request, start, testIssuers } from './issuer.test-support.ts'

const issuer = 'https://tokens.example.com/clusters/real'
const source = 'https://10.0.0.1:6443'

function makeKey(kind: 'rsa' | 'ec') {
  const { privateKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { privateKey, jwk: publicJwkOf(privateKey, kubernetesKeyId(privateKey)) }
}

const rsa = makeKey('rsa')
const ec = makeKey('ec')

test('documents are served under the issuer’s own name, with the keys and nothing else of what was read', async () => {
  const { issuers } = testIssuers()
  const stranger = { ...rsa.jwk, x5u: 'https://evil.example.com', d: 'secret' }
  const put = await issuers.mirrors.put({ issuer, source, keySet: { keys: [stranger, ec.jwk], more: 1 } })
  assert.ok(put.ok && put.hasNewKeys)
  const discovery = await issuers.handler(request(`${issuer}/.well-known/openid-configuration`))
  assert.deepEqual(JSON.parse(discovery.body as string), {
    issuer,
    jwks_uri: `${issuer}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'ES256'],
  })
  const keys = await issuers.handler(request(`${issuer}/openid/v1/jwks`))
  assert.equal(keys.headers['content-type'], 'application/jwk-set+json')
  assert.equal(keys.body, JSON.stringify({ keys: [rsa.jwk, ec.jwk] }))
  const other = await issuers.handler(request(`${issuer}/keys`))
  assert.equal(other.status, 404)
  assert.deepEqual(
    [issuers.serves('tokens.example.com/clusters/real/openid/v1/jwks'), issuers.serves('tokens.example.com')],
    [true, false],
  )
  assert.deepEqual(
    [issuers.servesHost('Tokens.example.com'), issuers.servesHost('example.com')],
    [true, false],
  )
})

test('a copy is replaced by the next one, which says whether its keys are others', async () => {
  const { issuers, time } = testIssuers()
  const put = (keys: readonly object[]) => issuers.mirrors.put({ issuer, source, keySet: { keys } })
  await put([rsa.jwk])
  time.now = start + 1000
  const again = await put([rsa.jwk])
  assert.ok(again.ok)
  assert.deepEqual([again.hasNewKeys, again.mirror.copiedAt], [false, start + 1000])
  const changed = await put([ec.jwk])
  assert.ok(changed.ok && changed.hasNewKeys)
  assert.deepEqual(
    issuers.mirrors.list().map(({ keys }) => keys.map(({ kid }) => kid)),
    [[ec.jwk.kid]],
  )
  assert.equal(await issuers.mirrors.delete(`${issuer}/`), false)
  assert.equal(await issuers.mirrors.delete(issuer), true)
  assert.equal(issuers.serves(`tokens.example.com/clusters/real`), false)
})

test('an issuer without a path, and one whose name ends in a slash, are found', async () => {
  for (const name of ['https://tokens.example.com', 'https://tokens.example.com/', `${issuer}/`]) {
    const { issuers } = testIssuers()
    assert.ok((await issuers.mirrors.put({ issuer: name, source, keySet: { keys: [rsa.jwk] } })).ok)
    const bare = name.replace(/\/$/, '')
    const discovery = await issuers.handler(request(`${bare}/.well-known/openid-configuration`))
    const { issuer: named, jwks_uri: keys } = JSON.parse(discovery.body as string) as Record<string, string>
    assert.deepEqual([named, keys], [name, `${bare}/openid/v1/jwks`])
    assert.ok(issuers.servesHost('tokens.example.com'))
  }
})

test('a copy takes no place of an issuer of ours, nor an issuer the place of a copy', async () => {
  const { issuers } = testIssuers()
  const [own, copied] = ['https://own.example.com/id/1', 'https://copied.example.com/id/1']
  assert.ok((await issuers.create({ url: own, owner: 'dev' })).ok)
  const refused = await issuers.mirrors.put({ issuer: own, source, keySet: { keys: [rsa.jwk] } })
  assert.deepEqual(refused, { ok: false, problem: `issuer \`${own}\` is one of this podpass` })
  assert.ok((await issuers.mirrors.put({ issuer: copied, source, keySet: { keys: [rsa.jwk] } })).ok)
  const created = await issuers.create({ url: copied, owner: 'dev' })
  assert.equal(!created.ok && created.problem.code, 'issuer-exists')
})

test('what can be no key list is refused with its reason', async () => {
  const { issuers } = testIssuers()
  const problemOf = async (keySet: unknown, name = issuer): Promise<string> => {
    const put = await issuers.mirrors.put({ issuer: name, source, keySet })
    return put.ok ? '' : put.problem
  }
  assert.match(await problemOf({}), /has no array `keys`/)
  assert.match(await problemOf({ keys: [] }), /none has a key id/)
  assert.match(await problemOf({ keys: [{ ...rsa.jwk, kid: undefined }] }), /none has a key id/)
  assert.match(await problemOf({ keys: [{ ...rsa.jwk, use: 'enc' }] }), /none can be used: .* use is not sig/)
  assert.match(await problemOf({ keys: [rsa.jwk] }, 'https://a.example.com:6443'), /must not hold a port/)
  assert.deepEqual(issuers.mirrors.list(), [])
})

const documents =
  (discovery: object, status = 200): ReadDocument =>
  async (path, accept) => {
    if (status !== 200) return { ok: false, problem: { code: status, message: 'forbidden: User "x"' } }
    // As the real server: its key list is no application/json.
    if (path === '/openid/v1/jwks' && accept !== 'application/jwk-set+json')
      return { ok: false, problem: { code: 406, message: 'not acceptable' } }
    return { ok: true, value: path.startsWith('/.well-known') ? { ...discovery } : { keys: [rsa.jwk] } }
  }

test('a cluster’s documents are read from the root of its API server', async () => {
  assert.deepEqual(await readClusterDocuments(documents({ issuer })), {
    ok: true,
    documents: { issuer, keySet: { keys: [rsa.jwk] } },
  })
})

test('a cluster whose documents are of no use says why', async () => {
  const problemOf = async (read: ReadDocument): Promise<string> => {
    const answer = await readClusterDocuments(read)
    return answer.ok ? '' : answer.problem
  }
  assert.match(await problemOf(documents({})), /names no issuer/)
  assert.match(
    await problemOf(documents({ issuer: 'https://10.0.0.1:6443' })),
    /must not hold a port.*--service-account-issuer/,
  )
  assert.match(await problemOf(documents({}, 403)), /system:service-account-issuer-discovery/)
  assert.match(await problemOf(documents({}, 404)), /does not show its issuer documents/)
})
