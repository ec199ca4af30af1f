import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemsOf } from './check-rows.ts'
import { renderPage } from './render-page.ts'
import type { Row } from './section.ts'

const states = [
  {
    service: 'sts',
    served: ['AssumeRole', 'GetCallerIdentity'],
    others: ['AssumeRoot', 'AssumeRoleWithSAML'],
  },
  { service: 's3', served: ['PutObject'], others: ['PutBucketWebsite'] },
]
const problemsIn = (...rows: readonly Row[]) => problemsOf({ title: 'STS', rows }, states)

test('a row that speaks of operations as they are has no problem', () => {
  assert.deepEqual(
    problemsIn(
      { what: 'AssumeRole', podpass: 'as `PutObject`' },
      { what: 'AssumeRoot', podpass: '`NotImplemented`', notServed: ['AssumeRoot'] },
      { what: 'websites', notServed: ['PutBucket*'] },
      { what: 'AssumeRolex', why: 'is no operation' },
    ),
    [],
  )
})

test('a row that says not served of a served operation is told', () => {
  assert.deepEqual(problemsIn({ what: 'roles', notServed: ['AssumeRole'] }), [
    'STS: `roles` says that AssumeRole is not served, but it is',
    'STS: `roles` lists `AssumeRole`, which fits no operation that is not served',
  ])
  assert.deepEqual(problemsIn({ what: 'roles', notServed: ['AssumeRo*'] }), [
    'STS: `roles` says that AssumeRole is not served, but it is',
  ])
})

test('a row that names an operation that is not served and does not say so is told', () => {
  assert.deepEqual(problemsIn({ what: 'roots', why: 'as `AssumeRoot` does' }), [
    'STS: `roots` names AssumeRoot, which is not served: say so, and list it under notServed',
  ])
})

test('a member that no row has is told', () => {
  assert.deepEqual(problemsIn({ what: 'a', Podpass: 'b' } as Row), [
    'STS: `a` has a member `Podpass`, which no row has',
  ])
})

test('the page has each section as a table, and counts operations', () => {
  const rows = [{ what: 'operations', aws: '{all sts}', podpass: '{served sts}; a|b' }]
  assert.equal(
    renderPage('# Page\n', [{ title: 'STS', intro: 'Words.', rows }], states),
    '# Page\n\n## STS\nWords.\n\n| what | AWS | Podpass | why |\n|---|---|---|---|\n| operations | 4 | 2; a\\|b | |\n',
  )
  assert.throws(() => renderPage('{all moon}', [], states), /no service moon/)
})
