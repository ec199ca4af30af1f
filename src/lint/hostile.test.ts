import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { awsManagedPolicies } from './aws-policies.test-support.ts'
import { lint } from './lint.ts'

const inBounds = (text: string): void => {
  for (const { span, reason, fix } of lint(text).findings) {
    assert.ok(span.at >= 0 && span.at <= span.end && span.at <= text.length, reason)
    assert.ok(reason !== '' && fix !== '')
  }
}

test('any text gets an answer, with places that are in it', () => {
  fc.assert(fc.property(fc.string(), inBounds))
  fc.assert(fc.property(fc.json(), inBounds))
})

const word = fc.constantFrom(
  '*',
  's3:Get*',
  'sts:AssumeRole',
  '${aws:username}',
  'arn:aws:s3:::b/*',
  '',
  ':',
  '${',
  'a'.repeat(3000),
)
const condition = fc.dictionary(
  fc.constantFrom('StringLike', 'ForAllValues:StringEquals', 'Bool', 'IpAddressIfExists', 'Null', 'Nonsense'),
  fc.dictionary(
    fc.constantFrom('aws:SourceIp', 'x.y/z:sub', 'aws:TagKeys', ':', '', '__proto__'),
    fc.oneof(word, fc.array(word)),
  ),
)
const statement = fc.record(
  {
    Effect: fc.constantFrom('Allow', 'Deny'),
    Principal: fc.oneof(word, fc.dictionary(fc.constantFrom('AWS', 'Federated', 'Service'), fc.array(word))),
    Action: fc.oneof(word, fc.array(word)),
    Resource: fc.oneof(word, fc.array(word)),
    Condition: condition,
  },
  { requiredKeys: ['Effect', 'Action'] },
)

test('whatever a policy says, the rules have an answer', () => {
  fc.assert(
    fc.property(fc.array(statement), fc.boolean(), (Statement, indented) =>
      inBounds(JSON.stringify({ Version: '2012-10-17', Statement }, undefined, indented ? 2 : 0)),
    ),
  )
})

test('patterns that take others long are answered at once', () => {
  const stars = `s3:${'a*'.repeat(400)}b`
  const Statement = Array.from({ length: 20 }, () => ({
    Effect: 'Allow',
    Action: stars,
    Resource: 'a*'.repeat(500),
  }))
  assert.ok(lint(JSON.stringify({ Version: '2012-10-17', Statement })).findings.length > 0)
})

/** Of the policies that AWS itself writes few are wrong; these rules find nothing in them. */
const silent = [
  'refused',
  'scheme-in-key',
  'wildcard-in-equals',
  'value-form',
  'operator-of-other-type',
  'contradiction',
  'unknown-variable',
]

test("AWS's own policies are read, and the rules that nobody breaks by intent find nothing in them", () => {
  for (const { name, document } of awsManagedPolicies(20)) {
    const found = lint(document, { kind: 'managed' }).findings
    assert.deepEqual(
      found.filter(({ rule }) => silent.includes(rule)),
      [],
      name,
    )
  }
})
