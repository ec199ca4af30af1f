import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contextOf, mergeContexts } from './index.ts'

test('names are kept in lower case and values as text', () => {
  const context = contextOf({
    'aws:SourceIp': '10.0.0.1',
    'aws:SecureTransport': true,
    'aws:EpochTime': 5,
    'aws:CurrentTime': new Date('2026-01-02T03:04:05.678Z'),
    'aws:TagKeys': ['a', 'b'],
    'aws:username': undefined,
  })
  assert.deepEqual(
    [...context],
    [
      ['aws:sourceip', ['10.0.0.1']],
      ['aws:securetransport', ['true']],
      ['aws:epochtime', ['5']],
      ['aws:currenttime', ['2026-01-02T03:04:05Z']],
      ['aws:tagkeys', ['a', 'b']],
    ],
  )
})

test('where two contexts have a key the later one holds', () => {
  const merged = mergeContexts(contextOf({ A: '1', B: '1' }), contextOf({ b: '2' }))
  assert.deepEqual(
    [...merged],
    [
      ['a', ['1']],
      ['b', ['2']],
    ],
  )
})
