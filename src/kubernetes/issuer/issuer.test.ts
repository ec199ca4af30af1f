/** Issuers through their own door: create, mint, rotate, serve. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { parseToken, readKeySet, verifyToken } from '../../token/index.ts'
import { createIssuers, type IssuerAnswer, issuerUrlProblem, newIssuerUrl } from './index.ts'
import { request, start, testIssuers, testWrap } from './issuer.test-support.ts'

const url = 'https://oidc.eks.us-east-2.amazonaws.com/id/8AF2D61DF335B97C72A2ADEA1614706B'
const account = {
  audiences: ['sts.amazonaws.com'],
  namespace: 'default',
  serviceAccount: { name: 'my-sa', uid: '91878549-9996-48a4-a83a-3d6693773331' },
}

async function withIssuer() {
  const world = testIssuers()
  const answer = await world.issuers.create({ url, owner: 'demo' })
  assert.ok(answer.ok)
  return { ...world, issuer: answer.issuer }
}

const keysServedBy = async (issuers: ReturnType<typeof createIssuers>) => {
  const response = await issuers.handler(request(`${url}/keys`))
  assert.equal(response.status, 200)
  const read = readKeySet(JSON.parse(response.body as string))
  assert.ok(read.ok)
  return read.keys
}

const mint = async (issuers: ReturnType<typeof createIssuers>, more = {}) => {
  const minted = await issuers.mint({ issuer: url, ...account, ...more })
  assert.ok(minted.ok, JSON.stringify(minted))
  return minted
}

const refusal = (answer: IssuerAnswer): string => (answer.ok ? 'none' : answer.problem.code)

test('an issuer is named as EKS names its own, in each partition, or below a base', () => {
  const random = (length: number) => new Uint8Array(length).fill(0xab)
  const id = 'AB'.repeat(16)
  assert.equal(
    newIssuerUrl({ region: 'eu-west-1', random }),
    `https://oidc.eks.eu-west-1.amazonaws.com/id/${id}`,
  )
  assert.equal(
    newIssuerUrl({ region: 'cn-north-1', random }),
    `https://oidc.eks.cn-north-1.amazonaws.com.cn/id/${id}`,
  )
  assert.equal(
    newIssuerUrl({ region: 'x', base: 'https://ids.example.com/k8s/', random }),
    `https://ids.example.com/k8s/id/${id}`,
  )
})

test('an issuer that is no plain https URL is refused', async () => {
  const { issuers } = testIssuers()
  for (const bad of [
    'http://example.com/id/1',
    'https://example.com:8443/id/1',
    'https://example.com:443/id/1',
    'https://user@example.com/',
    'https://example.com/?a',
    'https://example.com/#a',
    'https://EXAMPLE.com/id/1',
    'https://example.com/a/../b',
    `https://example.com/${'a'.repeat(300)}`,
    'example.com',
  ]) {
    assert.notEqual(issuerUrlProblem(bad), undefined, bad)
    assert.equal(refusal(await issuers.create({ url: bad, owner: 'x' })), 'issuer-url')
  }
  assert.equal(issuerUrlProblem('https://example.com'), undefined)
})

test('discovery and key list are served with the bytes and headers of kube-apiserver', async () => {
  const { issuers, issuer } = await withIssuer()
  const discovery = await issuers.handler(request(`${url}/.well-known/openid-configuration`))
  assert.equal(discovery.status, 200)
  assert.equal(discovery.headers['content-type'], 'application/json')
  assert.equal(discovery.headers['cache-control'], 'public, max-age=3600')
  assert.equal(
    discovery.body,
    `{"issuer":"${url}","jwks_uri":"${url}/keys","response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}`,
  )
  const jwks = await issuers.handler(request(`${url}/keys?x=1`))
  assert.equal(jwks.headers['content-type'], 'application/jwk-set+json')
  assert.equal(jwks.headers['cache-control'], 'public, max-age=3600')
  assert.match(
    jwks.body as string,
    /^\{"keys":\[\{"use":"sig","kty":"RSA","kid":"[0-9a-f]{40}","alg":"RS256","n":"[\w-]{342}","e":"AQAB"\}\]\}$/,
  )
  assert.ok((jwks.body as string).includes(issuer.keys[0]!.kid))
})

test('documents are found by host and path alone, with any port, and by GET and HEAD alone', async () => {
  const { issuers } = await withIssuer()
  const status = async (target: string, method?: string) =>
    (await issuers.handler(request(target, method))).status
  assert.equal(await status(`${url.replace('.com/', '.com:8443/')}/keys`), 200)
  assert.equal(await status(`${url}/keys`.replace('us-east-2', 'us-east-1')), 404)
  assert.equal(await status(`${url.toLowerCase()}/keys`), 404)
  assert.equal(await status(url), 404)
  assert.equal(await status(`${url}/`), 404)
  assert.equal(await status(`${url}/keys/`), 404)
  assert.equal(await status(`${url}/keys/keys`), 404)
  assert.equal(await status('https://oidc.eks.us-east-2.amazonaws.com/keys'), 404)
  assert.equal(await status(`${url}/keys`, 'POST'), 405)
  const head = await issuers.handler(request(`${url}/keys`, 'HEAD'))
  assert.deepEqual([head.status, head.body], [200, undefined])
  const nameless = { ...request(`${url}/keys`), headers: {} }
  assert.equal((await issuers.handler(nameless)).status, 404)
})

test('the table finds an issuer by the host and path of its documents', async () => {
  const { issuers } = await withIssuer()
  const name = url.slice('https://'.length)
  for (const found of [name, `${name}/`, `${name}/keys`, `${name}/.well-known/openid-configuration`])
    assert.equal(issuers.resolve(found)?.url, url, found)
  for (const unknown of [`${name}0`, `x${name}`, `${name}/other`, 'oidc.eks.us-east-2.amazonaws.com', ''])
    assert.equal(issuers.resolve(unknown), undefined, unknown)
  assert.equal(issuers.servesHost('OIDC.eks.us-east-2.amazonaws.com'), true)
  assert.equal(issuers.servesHost('oidc.eks.us-east-2.amazonaws.co'), false)
  assert.equal(issuers.servesHost('oidc.eks.us-east-1.amazonaws.com'), false)
})

test('a minted token verifies against the published keys and carries the claims that were asked for', async () => {
  const { issuers } = await withIssuer()
  const { token, expiresAt } = await mint(issuers)
  const verified = verifyToken({
    token,
    keys: await keysServedBy(issuers),
    now: start,
    issuer: url,
    audiences: ['sts.amazonaws.com'],
  })
  assert.ok(verified.ok)
  assert.equal(expiresAt, start + 3_600_000)
  assert.deepEqual(Object.keys(verified.token.header), ['alg', 'kid'])
  assert.equal(verified.token.claims.sub, 'system:serviceaccount:default:my-sa')
  const own = issuers.keysOf(url)
  assert.ok(own && verifyToken({ token, keys: own, now: start }).ok)
})

test('a token lives at most a day, but an extended one its year', async () => {
  const { issuers } = await withIssuer()
  assert.equal((await mint(issuers, { expirationSeconds: 1_000_000 })).claims.exp, start / 1000 + 86_400)
  const pod = { name: 'p', uid: 'u' }
  const extended = await mint(issuers, { audiences: [], expirationSeconds: 3607, pod })
  assert.equal(extended.claims.exp, start / 1000 + 31_536_000)
  assert.deepEqual(extended.claims.aud, ['https://kubernetes.default.svc'])
})

test('a token that lives less than 10 minutes and one of an unknown issuer are refused', async () => {
  const { issuers } = await withIssuer()
  const short = await issuers.mint({ issuer: url, ...account, expirationSeconds: 599 })
  assert.ok(!short.ok)
  assert.deepEqual(short.problem, {
    code: 'lifetime',
    message: 'may not specify a duration less than 10 minutes',
  })
  const foreign = await issuers.mint({ issuer: `${url}0`, ...account })
  assert.equal(!foreign.ok && foreign.problem.code, 'no-such-issuer')
})

test('a new key is published at once, signs an hour later, and the old one stays until its last token has expired', async () => {
  const { issuers, time } = await withIssuer()
  const rotated = await issuers.rotate(url)
  assert.ok(rotated.ok)
  const [old, fresh] = rotated.issuer.keys
  assert.deepEqual([old!.state, fresh!.state], ['signs', 'will-sign'])
  assert.equal((await keysServedBy(issuers)).keys.length, 2)
  const kidNow = async () => {
    const parsed = parseToken((await mint(issuers)).token)
    return parsed.ok && parsed.token.header.kid
  }

  time.now = start + 3_600_000 - 1
  assert.equal(await kidNow(), old!.kid)
  assert.equal(refusal(await issuers.rotate(url)), 'rotation-under-way')
  time.now = start + 3_600_000
  assert.equal(await kidNow(), fresh!.kid)
  assert.equal(old!.retiresAt, start + 3_600_000 + 31_536_000_000)
  time.now = old!.retiresAt - 1
  assert.equal((await keysServedBy(issuers)).keys.length, 2)
  time.now = old!.retiresAt
  assert.deepEqual(
    (await keysServedBy(issuers)).keys.map((key) => key.kid),
    [fresh!.kid],
  )
})

test('an immediate rotation voids the tokens of the old key', async () => {
  const { issuers } = await withIssuer()
  const { token } = await mint(issuers)
  assert.ok((await issuers.rotate(url)).ok)
  assert.ok((await issuers.rotate(url, { immediately: true })).ok)
  const keys = await keysServedBy(issuers)
  assert.equal(keys.keys.length, 1)
  const verified = verifyToken({ token, keys, now: start })
  assert.equal(!verified.ok && verified.problem.code, 'unknown-key')
  assert.ok(verifyToken({ token: (await mint(issuers)).token, keys, now: start }).ok)
})

test('an issuer is made once, listed and deleted', async () => {
  const { issuers } = await withIssuer()
  assert.equal(refusal(await issuers.create({ url, owner: 'other' })), 'issuer-exists')
  assert.deepEqual(
    issuers.list().map((each) => [each.url, each.owner]),
    [[url, 'demo']],
  )
  assert.equal(await issuers.delete(url), true)
  assert.equal(await issuers.delete(url), false)
  assert.equal(issuers.get(url), undefined)
  assert.equal((await issuers.handler(request(`${url}/keys`))).status, 404)
  assert.equal(refusal(await issuers.rotate(url)), 'no-such-issuer')
})

test('of two that make the same issuer at once, one is refused', async () => {
  const { issuers } = testIssuers()
  const answers = await Promise.all([
    issuers.create({ url, owner: 'a' }),
    issuers.create({ url, owner: 'b' }),
  ])
  assert.deepEqual(answers.map(refusal).sort(), ['issuer-exists', 'none'])
})

test('the store holds no private key in the clear, and another wrap key signs nothing', async () => {
  const { issuers, store, needs } = await withIssuer()
  const again = createIssuers(needs)
  assert.ok((await again.mint({ issuer: url, ...account })).ok)
  const kept = JSON.stringify(store.list(''))
  // As a document or a text of its own; within sealed ones any letters may follow each other.
  assert.doesNotMatch(kept, /"MII|PRIVATE KEY|\\?"d\\?":/)
  const stranger = createIssuers({ ...needs, secretWrap: testWrap(randomBytes(32)) })
  await assert.rejects(stranger.mint({ issuer: url, ...account }))
  assert.ok((await issuers.mint({ issuer: url, ...account })).ok)
})
