import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadModel } from '../../../src/aws/protocol/index.ts'
import { violationsOf } from './violations.ts'

const violations = (service: string, operation: string, input: Readonly<Record<string, unknown>>) =>
  violationsOf(loadModel(service).operation(operation)!.input!, input)

const named = (service: string, operation: string, input: Readonly<Record<string, unknown>>) =>
  violations(service, operation, input).map(({ at, kind }) => `${at} ${kind}`)

test('each bound of a member is passed, within structures too', () => {
  const Tags = [{ Key: 'a', Value: '1' }]
  assert.deepEqual(named('iam', 'CreateUser', { UserName: 'ann', Tags }), [
    'path max-length',
    'path min-length',
    'path pattern',
    'userName null',
    'userName max-length',
    'userName min-length',
    'userName pattern',
    'permissionsBoundary max-length',
    'permissionsBoundary min-length',
    'tags max-length',
    'tags.1.member.key null',
    'tags.1.member.key max-length',
    'tags.1.member.key min-length',
    'tags.1.member.key pattern',
    'tags.1.member.value null',
    'tags.1.member.value max-length',
    'tags.1.member.value pattern',
  ])
})

test('each input has one fault and is the good one otherwise', () => {
  const found = violations('iam', 'CreateUser', { UserName: 'ann', Path: '/a/' })
  const withoutName = found.find(({ name }) => name === 'UserName null')
  assert.deepEqual(withoutName?.input, { Path: '/a/' })
  const longName = found.find(({ name }) => name === 'UserName max-length')
  assert.deepEqual(longName?.input, { UserName: 'a'.repeat(65), Path: '/a/' })
})

test('numbers pass their ranges by one, and enums get what they have not', () => {
  const found = violations('iam', 'ListPolicies', {})
  const inputs = Object.fromEntries(found.map(({ name, input }) => [name, input]))
  assert.deepEqual(inputs['MaxItems max-value'], { MaxItems: 1001 })
  assert.deepEqual(inputs['MaxItems min-value'], { MaxItems: 0 })
  assert.deepEqual(inputs['Scope enum'], { Scope: 'NoSuchValue' })
})

test('names in a path are not asked', () => {
  assert.deepEqual(named('s3', 'DeleteObject', { Bucket: 'a', Key: 'b' }), ['requestPayer enum'])
})
