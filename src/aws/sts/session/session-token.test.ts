import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { accountOfAccessKeyId, newAccessKeyId } from '../../../arn/index.ts'
import { newRingKey, openRingKey, type Ring } from './ring.ts'
import type { Session } from './session.ts'
import { decodeSession } from './session-codec.ts'
import { longestToken, sealSession, unsealSession } from './session-token.ts'

const now = Date.parse('2026-11-21T12:00:00Z')
const account = '111122223333'
const makeRing = (): Ring => {
  const { id, createdAt, secret } = newRingKey(now - 3_600_000, randomBytes)
  return [openRingKey(id, createdAt, secret)]
}
const ring = makeRing()
const newKeyId = (): string => newAccessKeyId('ASIA', account, randomBytes)

const plain: Session = {
  partition: 'aws',
  account,
  principal: { kind: 'role', id: 'AROAEXAMPLEEXAMPLE123', sessionName: 'botocore-session-1711758000' },
  tags: {},
  transitiveTagKeys: [],
  webIdentity: {
    provider: `arn:aws:iam::${account}:oidc-provider/oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE`,
    attributes: {
      aud: 'sts.amazonaws.com',
      sub: 'system:serviceaccount:a-long-namespace-name:a-long-account-name',
    },
  },
  chained: false,
  issuedAt: 1_711_758_000,
  expiresAt: 1_711_761_600,
}

const seal = (session: Session, accessKeyId: string) =>
  sealSession(ring, accessKeyId, session, { now, random: randomBytes })

const text = fc.string({ unit: 'grapheme', maxLength: 40 })
const record = { noNullPrototype: true } as const
const texts = fc.dictionary(text, text, { maxKeys: 5, noNullPrototype: true })
const arns = fc.array(text, { maxLength: 3 })
const sessions: fc.Arbitrary<Session> = fc.record(
  {
    partition: fc.constantFrom('aws', 'aws-cn', 'aws-us-gov'),
    account: fc.constant(account),
    principal: fc.oneof(
      fc.record({ kind: fc.constant('role' as const), id: text, sessionName: text }, record),
      fc.record({ kind: fc.constant('user' as const), id: text }, record),
      fc.record({ kind: fc.constant('federated-user' as const), name: text, userId: text }, record),
      fc.record({ kind: fc.constant('federated-user' as const), name: text }, record),
      fc.constant({ kind: 'root' as const }),
    ),
    sourceIdentity: text,
    tags: texts,
    transitiveTagKeys: arns,
    policies: fc.oneof(
      fc.record({ arns }, record),
      fc.record({ arns, inline: fc.string({ maxLength: 600 }) }, record),
    ),
    webIdentity: fc.record({ provider: text, attributes: texts }, record),
    chained: fc.boolean(),
    mfaAuthenticatedAt: fc.nat(),
    delivery: fc.constantFrom('ec2-1.0' as const, 'ec2-2.0' as const, 'eks-pod-identity' as const),
    issuedAt: fc.nat(),
    expiresAt: fc.nat(),
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'partition',
      'account',
      'principal',
      'tags',
      'transitiveTagKeys',
      'chained',
      'issuedAt',
      'expiresAt',
    ],
  },
)

test('a sealed session opens as it was', () => {
  fc.assert(
    fc.property(sessions, (session) => {
      const id = newKeyId()
      const sealed = seal(session, id)!
      assert.deepEqual(unsealSession(ring, id, sealed.token), {
        outcome: 'open',
        session,
        secretAccessKey: sealed.secretAccessKey,
      })
    }),
    { numRuns: 200 },
  )
})

test('no bit of a token can be turned', () => {
  const id = newKeyId()
  const bytes = Buffer.from(seal(plain, id)!.token, 'base64')
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const turned = Buffer.from(bytes)
    turned[bit >> 3]! ^= 1 << (bit & 7)
    assert.notEqual(unsealSession(ring, id, turned.toString('base64')).outcome, 'open', `bit ${bit}`)
  }
})

test('no character of a token can be another, left out or added', () => {
  const id = newKeyId()
  const { token } = seal(plain, id)!
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === 'A' ? 'B' : 'A'
    for (const text of [
      token.slice(0, at) + other + token.slice(at + 1),
      token.slice(0, at),
      `${token.slice(0, at)} ${token.slice(at)}`,
    ])
      assert.notEqual(unsealSession(ring, id, text).outcome, 'open', `character ${at}`)
  }
})

test('a token opens with its own access key id alone', () => {
  const [mine, other] = [newKeyId(), newKeyId()]
  const { token } = seal(plain, mine)!
  assert.equal(unsealSession(ring, other, token).outcome, 'mismatched')
  assert.equal(unsealSession(ring, mine.toLowerCase(), token).outcome, 'mismatched')
  assert.equal(unsealSession(ring, '', token).outcome, 'mismatched')
})

