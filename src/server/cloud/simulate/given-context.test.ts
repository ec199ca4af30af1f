import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemOfContext } from './given-context.ts'

const problem = (name: string, owner?: string) => problemOfContext(new Map([[name, ['x']]]), owner)

test('what the request brings may be given, whoever the resource is of', () => {
  for (const name of ['s3:prefix', 'sts:externalid', 'aws:requesttag/team', 'aws:principaltag/team'])
    assert.deepEqual([problem(name), problem(name, '222222222222')], [undefined, undefined], name)
})

test('what follows from principal and resource may not', () => {
  for (const name of ['aws:principalarn', 'aws:principalorgid', 'aws:resourceaccount', 's3:resourceaccount'])
    assert.match(problem(name) ?? '', /follows from the principal and the resource/, name)
})

test('how another account’s policies take what callers cannot bring is not tried out', () => {
  for (const name of [
    'aws:sourceip',
    'aws:sourcevpce',
    'aws:currenttime',
    's3:existingobjecttag/a',
    'a.example:sub',
  ]) {
    assert.equal(problem(name), undefined, name)
    assert.match(
      problem(name, '222222222222') ?? '',
      /account 222222222222 .* asked by its own callers/,
      name,
    )
  }
})

test('a text without a service is no key', () => {
  for (const name of ['prefix', ':x', 'aws:', 'a b:c']) assert.match(problem(name) ?? '', /no condition key/)
})
