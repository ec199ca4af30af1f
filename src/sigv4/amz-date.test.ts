import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseHttpDate } from './amz-date.ts'
import { formatAmzDate, parseAmzDate } from './index.ts'

test('reads back what it writes', () => {
  for (const time of [0, Date.UTC(2024, 1, 29, 23, 59, 59), Date.UTC(2026, 10, 21, 12)]) {
    assert.equal(parseAmzDate(formatAmzDate(time)), time)
  }
})

for (const text of [
  '',
  '20261121',
  '20261121T120000',
  '2026-11-21T12:00:00Z',
  '20260231T000000Z',
  '20261321T000000Z',
  '20260021T000000Z',
  '20261100T000000Z',
  '20261121T240000Z',
  '20261121T126000Z',
  '20261121T120060Z',
  '20261121T120000Z ',
]) {
  test(`\`${text}\` is no date`, () => assert.equal(parseAmzDate(text), undefined))
}

test('the date of HTTP is read in the one form that is still written', () => {
  assert.equal(parseHttpDate('Fri, 24 May 2013 00:00:00 GMT'), Date.UTC(2013, 4, 24))
  for (const text of [
    '',
    '24 May 2013 00:00:00 GMT',
    'Friday, 24-May-13 00:00:00 GMT',
    'Fri May 24 00:00:00 2013',
    'Fri, 24 May 2013 00:00:00 +0100',
    'Fri, 24 May 2013 00:00:00 GMT ',
    '2013-05-24T00:00:00Z',
    'Fri, 24 Xyz 2013 00:00:00 GMT',
  ])
    assert.equal(parseHttpDate(text), undefined, text)
})
