import assert from 'node:assert/strict'
import { test } from 'node:test'
import { credentialsUntil, failed, noon, podToken } from '../agent.test-support.ts'
import type { AgentEvent, AgentNeeds, Exchanged } from '../needs.ts'
import { readPodToken } from '../token/read-pod-token.ts'
import { keepCredentials } from './kept-credentials.ts'

const hour = 3_600_000

interface Stage {
  readonly exchange?: (token: string) => Promise<Exchanged> | Exchanged
  readonly limits?: Partial<AgentNeeds['limits']>
}

function stage({ exchange, limits }: Stage = {}) {
  const clock = { now: noon }
  const asked: string[] = []
  const events: AgentEvent[] = []
  const waits: number[] = []
  let answer =
    exchange ?? ((): Exchanged => ({ ok: true, credentials: credentialsUntil(clock.now + 6 * hour) }))
  const kept = keepCredentials({
    clock: () => clock.now,
    chance: () => 0.5,
    limits: { renewAfter: 3 * hour, size: 2000, renewalsPerSecond: 4, ...limits },
    wait: async (milliseconds) => void waits.push(milliseconds),
    tell: (event) => void events.push(event),
    exchange: async (token) => {
      asked.push(token)
      return answer(token)
    },
  })
  const get = (token: string) => {
    const read = readPodToken(token, noon)
    assert.ok(read.ok)
    return kept.get(token, read.pod)
  }
  const kinds = () => events.splice(0).map(({ kind }) => kind)
  return {
    kept,
    get,
    clock,
    asked,
    events,
    kinds,
    waits,
    answerWith: (next: typeof answer) => (answer = next),
  }
}

test('credentials are had once a token, and once for many who come at a time', async () => {
  const { get, asked, kinds } = stage()
  await Promise.all([get(podToken('1')), get(podToken('1'))])
  const again = await get(podToken('1'))
  assert.ok(again.ok)
  assert.equal(asked.length, 1)
  await get(podToken('2'))
  assert.equal(asked.length, 2)
  assert.deepEqual(kinds(), ['missed', 'fetched', 'missed', 'fetched'])
})

test('a refusal is not remembered', async () => {
  const { get, asked } = stage({ exchange: () => failed(404, 'ResourceNotFoundException') })
  assert.equal((await get(podToken('1'))).ok, false)
  assert.equal((await get(podToken('1'))).ok, false)
  assert.equal(asked.length, 2)
})

test('credentials with 15 seconds left are no credentials', async () => {
  const { get, clock, answerWith } = stage({
    exchange: () => ({ ok: true, credentials: credentialsUntil(noon + 15_000) }),
  })
  const refused = await get(podToken('1'))
  assert.deepEqual(
    refused.ok ? '' : refused.failure.message,
    'fetched credentials are expired or will expire within the next 15.00 seconds',
  )
  answerWith(() => ({ ok: true, credentials: credentialsUntil(noon + 60_000) }))
  assert.equal((await get(podToken('1'))).ok, true)
  clock.now += 45_000
  answerWith(() => ({ ok: true, credentials: credentialsUntil(noon + hour, 'ASIANEW') }))
  const renewed = await get(podToken('1'))
  assert.equal(renewed.ok && renewed.credentials.accessKeyId, 'ASIANEW')
})

test('what is due is renewed with its own token ahead of its end, at the pace that is allowed', async () => {
  const { kept, get, clock, asked, kinds, waits } = stage()
  await get(podToken('1'))
  await get(podToken('2'))
  await kept.renewDue()
  assert.equal(asked.length, 2)
  clock.now += 3 * hour
  kinds()
  await kept.renewDue()
  assert.deepEqual(asked.slice(2), [podToken('1'), podToken('2')])
  assert.deepEqual(kinds(), ['fetched', 'renewed', 'fetched', 'renewed'])
  assert.deepEqual(waits, [250, 250])
  await kept.renewDue()
  assert.equal(asked.length, 4)
})

