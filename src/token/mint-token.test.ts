/** Tokens as kube-apiserver makes them, with jose as the second opinion on every algorithm. */
import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { asyncProperty, assert as check, jsonValue, record, string } from 'fast-check'
import { compactVerify, CompactSign, createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { type Algorithm, algorithms } from './algorithms.ts'
import {
  discoveryDocument,
  discoveryUrlOf,
  eksKeyId,
  isEksIssuer,
  jwksDocument,
  keyIdFor,
  kubernetesKeyId,
  mintToken,
  parseToken,
  publicJwkOf,
  type ServiceAccountTokenInput,
  signToken,
  verifySignature,
  verifyToken,
} from './index.ts'
import { ec, issuer, keyFor, keySet, now, parsed, rsa, seconds } from './token.test-support.ts'

const input: ServiceAccountTokenInput = {
  issuer,
  audiences: ['sts.amazonaws.com'],
  apiAudiences: ['https://kubernetes.default.svc'],
  namespace: 'demo',
  serviceAccount: { name: 'web', uid: '5fd63c6f-0001' },
  now: now + 999,
  jti: '104922e6-1081-4480-aeed-35890da7e17a',
}
const key = { kid: 'k', alg: 'RS256' as const, privateKey: rsa }
const pod = { name: 'app', uid: '22288611-0001' }
const node = { name: 'node-1', uid: 'b3480063-0001' }

async function minted(change: Partial<ServiceAccountTokenInput> = {}) {
  const result = await mintToken({ ...input, ...change }, key)
  assert.ok(result.ok, JSON.stringify(result))
  const [header, payload] = result.token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  return { ...result, header, payload }
}

test('the bytes are those of kube-apiserver: members in its order, header of alg and kid alone', async () => {
  const { header, payload, expiresAt } = await minted({ pod, node })
  assert.equal(expiresAt, now + 3_600_000)
  assert.equal(header, '{"alg":"RS256","kid":"k"}')
  assert.equal(
    payload,
    `{"aud":["sts.amazonaws.com"],"exp":${seconds + 3600},"iat":${seconds},"iss":"${issuer}","jti":"104922e6-1081-4480-aeed-35890da7e17a","kubernetes.io":{"namespace":"demo","node":{"name":"node-1","uid":"b3480063-0001"},"pod":{"name":"app","uid":"22288611-0001"},"serviceaccount":{"name":"web","uid":"5fd63c6f-0001"}},"nbf":${seconds},"sub":"system:serviceaccount:demo:web"}`,
  )
})

test('a token names only what it is bound to', async () => {
  const bound = async (change: object) => JSON.stringify((await minted(change)).claims['kubernetes.io'])
  const account = '"serviceaccount":{"name":"web","uid":"5fd63c6f-0001"}'
  assert.equal(await bound({}), `{"namespace":"demo",${account}}`)
  assert.equal(
    await bound({ node }),
    `{"namespace":"demo","node":{"name":"node-1","uid":"b3480063-0001"},${account}}`,
  )
  assert.equal(
    await bound({ node: { name: 'gone' } }),
    `{"namespace":"demo","node":{"name":"gone"},${account}}`,
  )
  assert.equal(
    await bound({ secret: { name: 's', uid: 'u' } }),
    `{"namespace":"demo","secret":{"name":"s","uid":"u"},${account}}`,
  )
})

test('the lifetime is an hour, or what is asked from 10 minutes on, or the longest there is', async () => {
  const lifetime = async (change: object) => (await minted(change)).claims.exp - seconds
  assert.equal(await lifetime({}), 3600)
  assert.equal(await lifetime({ expirationSeconds: 600 }), 600)
  assert.equal(await lifetime({ expirationSeconds: 2 ** 32 }), 2 ** 32)
  assert.equal(await lifetime({ expirationSeconds: 2 ** 32, maxLifetime: 86_400 }), 86_400)
  for (const [expirationSeconds, text] of [
    [599, 'may not specify a duration less than 10 minutes'],
    [0, 'may not specify a duration less than 10 minutes'],
    [-1, 'may not specify a duration less than 10 minutes'],
    [Number.NaN, 'may not specify a duration less than 10 minutes'],
    [2 ** 32 + 1, 'may not specify a duration larger than 2^32 seconds'],
  ] as const) {
    const refused = await mintToken({ ...input, expirationSeconds }, key)
    assert.deepEqual(refused, { ok: false, problem: { code: 'lifetime', message: text } })
  }
})

test('only exactly 3607 s for a pod and the API server alone become a year with a warning', async () => {
  const api = 'https://kubernetes.default.svc'
  const outcome = async (change: object) => {
    const { claims } = await minted({ expirationSeconds: 3607, pod, audiences: [api], ...change })
    const { warnafter } = claims['kubernetes.io'] as { warnafter?: number }
    return [claims.exp - seconds, warnafter === undefined ? undefined : warnafter - seconds]
  }
  assert.deepEqual(await outcome({}), [31_536_000, 3607])
  assert.deepEqual(await outcome({ audiences: [] }), [31_536_000, 3607])
  assert.deepEqual(await outcome({ maxLifetime: 86_400 }), [31_536_000, 3607])
  assert.deepEqual(await outcome({ audiences: ['sts.amazonaws.com'] }), [3607, undefined])
  assert.deepEqual(await outcome({ audiences: [api, 'sts.amazonaws.com'] }), [3607, undefined])
  assert.deepEqual(await outcome({ pod: undefined }), [3607, undefined])
  assert.deepEqual(await outcome({ expirationSeconds: 3606 }), [3606, undefined])
  const { payload } = await minted({ expirationSeconds: 3607, pod, audiences: [api] })
  assert.match(payload!, /"serviceaccount":\{[^}]*\},"warnafter":\d+\},"nbf"/)
})

