import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findNearMisses, isOfInterest } from './near-miss.ts'

const prefix = 'eks.amazonaws.com'
const miss = (key: string, of: string, meant: string): string =>
  `annotation ${key} of the ${of} does not count: ${meant} was probably meant`

/** What is written on a ServiceAccount, and what was meant where something is to be said. */
const onAccounts: readonly (readonly [key: string, meant?: string])[] = [
  ['eks.amazonaws.com/role_arn', 'role-arn'],
  ['eks.amazonaws.com/rolearn', 'role-arn'],
  ['eks.amazonaws.com/roleArn', 'role-arn'],
  ['eks.amazonaws.com/role-Arn', 'role-arn'],
  ['eks.amazonaws.com/role-arm', 'role-arn'],
  ['eks.amazonaws.com/iam-role-arn', 'role-arn'],
  ['eks.amazonaws.com/sts-regional-endpoint', 'sts-regional-endpoints'],
  ['eks.amazonaws.com/token_expiration', 'token-expiration'],
  ['eks.amazonaws.com/tokens-expiration', 'token-expiration'],
  ['eks.amazonaws.com/audiences', 'audience'],
  ['aws.amazon.com/role-arn', 'role-arn'],
  ['eks.amazon.com/role-arn', 'role-arn'],
  ['eks.aws.com/rolearn', 'role-arn'],
  ['amazonaws.com/role-arn', 'role-arn'],
  ['eks.amazonaws.com.role-arn', 'role-arn'],
  ['eks.amazonaws.com/role-arn'],
  ['eks.amazonaws.com/audience'],
  ['eks.amazonaws.com/allowed-role-arns'],
  ['eks.amazonaws.com/something-else'],
  ['iam.amazonaws.com/role'],
  ['example.com/role-arn'],
  ['role-arn'],
]

for (const [key, meant] of onAccounts)
  test(`near miss: ${key} on a service account ${meant === undefined ? 'says nothing' : `means ${meant}`}`, () => {
    const expected = meant === undefined ? [] : [miss(key, 'service account', `${prefix}/${meant}`)]
    assert.deepEqual(findNearMisses({ [key]: 'x' }, prefix, 'service account'), expected)
    if (meant !== undefined) assert.ok(isOfInterest(key, prefix), 'it is kept for the warning')
  })

test('another spelling beside the right one says nothing', () => {
  for (const key of ['aws.amazon.com/role-arn', 'eks.amazonaws.com/role_arn'])
    assert.deepEqual(
      findNearMisses({ [key]: 'x', 'eks.amazonaws.com/role-arn': 'y' }, prefix, 'service account'),
      [],
    )
})

test('on pods skip-containers is told from its slips, and a role does not count', () => {
  assert.deepEqual(findNearMisses({ 'eks.amazonaws.com/skip-container': 'c' }, prefix, 'pod'), [
    miss('eks.amazonaws.com/skip-container', 'pod', 'eks.amazonaws.com/skip-containers'),
  ])
  assert.deepEqual(findNearMisses({ 'eks.amazonaws.com/role-arn': 'c' }, prefix, 'pod'), [
    'annotation eks.amazonaws.com/role-arn of the pod does not count: a role stands on the service account',
  ])
  assert.deepEqual(
    findNearMisses({ 'eks.amazonaws.com/role-arn.c': 'c', 'aws.amazon.com/role-arn': 'x' }, prefix, 'pod'),
    [],
  )
})

test('annotations of nobody concerned are not kept', () => {
  for (const key of ['kubectl.kubernetes.io/last-applied-configuration', 'example.com/role-arn', 'a'])
    assert.equal(isOfInterest(key, prefix), false)
})
