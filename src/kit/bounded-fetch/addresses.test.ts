/** Every kind of address, as data. */
import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import { assert as check, ipV4, ipV6, property } from 'fast-check'
import { kindOfAddress } from './addresses.ts'
import cases from './cases/addresses.json' with { type: 'json' }

for (const { address, kind } of cases)
  test(`\`${address}\` is ${kind}`, () => assert.equal(kindOfAddress(address), kind))

test('an IPv4 address is of the same kind when it is mapped into IPv6', () => {
  check(property(ipV4(), (address) => kindOfAddress(`::ffff:${address}`) === kindOfAddress(address)))
})

test('any IPv6 address has a kind, however it is spelled', () => {
  check(property(ipV6(), (address) => isIP(address) !== 6 || kindOfAddress(address) !== undefined))
})
