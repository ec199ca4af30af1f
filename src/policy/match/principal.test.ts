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

const account = '111122223333'
const fay = 'arn:aws:sts::111122223333:federated-user/fay'
const alice = 'arn:aws:iam::111122223333:user/alice'
const spared: readonly (readonly [who: string, aws: readonly string[], naming: Naming])[] = [
  ['alice', ['444455556666'], 'direct'],
  ['alice', [account], 'direct'],
  ['alice', [alice], 'direct'],
  ['alice', [account, alice], 'none'],
  ['federated fay', [account, alice], 'direct'],
  ['federated fay', [account, fay], 'direct'],
  ['federated fay', [fay, alice], 'direct'],
  ['federated fay', [account, fay, alice], 'none'],
  ['root of 444455556666', ['444455556666'], 'none'],
  ['alice', ['*'], 'none'],
  ['federated fay', ['*'], 'none'],
  ['anonymous', ['*'], 'none'],
  ['anonymous', [account], 'direct'],
]

for (const [who, aws, naming] of spared)
  test(`a Deny for whoever is not ${aws.join(' and ')}, asked about ${who}`, () => {
    const everyone = aws.includes('*')
    const element = { negated: true, everyone, aws, service: [], federated: [], canonicalUser: [] }
    const match = principalMatcher(element, { kind: 'resource', effect: 'Deny', ids: {} })
    assert.equal(match({ principal: principals[who]!, bounded: false }), naming)
  })

test('the root user is named directly by its account', () => {
  const element = {
    negated: false,
    everyone: false,
    aws: [account],
    service: [],
    federated: [],
    canonicalUser: [],
  }
  const match = principalMatcher(element, { kind: 'resource', effect: 'Allow', ids: {} })
  assert.equal(match({ principal: principals['root']!, bounded: false }), 'direct')
  assert.equal(match({ principal: principals['root of 444455556666']!, bounded: false }), 'none')
})