test('a token of another installation is not opened', () => {
  const id = newKeyId()
  const { token } = seal(plain, id)!
  assert.equal(unsealSession(makeRing(), id, token).outcome, 'malformed')
  const namesake = [openRingKey(ring[0]!.id, now, randomBytes(32))]
  assert.equal(unsealSession(namesake, id, token).outcome, 'mismatched')
})

test('any text whatever is answered, not thrown at', () => {
  const { token } = seal(plain, newKeyId())!
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string({ unit: 'binary' }),
        fc.base64String(),
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64')),
        fc
          .uint8Array({ maxLength: 200 })
          .map((bytes) =>
            Buffer.concat([Buffer.from(token, 'base64').subarray(0, 5), bytes]).toString('base64'),
          ),
      ),
      fc.string(),
      (text, id) => {
        assert.notEqual(unsealSession(ring, id, text).outcome, 'open')
      },
    ),
    { numRuns: 500 },
  )
})

test('secrets have 40 characters and no two sessions share one', () => {
  const id = newKeyId()
  const secrets = Array.from({ length: 50 }, () => seal(plain, id)!.secretAccessKey)
  for (const secret of secrets) assert.match(secret, /^[A-Za-z0-9+/]{40}$/)
  assert.equal(new Set(secrets).size, secrets.length)
})

test('the access key id tells the account', () => {
  assert.match(newKeyId(), /^ASIA[A-Z2-7]{16}$/)
  assert.equal(accountOfAccessKeyId(newKeyId()), account)
})

test('a plain web identity session has a token of at most 1,000 characters of base64', () => {
  const { token } = seal(plain, newKeyId())!
  assert.ok(token.length <= 1000, String(token.length))
  assert.match(token, /^[A-Za-z0-9+/]+={0,2}$/)
})

test('a token that an earlier version gave out still opens', () => {
  const session: Session = {
    partition: 'aws',
    account,
    principal: { kind: 'role', id: 'AROAEXAMPLEEXAMPLE123', sessionName: 'one' },
    tags: {},
    transitiveTagKeys: [],
    chained: false,
    issuedAt: now / 1000,
    expiresAt: now / 1000 + 3600,
  }
  const earlier = [openRingKey('0a0b0c0d', 0, Buffer.alloc(32, 7))]
  const sealed = {
    token:
      'AQoLDA0JCQkJCQkJCQkJCQk7EOjAkxuRHzu8lS+kkDyjiRHgRKH9atHictMoLF/D9mkTzuBuyUjm9xbSa6Zbw1k6oCwxuvT7y10+FeAgq8GQ/FO/UvgSg3dXcAbXEuM2e8iELHccun72OP5C+z9zC/hEiSW8XzggZgzcB+A=',
    secretAccessKey: '7L27fP0YR33JEG1GWNC4T0sX49MkxNTxWUd0Xjjo',
  }
  const id = 'ASIAY34FZKBOKMUTVV7A'
  const random = (length: number) => new Uint8Array(length).fill(9)
  assert.deepEqual(sealSession(earlier, id, session, { now, random }), sealed)
  assert.deepEqual(unsealSession(earlier, id, sealed.token), {
    outcome: 'open',
    session,
    secretAccessKey: sealed.secretAccessKey,
  })
})

test('a session of a kind that is not known is nobody', () => {
  const wire = { a: account, k: 'emperor', e: [1, 900] }
  assert.throws(() => decodeSession(Buffer.from(`\0${JSON.stringify(wire)}`)), {
    name: 'TypeError',
    message: 'session is of a kind that is not known',
  })
})

test('a text longer than any token is none, however it begins', () => {
  const ofLength = (characters: number): string =>
    Buffer.concat([ring[0]!.header, Buffer.alloc((characters / 4) * 3 - 5)]).toString('base64')
  assert.equal(unsealSession(ring, newKeyId(), ofLength(4096)).outcome, 'mismatched')
  assert.equal(unsealSession(ring, newKeyId(), ofLength(4100)).outcome, 'malformed')
})

test('a text that has no room for a session is none', () => {
  const ofBytes = (bytes: number): string =>
    Buffer.concat([ring[0]!.header, Buffer.alloc(bytes - 5)]).toString('base64')
  assert.equal(unsealSession(ring, newKeyId(), ofBytes(33)).outcome, 'malformed')
  assert.equal(unsealSession(ring, newKeyId(), ofBytes(34)).outcome, 'mismatched')
})

test('a session that does not fit 4,096 characters is not sealed', () => {
  const policy = (bytes: number): Session => ({
    ...plain,
    policies: { arns: [], inline: randomBytes(bytes).toString('hex') },
  })
  const noise = randomBytes(3000).toString('hex')
  const lengths = Array.from({ length: 350 }, (_, step) => {
    const policies = { arns: [], inline: noise.slice(0, 4950 + step) }
    return seal({ ...plain, policies }, newKeyId())?.token.length
  })
  assert.equal(Math.max(...lengths.filter((length) => length !== undefined)), longestToken)
  assert.equal(seal(policy(6000), newKeyId()), undefined)
})