for (const code of [
  'ResourceNotFoundException',
  'ExpiredTokenException',
  'InvalidTokenException',
  'AccessDeniedException',
])
  test(`${code} at a renewal ends what is kept`, async () => {
    const { kept, get, clock, events, answerWith } = stage()
    await get(podToken('1'))
    clock.now += 3 * hour
    events.length = 0
    answerWith(() => failed(400, code))
    await kept.renewDue()
    assert.equal(kept.size(), 0)
    const [failure, eviction] = events
    assert.ok(failure?.kind === 'renewal-failed')
    assert.deepEqual([failure.code, failure.isFinal, eviction?.kind], [code, true, 'evicted'])
  })

test('while EKS Auth is away what is kept serves on to its end, and is tried again every minute or two', async () => {
  const { kept, get, clock, asked, kinds, answerWith } = stage()
  await get(podToken('1'))
  clock.now += 3 * hour
  answerWith(() => failed(0, '', 'ECONNREFUSED'))
  kinds()
  await kept.renewDue()
  assert.deepEqual(kinds(), ['renewal-failed'])
  await kept.renewDue()
  assert.equal(asked.length, 2)
  clock.now += 90_000
  await kept.renewDue()
  assert.equal(asked.length, 3)
  assert.equal((await get(podToken('1'))).ok, true)
  clock.now = noon + 6 * hour - 15_000
  await kept.renewDue()
  assert.equal(kept.size(), 0)
  assert.equal((await get(podToken('1'))).ok, false)
})

test('the token before the last of a pod is renewed no more and serves on', async () => {
  const { kept, get, clock, asked } = stage()
  await get(podToken('1', 'old'))
  await get(podToken('2'))
  await get(podToken('1', 'new'))
  assert.equal((await get(podToken('1', 'old'))).ok, true)
  clock.now += 3 * hour
  asked.length = 0
  await kept.renewDue()
  assert.deepEqual(asked.toSorted(), [podToken('1', 'new'), podToken('2')].toSorted())
  clock.now = noon + 6 * hour
  await kept.renewDue()
  assert.equal(kept.size(), 2)
})

test('what is kept is bounded: what was renewed longest ago goes first', async () => {
  const { kept, get, asked } = stage({ limits: { size: 3 } })
  for (const uid of ['1', '2', '3', '4']) await get(podToken(uid))
  assert.equal(kept.size(), 3)
  await get(podToken('4'))
  assert.equal(asked.length, 4)
  await get(podToken('1'))
  assert.equal(asked.length, 5)
})

for (const limits of [{ size: 0 }, { renewAfter: 0 }])
  test(`nothing is kept with ${JSON.stringify(limits)}`, async () => {
    const { kept, get, asked } = stage({ limits })
    await get(podToken('1'))
    await get(podToken('1'))
    assert.deepEqual([asked.length, kept.size()], [2, 0])
  })

test('a flood of tokens becomes no flood of calls', async () => {
  let release = (): void => undefined
  const gate = new Promise<void>((resolve) => (release = resolve))
  const { get, asked } = stage({
    exchange: async () => {
      await gate
      return failed(400, 'InvalidTokenException')
    },
  })
  const all = Array.from({ length: 300 }, (_, index) => get(podToken(String(index))))
  assert.equal(asked.length, 256)
  release()
  const statuses = (await Promise.all(all)).map((each) => (each.ok ? 200 : each.failure.status))
  assert.equal(statuses.filter((status) => status === 429).length, 44)
})

test('no event holds a token or a secret', async () => {
  const { kept, get, clock, events, answerWith } = stage()
  await get(podToken('1'))
  clock.now += 3 * hour
  answerWith(() => failed(400, 'ExpiredTokenException'))
  await kept.renewDue()
  const told = JSON.stringify(events)
  for (const secret of [
    podToken('1'),
    podToken('1').split('.')[1]!,
    'secret-of-the-pod',
    'session-of-the-pod',
  ])
    assert.ok(!told.includes(secret))
})
