import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trailCredentials } from './credentials-output.ts'

const told = (time: string): string | undefined =>
  trailCredentials({ accessKeyId: 'ASIAEXAMPLE', expiration: new Date(time) }).expiration

const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })

test('an expiry in the trail reads as people in the United States write it', () => {
  assert.equal(told('2024-03-30T01:21:04Z'), 'Mar 30, 2024, 1:21:04 AM')
  for (let month = 1; month <= 12; month++)
    for (const time of [
      '01T00:00:00',
      '09T01:09:59',
      '10T11:10:10',
      '28T12:59:09',
      '28T13:00:00',
      '28T23:59:59',
    ]) {
      const text = `2026-${String(month).padStart(2, '0')}-${time}Z`
      // Intl parts the hour from AM and PM by a narrow space.
      assert.equal(told(text), format.format(new Date(text)).replace('\u202f', ' '))
    }
})
