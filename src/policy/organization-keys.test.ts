import assert from 'node:assert/strict'
import { test } from 'node:test'
import { putOrganizationKeys, type OrganizationOf } from './organization-keys.ts'

const organizationOf: OrganizationOf = (account) =>
  account === '1' ? { organizationId: 'o-1', path: 'o-1/r-1/ou-1/' } : undefined

test('each side has the keys of its own account', () => {
  const keys = new Map<string, readonly string[]>()
  putOrganizationKeys(keys, organizationOf, { principal: '1', source: '1', resource: '2' })
  assert.deepEqual(
    [...keys],
    [
      ['aws:principalorgid', ['o-1']],
      ['aws:principalorgpaths', ['o-1/r-1/ou-1/']],
      ['aws:sourceorgid', ['o-1']],
      ['aws:sourceorgpaths', ['o-1/r-1/ou-1/']],
    ],
  )
})

test('without accounts or without organizations there are none', () => {
  const keys = new Map<string, readonly string[]>()
  putOrganizationKeys(keys, organizationOf, { principal: undefined })
  putOrganizationKeys(keys, undefined, { principal: '1' })
  assert.equal(keys.size, 0)
})
