import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noTags, tagContext } from './session-tags.ts'

test('a request without tags brings no keys of tags, not even empty ones', () => {
  assert.deepEqual(tagContext(noTags), {})
})

test('a request with tags brings each, their names, and which of them are transitive', () => {
  const tags = { Team: 'a', Stage: 'b' }
  assert.deepEqual(tagContext({ tags, transitiveTagKeys: [] }), {
    'aws:RequestTag/Team': 'a',
    'aws:RequestTag/Stage': 'b',
    'aws:TagKeys': ['Team', 'Stage'],
  })
  assert.deepEqual(tagContext({ tags: { Team: 'a' }, transitiveTagKeys: ['Team'] }), {
    'aws:RequestTag/Team': 'a',
    'aws:TagKeys': ['Team'],
    'sts:TransitiveTagKeys': ['Team'],
  })
})
