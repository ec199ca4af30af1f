import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IssuerAnswer, RotateOptions } from '../../kubernetes/issuer/index.ts'
import { issuersForPodpass } from './issuers.ts'

const url = 'https://oidc.eks.us-east-1.amazonaws.com/id/A'
const account = '111122223333'

const issuer = {
  url,
  hostAndPath: url.slice('https://'.length),
  jwksUri: `${url}/keys`,
  owner: 'dev',
  createdAt: 0,
  keys: [],
}

function setUp(answer: IssuerAnswer) {
  const rotations: (readonly [string, RotateOptions | undefined])[] = []
  const forgotten: string[] = []
  const issuers = issuersForPodpass(
    {
      list: () => [issuer],
      rotate: async (issuer, options) => {
        rotations.push([issuer, options])
        return answer
      },
    },
    { sees: (who) => who === account, forget: (url) => void forgotten.push(url) },
  )
  return { issuers, rotations, forgotten }
}

test('after a rotation STS forgets the keys that it remembers', async () => {
  const { issuers, rotations, forgotten } = setUp({
    ok: true,
    issuer,
  })
  const told = await issuers.rotate(url, { account, immediately: true })
  assert.equal(told?.cluster, 'dev')
  assert.deepEqual(rotations, [[url, { immediately: true }]])
  assert.deepEqual(forgotten, [url])
})

test('a rotation that is refused changes nothing', async () => {
  const missing = setUp({ ok: false, problem: { code: 'no-such-issuer', message: 'none' } })
  assert.equal(await missing.issuers.rotate(url, { account, immediately: false }), undefined)
  const busy = setUp({ ok: false, problem: { code: 'rotation-under-way', message: 'wait' } })
  await assert.rejects(busy.issuers.rotate(url, { account, immediately: false }), {
    code: 'ValidationException',
  })
  assert.deepEqual([...missing.forgotten, ...busy.forgotten], [])
})

test('an account neither sees nor rotates the issuer of another', async () => {
  const { issuers, rotations } = setUp({ ok: true, issuer })
  assert.deepEqual(
    issuers.list(account).map((told) => told.issuer),
    [url],
  )
  assert.deepEqual(issuers.list('444455556666'), [])
  assert.equal(await issuers.rotate(url, { account: '444455556666', immediately: false }), undefined)
  assert.deepEqual(rotations, [])
})
