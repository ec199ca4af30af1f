import assert from 'node:assert/strict'
import { test } from 'node:test'
import { principals } from '../case-file.test-support.ts'
import type { Naming } from './principal.ts'
import { principalMatcher } from './principal.ts'

/** No parser takes an Allow with NotPrincipal; a document made otherwise must not let in whom it names. */
const named: readonly (readonly [who: string, aws: readonly string[], naming: Naming])[] = [
  ['alice', ['111122223333'], 'none'],
  ['alice', ['arn:aws:iam::111122223333:user/alice'], 'none'],
  ['alice', ['arn:aws:iam::111122223333:user/bob'], 'direct'],
  ['app', ['arn:aws:iam::111122223333:role/team/app'], 'none'],
  ['app', ['arn:aws:iam::111122223333:role/app'], 'direct'],
  ['root', ['444455556666'], 'direct'],
]

for (const [who, aws, naming] of named)
  test(`an Allow for whoever is not ${aws.join(' or ')}, asked about ${who}`, () => {
    const element = { negated: true, everyone: false, aws, service: [], federated: [], canonicalUser: [] }
    const match = principalMatcher(element, { kind: 'resource', effect: 'Allow', ids: {} })
    assert.equal(match({ principal: principals[who]!, bounded: false }), naming)
  })

test('a Deny for whoever is not named covers whom it does not spare directly', () => {
  const element = {
    negated: true,
    everyone: false,
    aws: ['444455556666'],
    service: [],
    federated: [],
    canonicalUser: [],
  }
  const match = principalMatcher(element, { kind: 'resource', effect: 'Deny', ids: {} })
  assert.equal(match({ principal: principals['alice']!, bounded: false }), 'direct')
  assert.equal(match({ principal: principals['root of 444455556666']!, bounded: false }), 'none')
})