test('a token for nobody is not made', async () => {
  for (const audiences of [[], ['a', '']]) {
    const refused = await mintToken({ ...input, audiences, apiAudiences: [] }, key)
    const message = 'audience must not be empty'
    assert.deepEqual(refused, { ok: false, problem: { code: 'audience', message } })
  }
})

test('a key is called as EKS calls its own for its issuers, else as kube-apiserver does', () => {
  for (const eks of [
    issuer,
    'https://oidc.eks.cn-north-1.amazonaws.com.cn/id/8AF2D61DF335B97C72A2ADEA1614706B',
    'https://oidc-eks.us-east-1.api.aws/id/8AF2D61DF335B97C72A2ADEA1614706B',
  ])
    assert.ok(isEksIssuer(eks), eks)
  for (const other of [
    'https://127.0.0.1:16443/oidc',
    'https://example.com/id/8AF2D61DF335B97C72A2ADEA1614706B',
    issuer.toLowerCase(),
    `${issuer}/`,
    issuer.replace('https', 'http'),
  ])
    assert.ok(!isEksIssuer(other), other)
  assert.match(keyIdFor(issuer, rsa), /^[0-9a-f]{40}$/)
  assert.equal(keyIdFor(issuer, rsa), eksKeyId(createPublicKey(rsa)))
  assert.equal(keyIdFor('https://example.com', ec['P-256']), kubernetesKeyId(ec['P-256']))
  assert.match(kubernetesKeyId(rsa), /^[\w-]{43}$/)
})

test('a key that can sign no token is not published', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey
  for (const [key, kty] of [
    [other, 'EC'],
    [generateKeyPairSync('ed25519').privateKey, 'OKP'],
  ] as const)
    assert.throws(() => publicJwkOf(key, 'k'), new TypeError(`key of kind ${kty} cannot sign tokens`))
})

