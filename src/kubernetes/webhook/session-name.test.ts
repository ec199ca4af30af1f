import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundSessionName, sessionNameOf } from './session-name.ts'

const names: readonly (readonly [name: string, sessionName: string])[] = [
  ['web-5d4f', 'web-5d4f'],
  ['a b/c', 'a-b-c'],
  ['ab', 'ab'],
  ['a', 'pod-a'],
  ['x'.repeat(64), 'x'.repeat(64)],
  ['x'.repeat(80), `${'x'.repeat(55)}-d929cdee`],
]

for (const [name, sessionName] of names)
  test(`the session of pod ${name.slice(0, 20)} of ${name.length} characters is ${sessionName.slice(0, 20)}`, () => {
    assert.equal(boundSessionName(name), sessionName)
    assert.match(sessionName, /^[\w+=,.@-]{2,64}$/)
  })

test('a name that the API server is yet to make is read when the container starts', () => {
  assert.deepEqual(sessionNameOf({ metadata: { generateName: 'web-' } }), {
    name: 'AWS_ROLE_SESSION_NAME',
    valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
  })
  assert.deepEqual(sessionNameOf({ metadata: { name: 'web', generateName: 'web-' } }), {
    name: 'AWS_ROLE_SESSION_NAME',
    value: 'web',
  })
  assert.equal(sessionNameOf({}), undefined)
})
