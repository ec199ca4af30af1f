import assert from 'node:assert/strict'
import { test } from 'node:test'
import { valueAt, type ApiAnswer, type JsonObject } from '../../api/index.ts'
import { holdLease, type LeaseNeeds } from './lease.ts'

const refused = (code: number): ApiAnswer => ({
  ok: false,
  problem: { code, reason: '', message: `refused with ${code}` },
})
const answered = (value: JsonObject): ApiAnswer => ({ ok: true, status: 200, value, warnings: [] })

/** An API server with one Lease, whose every write but the first waits until it is let through. */
function createServer() {
  let lease: JsonObject | undefined
  let version = 0
  const through = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  const write = (body: JsonObject): JsonObject => {
    lease = { ...body, metadata: { name: 'hook', resourceVersion: String(++version) } }
    return lease
  }
  const client: LeaseNeeds['client'] = {
    get: () => Promise.resolve(lease === undefined ? refused(404) : answered(lease)),
    create: (_path, body) => Promise.resolve(answered(write(body))),
    request: async (_method, _path, options) => {
      arrived.resolve()
      await through.promise
      const body = options?.body as JsonObject
      if (valueAt(body, 'metadata', 'resourceVersion') !== String(version)) return refused(409)
      return answered(write(body))
    },
  }
  return {
    client,
    renewing: arrived.promise,
    letThrough: through.resolve,
    holder: () => valueAt(lease, 'spec', 'holderIdentity'),
  }
}

test('a lease that is let go while its renewal is on its way is free, and is not held any more', async (t) => {
  const ending = new AbortController()
  t.after(() => ending.abort())
  const server = createServer()
  const problems: string[] = []
  const lease = holdLease({
    client: server.client,
    namespace: 'eks',
    name: 'hook',
    identity: 'a',
    duration: 300,
    signal: ending.signal,
    onHeld: () => undefined,
    onProblem: (message) => void problems.push(message),
  })
  await server.renewing
  const released = lease.release()
  assert.equal(lease.isHeld(), false)
  server.letThrough()
  await released
  assert.equal(server.holder(), '')
  assert.equal(lease.isHeld(), false)
  assert.deepEqual(problems, [])
})
