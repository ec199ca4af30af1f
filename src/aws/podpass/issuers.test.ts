import assert from 'node:assert/strict'
import { test } from 'node:test'
import { management, member, time, issuer, mirrored, setUp } from './podpass.test-support.ts'

test('issuers are listed and rotated', async () => {
  const { ask, refused } = setUp()
  const shown = {
    Issuer: issuer.issuer,
    Cluster: 'demo',
    SigningKeyId: 'k1',
    Keys: [
      {
        KeyId: 'k1',
        Algorithm: 'RS256',
        State: 'signing',
        PublishedAt: new Date(time),
        SignsFrom: new Date(time),
      },
    ],
  }
  assert.deepEqual(await ask('ListIssuers'), { Issuers: [shown] })
  assert.deepEqual(await ask('ListIssuers', {}, member), { Issuers: [] })
  assert.deepEqual(await ask('RotateIssuerKey', { Issuer: issuer.issuer }), { Issuer: shown })
  assert.equal(await refused('RotateIssuerKey', { Issuer: 'https://x' }), 'ResourceNotFoundException')
  assert.equal(
    await refused('RotateIssuerKey', { Issuer: issuer.issuer }, member),
    'ResourceNotFoundException',
  )
  const status = (await ask('GetStatus')) as { AccountId: string; Services: string[] }
  assert.equal(status.AccountId, management)
  assert.deepEqual(status.Services, ['sts'])
})

test('a key that leaked is replaced at once, when that is asked for in so many words', async () => {
  const asked: boolean[] = []
  const { ask } = setUp({
    issuers: {
      list: () => [issuer],
      rotate: async (_name, { immediately }) => {
        asked.push(immediately)
        return issuer
      },
    },
  })
  await ask('RotateIssuerKey', { Issuer: issuer.issuer, Immediately: true })
  await ask('RotateIssuerKey', { Issuer: issuer.issuer, Immediately: false })
  await ask('RotateIssuerKey', { Issuer: issuer.issuer })
  assert.deepEqual(asked, [true, false, false])
})

test('the keys of another cluster are copied for all accounts by the first one alone', async () => {
  const { ask, refused } = setUp()
  const put = { Issuer: mirrored.issuer, Source: mirrored.source, KeySet: '{"keys":[1]}' }
  const shown = {
    Issuer: mirrored.issuer,
    Source: mirrored.source,
    KeyIds: ['a'],
    CopiedAt: new Date(time),
  }
  assert.deepEqual(await ask('PutIssuerMirror', put), { Mirror: shown })
  assert.deepEqual(await ask('ListIssuerMirrors'), { Mirrors: [shown] })
  assert.deepEqual(await ask('ListIssuerMirrors', {}, member), { Mirrors: [] })
  assert.deepEqual(await ask('DeleteIssuerMirror', { Issuer: mirrored.issuer }), {})
  assert.equal(await refused('PutIssuerMirror', { ...put, KeySet: '{"keys":[]}' }), 'ValidationException')
  assert.equal(await refused('PutIssuerMirror', { ...put, KeySet: '{' }), 'ValidationException')
  assert.equal(await refused('PutIssuerMirror', put, member), 'AccessDeniedException')
  assert.equal(
    await refused('DeleteIssuerMirror', { Issuer: mirrored.issuer }, member),
    'AccessDeniedException',
  )
  assert.equal(await refused('DeleteIssuerMirror', { Issuer: 'https://other' }), 'ResourceNotFoundException')
})
