import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fitsName, reasonLeftOut } from './left-out.ts'

test('a pattern stands for whole names', () => {
  assert.ok(fitsName('*Insight*', 'ListInsights'))
  assert.ok(fitsName('AssumeRoot', 'AssumeRoot'))
  assert.ok(!fitsName('AssumeRoot', 'AssumeRootAgain'))
  assert.ok(!fitsName('List*', 'DescribeListOf'))
})

test('an operation that is left out has its reason; one that is served, and one of no service, has none', () => {
  assert.equal(reasonLeftOut('eks', 'CreateEksAnywhereSubscription'), 'there is no EKS Anywhere')
  assert.equal(reasonLeftOut('eks', 'CreateCluster'), undefined)
  assert.equal(reasonLeftOut('none', 'CreateCluster'), undefined)
})
