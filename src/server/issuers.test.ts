import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { IssuerAnswer, RotateOptions } from '../kubernetes/issuer/index.ts'
import { issuersForPodpass } from './issuers.ts'

const url = 'https://oidc.eks.us-east-1.amazonaws.com/id/A'
const account = '111122223333'

function setUp(answer: IssuerAnswer) {
  const rotations: (readonly [string, RotateOptions | undefined])[] = []
  const forgotten: string[] = []
  const issuers = issuersForPodpass(
    {
      list: () => [],
      rotate: async (issuer, options) => {
        rotations.push([issuer, options])
        return answer
      },
    },
    (issuer) => forgotten.push(issuer),
  )
  return { issuers, rotations, forgotten }
}

test('after a rotation STS forgets the keys that it remembers', async () => {
  const { issuers, rotations, forgotten } = setUp({
    ok: true,
    issuer: {
      url,
      hostAndPath: url.slice('https://'.length),
      jwksUri: `${url}/keys`,
      owner: 'dev',
      createdAt: 0,
      keys: [],
    },
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
