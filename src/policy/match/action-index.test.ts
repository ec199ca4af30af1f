import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actionIndex } from './action-index.ts'
import { actionPattern } from './action.ts'
import { matches } from './glob.ts'

test('what was found for an action is remembered, but not for ever', () => {
  const index = actionIndex([])
  const first = index.candidatesFor('s3:GetObject')
  assert.equal(index.candidatesFor('s3:GetObject'), first)
  for (let count = 0; count < 10_000; count++) index.candidatesFor(`s3:Get${count}`)
  assert.notEqual(index.candidatesFor('s3:GetObject'), first)
})

test('actions know no variables', () => {
  assert.equal(matches(actionPattern('s3:${*}'), 's3:${getobject}'), true)
  assert.equal(matches(actionPattern('s3:${*}'), 's3:*'), false)
})
