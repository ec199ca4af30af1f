import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Condition } from '../document/model.ts'
import { operatorNames } from '../document/model.ts'
import { conditionTest } from './condition.ts'
import { readOperator } from './operator-name.ts'

test('an operator that is not understood is never met', () => {
  // Only a document that no parser made can name one.
  const operator = { text: 'StringAlmost', name: 'StringAlmost', ifExists: true } as unknown
  const condition: Condition = { operator: operator as Condition['operator'], key: 'a', values: ['b'] }
  const met = conditionTest(condition, '2012-10-17')
  assert.equal(met(new Map([['a', ['b']]])), false)
  assert.equal(met(new Map()), false)
})

test('every operator is read with what may stand around it', () => {
  for (const name of operatorNames) {
    assert.equal(readOperator(name)?.name, name)
    const around = readOperator(`ForAnyValue:${name}IfExists`)
    if (name === 'Null') assert.equal(around, undefined)
    else
      assert.deepEqual(around, {
        text: `ForAnyValue:${name}IfExists`,
        name,
        ifExists: true,
        set: 'ForAnyValue',
      })
  }
})

test('what is nearly an operator is none', () => {
  for (const text of [
    '',
    'stringEquals',
    'StringEquals ',
    'IfExists',
    'StringEqualsIfExistsIfExists',
    'ForAllValues:',
    'forallvalues:StringEquals',
    'ForAllValues:ForAnyValue:StringEquals',
    'NullIfExists',
    'ForAnyValue:Null',
    'constructor',
  ])
    assert.equal(readOperator(text), undefined, text)
})

test('each operator alone with no value in the request', () => {
  const metWhenMissing = operatorNames.filter((name) => {
    const operator = readOperator(name)!
    return conditionTest({ operator, key: 'k', values: ['true'] }, '2012-10-17')(new Map())
  })
  assert.deepEqual(metWhenMissing, [
    'StringNotEquals',
    'StringNotEqualsIgnoreCase',
    'StringNotLike',
    'NumericNotEquals',
    'DateNotEquals',
    'NotIpAddress',
    'ArnNotEquals',
    'ArnNotLike',
    'Null',
  ])
})
