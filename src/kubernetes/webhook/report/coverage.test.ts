import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCoverage } from './coverage.ts'
import { selectorText, selectsLabels } from './label-selector.ts'

const rules = [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }]
const webhook = (more: object): object => ({ name: 'a', rules, ...more })
const coverageOf = (...webhooks: readonly object[]) => readCoverage({ metadata: { name: 'w' }, webhooks })

const selectors: readonly (readonly [selector: object, labels: object | undefined, selects: boolean])[] = [
  [{}, undefined, true],
  [{ matchLabels: { a: 'b' } }, { a: 'b', c: 'd' }, true],
  [{ matchLabels: { a: 'b' } }, { a: 'c' }, false],
  [{ matchLabels: { toString: 'b' } }, {}, false],
  [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b', 'c'] }] }, { a: 'c' }, true],
  [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }, {}, false],
  [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] }, {}, true],
  [{ matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['b'] }] }, { a: 'b' }, false],
  [{ matchExpressions: [{ key: 'a', operator: 'Exists' }] }, { a: '' }, true],
  [{ matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, { a: '' }, false],
  [{ matchExpressions: [{ key: 'a', operator: 'Near' }] }, { a: '' }, false],
  [{ matchLabels: { a: 'b' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] }, { a: 'b' }, false],
]

for (const [selector, labels, selects] of selectors)
  test(`${JSON.stringify(selector)} selects ${JSON.stringify(labels)}: ${selects}`, () =>
    assert.equal(selectsLabels(selector, labels), selects))

test('a selector is written as lists take it', () => {
  assert.equal(selectorText({}), undefined)
  assert.equal(
    selectorText({
      matchLabels: { a: 'b' },
      matchExpressions: [
        { key: 'c', operator: 'NotIn', values: ['d', 'e'] },
        { key: 'f', operator: 'Exists' },
        { key: 'g', operator: 'DoesNotExist' },
      ],
    }),
    'a=b,c notin (d,e),f,!g',
  )
})

test('a pod counts where one webhook looks at its namespace and at itself', () => {
  const coverage = coverageOf(
    webhook({ namespaceSelector: { matchLabels: { irsa: 'yes' } } }),
    webhook({ objectSelector: { matchLabels: { irsa: 'pod' } } }),
  )
  const covers = (namespace: object, pod: object): boolean =>
    coverage.covers(coverage.webhooksFor(namespace), pod)
  assert.equal(covers({ irsa: 'yes' }, {}), true)
  assert.equal(covers({}, { irsa: 'pod' }), true)
  assert.equal(covers({}, {}), false)
  assert.deepEqual([coverage.needsNamespaces, coverage.notes], [true, []])
})

test('webhooks for other things do not count, and what cannot be told is said', () => {
  const none = coverageOf(
    webhook({ rules: [{ ...rules[0], resources: ['services'] }] }),
    webhook({ rules: [{ ...rules[0], operations: ['UPDATE'] }] }),
  )
  assert.equal(none.covers(none.webhooksFor({}), {}), false)
  assert.match(none.notes.join(), /has no webhook for the creation of pods/)
  const conditional = coverageOf(webhook({ matchConditions: [{ name: 'x', expression: 'false' }] }))
  assert.equal(conditional.covers(conditional.webhooksFor({}), {}), true)
  assert.match(conditional.notes.join(), /matchConditions of w are not evaluated/)
})
