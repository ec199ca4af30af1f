import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemoryStore } from '../../../store/index.ts'
import { createOutboundKeys } from './issuer-keys.ts'

test("an account's keys are made once, and each is wrapped for its account and name", async () => {
  const purposes: string[] = []
  const keyWrap = {
    wrap: (secret: Uint8Array, purpose: string) => {
      purposes.push(purpose)
      return `${purpose}|${Buffer.from(secret).toString('hex')}`
    },
    unwrap: (text: string, purpose: string) => {
      const [madeFor, secret] = text.split('|') as [string, string]
      assert.equal(madeFor, purpose)
      return Buffer.from(secret, 'hex')
    },
  }
  const keys = createOutboundKeys({ store: createMemoryStore(), keyWrap })
  const published = await keys.published('111122223333')
  assert.deepEqual(
    published.map(({ kid, alg }) => [kid, alg]),
    [
      ['RSA_0', 'RS256'],
      ['EC384_0', 'ES384'],
    ],
  )
  assert.deepEqual(await keys.published('111122223333'), published)
  assert.equal((await keys.signingKey('111122223333', 'ES384')).kid, 'EC384_0')
  assert.deepEqual(purposes.toSorted(), [
    'sts outbound key 111122223333 EC384_0',
    'sts outbound key 111122223333 RSA_0',
  ])
})
