/** Every operation of every service with odd values in all its members: answered or refused, and never a fault. */
import assert from 'node:assert/strict'
import { after, before, mock, test } from 'node:test'
import values from './cases/odd-values.json' with { type: 'json' }
import { oddCalls, shown } from './support/odd-calls.ts'
import { sendRaw, signRaw } from './support/raw-request.ts'
import { openStage, play, type Stage } from './support/stage.ts'

const services = ['sts', 'iam', 'eks', 's3', 'cloudtrail', 'logs', 'organizations', 'podpass']
const faults = mock.method(console, 'error', () => undefined)

let stage: Stage
before(async () => {
  stage = await openStage()
  await play(stage, { call: 's3:CreateBucket', input: { Bucket: 'main' } })
  // The key of calls that say nothing.
  await play(stage, { call: 's3:PutObject', input: { Bucket: 'main', Key: 'x', Body: 'x' } })
})
after(() => stage.close())

for (const service of services)
  for (const value of [undefined, ...values])
    test(`${service} is told ${shown(value)} everywhere`, async () => {
      const { endpoint, admin } = stage.installation
      for (const { name, request } of oddCalls(service, value)) {
        const headers = { ...request.headers, host: new URL(endpoint).host }
        const answer = await sendRaw(endpoint, signRaw({ ...request, headers }, admin, { service }))
        assert.ok(answer.status < 500, `${name}: ${answer.status} ${answer.body}`)
        assert.doesNotMatch(answer.body, /node:internal|\.ts:\d/, name)
      }
      assert.deepEqual(
        faults.mock.calls.map((call) => call.arguments),
        [],
      )
    })