test('the documents are those of kube-apiserver, byte for byte', () => {
  const discovery = discoveryDocument({ issuer: 'https://i', jwksUri: 'https://i/openid/v1/jwks' })
  assert.equal(discovery.contentType, 'application/json')
  assert.equal(
    discovery.body,
    '{"issuer":"https://i","jwks_uri":"https://i/openid/v1/jwks","response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}',
  )
  const { contentType, body } = jwksDocument([publicJwkOf(rsa, 'a'), publicJwkOf(ec['P-256'], 'b')])
  assert.equal(contentType, 'application/jwk-set+json')
  assert.match(
    body,
    /^\{"keys":\[\{"use":"sig","kty":"RSA","kid":"a","alg":"RS256","n":"[\w-]+","e":"AQAB"\},\{"use":"sig","kty":"EC","kid":"b","crv":"P-256","alg":"ES256","x":"[\w-]+","y":"[\w-]+"\}\]\}$/,
  )
  assert.equal(discoveryUrlOf('https://i/x/'), 'https://i/x/.well-known/openid-configuration')
})

test('jose verifies what is minted, by the published document', async () => {
  const { token } = await minted()
  const set = createLocalJWKSet(JSON.parse(jwksDocument([publicJwkOf(rsa, 'k')]).body) as JSONWebKeySet)
  const { payload } = await jwtVerify(token, set, {
    issuer,
    audience: 'sts.amazonaws.com',
    currentDate: new Date(now),
  })
  assert.equal(payload.sub, 'system:serviceaccount:demo:web')
})

for (const alg of Object.keys(algorithms) as Algorithm[]) {
  const privateKey = keyFor(alg)
  const published = keySet({ ...publicJwkOf(privateKey, 'k'), alg })

  test(`${alg}: jose takes what is signed here, and here is taken what jose signs`, async () => {
    const ours = await signToken({ sub: 'a' }, { kid: 'k', alg, privateKey })
    await compactVerify(ours, createPublicKey(privateKey))
    const theirs = await new CompactSign(Buffer.from('{"sub":"a"}'))
      .setProtectedHeader({ alg, kid: 'k' })
      .sign(privateKey)
    assert.ok(verifySignature(parsed(ours), published).ok)
    assert.ok(verifySignature(parsed(theirs), published).ok)
  })
}

test('whatever claims are signed, they come back and verify', async () => {
  const published = keySet(publicJwkOf(ec['P-256'], 'k'))
  const signing = { kid: 'k', alg: 'ES256' as const, privateKey: ec['P-256'] }
  await check(
    asyncProperty(
      record({ sub: string({ unit: 'grapheme' }), extra: jsonValue({ maxDepth: 4 }) }),
      async (claims) => {
        const text = await signToken(claims, signing)
        const result = parseToken(text)
        assert.ok(result.ok)
        assert.equal(JSON.stringify(result.token.claims), JSON.stringify(claims))
        assert.ok(verifySignature(result.token, published).ok)
      },
    ),
    { numRuns: 60 },
  )
})

test('a whole verification tells every check, the form first', async () => {
  const { token } = await minted()
  const keys = keySet(publicJwkOf(rsa, 'k'))
  const verified = verifyToken({ token, keys, now, issuer, audiences: ['sts.amazonaws.com'] })
  assert.ok(verified.ok && verified.checks.length === 12 && verified.checks.every(({ passed }) => passed))
  assert.ok(verifyToken({ token: parsed(token), keys, now }).ok)
  assert.deepEqual(verified.checks[0], {
    name: 'token form',
    passed: true,
    detail: 'is a JWS in compact form',
  })
  assert.deepEqual(verifyToken({ token: 'x', keys, now }), {
    ok: false,
    problem: { code: 'not-three-parts', message: 'token is not three parts joined by dots' },
    checks: [{ name: 'token form', passed: false, detail: 'token is not three parts joined by dots' }],
  })
  const late = verifyToken({ token, keys, now: now + 3_600_000 })
  assert.equal(!late.ok && late.problem.code, 'expired')
  assert.deepEqual(
    late.checks.map(({ name, passed }) => `${name} ${passed}`),
    [
      'token form true',
      'required claims true',
      'claim types true',
      'issuer true',
      'audience true',
      'expiry false',
    ],
  )
  const forged = verifyToken({ token: `${token.slice(0, -4)}AAAA`, keys, now })
  assert.equal(!forged.ok && forged.problem.code, 'wrong-signature')
  assert.equal(forged.checks.at(-1)!.passed, false)
})
