import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalQuery } from './canonical-query.ts'

const cases: readonly (readonly [about: string, query: string, canonical: string])[] = [
  ['nothing', '', ''],
  ['names in any order', 'b=1&a=2', 'a=2&b=1'],
  ['upper case before lower case', 'a=1&B=2', 'B=2&a=1'],
  ['values of one name in any order', 'a=2&a=1&a=3', 'a=1&a=2&a=3'],
  ['values of one name between other names', 'b=0&a=2&a=1&A=9', 'A=9&a=1&a=2&b=0'],
  ['the same twice', 'a=1&a=1', 'a=1&a=1'],
  ['a name that begins as another', 'Param-3=x&Param=y', 'Param=y&Param-3=x'],
  ['a name without a value', 'acl', 'acl='],
  ['a value with an equals sign', 'a=b=c', 'a=b%3Dc'],
  ['a percent sign alone, or before what are no hex digits', 'a=100%&b=%zz', 'a=100%25&b=%25zz'],
  ['ampersands with nothing between', '&a=1&&b=2&', 'a=1&b=2'],
]

for (const [about, query, canonical] of cases)
  test(`spells a query with ${about}`, () => {
    assert.equal(canonicalQuery(query), canonical)
  })

test('leaves one parameter out when asked, wherever it stands', () => {
  assert.equal(canonicalQuery('X-Amz-Signature=x&b=1&a=2', 'X-Amz-Signature'), 'a=2&b=1')
  assert.equal(canonicalQuery('a=2&X-Amz-Signature', 'X-Amz-Signature'), 'a=2')
})
