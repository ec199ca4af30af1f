import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { test, type TestContext } from 'node:test'
import { createSts } from '../../aws/sts/index.ts'
import { createMemoryStore } from '../../store/index.ts'
import { rotateSessionKeys } from './rotate-session-keys.ts'

const hour = 3_600_000

/** STS at a time that the test moves on, and the ids of the keys that its tokens are sealed with. */
async function startSts(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'], now: Date.parse('2026-11-21T12:00:00Z') })
  const sts = await createSts({
    useMfaCode: () => Promise.resolve(false),
    store: createMemoryStore(),
    clock: Date.now,
    random: randomBytes,
    keyWrap: {
      wrap: (secret) => Buffer.from(secret).toString('hex'),
      unwrap: (wrapped) => Buffer.from(wrapped, 'hex'),
    },
    findRole: () => undefined,
    findProvider: () => undefined,
    findManagedPolicy: () => undefined,
    outboundIssuer: () => undefined,
    accountOfOutboundHost: () => undefined,
    tagsOfUser: () => ({}),
    issuerKeys: () => Promise.reject(new Error('no issuer is asked')),
  })
  const issue = () =>
    sts.issueSession({
      partition: 'aws',
      account: '111122223333',
      principal: { kind: 'role', id: 'AROAEXAMPLE', sessionName: 'one' },
      tags: {},
      transitiveTagKeys: [],
      chained: false,
      durationSeconds: 12 * 3600,
      now: Date.now(),
    })
  const wait = async (hours: number): Promise<void> => {
    for (let passed = 0; passed < hours; passed++) {
      t.mock.timers.tick(hour)
      await setImmediate()
    }
  }
  const keyOf = ({ sessionToken }: { sessionToken: string }) =>
    Buffer.from(sessionToken, 'base64').toString('hex', 1, 5)
  return { sts, issue, wait, keyOf }
}

test('a key of session tokens is a day old at most, and its sessions live on', async (t) => {
  const { sts, issue, wait, keyOf } = await startSts(t)
  const stop = rotateSessionKeys(sts.ring, (fault) => assert.fail(String(fault)))
  t.after(stop)
  const first = issue()
  await wait(23)
  const second = issue()
  assert.equal(keyOf(second), keyOf(first))
  await wait(2)
  const third = issue()
  assert.notEqual(keyOf(third), keyOf(first))
  assert.equal(sts.openSession(second.accessKeyId, second.sessionToken, Date.now()).outcome, 'open')
  await wait(48)
  assert.notEqual(keyOf(issue()), keyOf(third))
})

test('a start after a long rest rotates at once', async (t) => {
  const { sts, issue, wait, keyOf } = await startSts(t)
  const before = issue()
  await wait(30)
  await rotateSessionKeys(sts.ring, (fault) => assert.fail(String(fault)))()
  await wait(1)
  assert.notEqual(keyOf(issue()), keyOf(before))
})

test('a ring that cannot be rotated is told of, and tried again an hour later', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const faults: unknown[] = []
  const fault = new Error('disk full')
  const stop = rotateSessionKeys({ rotateIfOlderThan: () => Promise.reject(fault) }, (each) =>
    faults.push(each),
  )
  await setImmediate()
  assert.deepEqual(faults, [fault])
  t.mock.timers.tick(hour)
  await setImmediate()
  assert.deepEqual(faults, [fault, fault])
  await stop()
  t.mock.timers.tick(hour)
  assert.equal(faults.length, 2)
})
