import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readXml } from './read.ts'
import { escapeXml } from './text.ts'

/** https://www.w3.org/TR/xml/#NT-Char */
const isXmlCharacter = (point: number): boolean =>
  [0x9, 0xa, 0xd].includes(point) ||
  (point >= 0x20 && point <= 0xd7ff) ||
  (point >= 0xe000 && point <= 0xfffd) ||
  (point >= 0x10000 && point <= 0x10ffff)

const asXmlHolds = (text: string): string =>
  Array.from(text.toWellFormed(), (each) => (isXmlCharacter(each.codePointAt(0)!) ? each : '\uFFFD')).join('')

const points = [0, 1, 8, 9, 0xa, 0xb, 0xc, 0xd, 0x1f, 0x7f, 0x85, 0x2028, 0xd800, 0xdc00, 0xfffe, 0xffff]
const odd = fc.constantFrom(
  ...points.map((point) => String.fromCodePoint(point)),
  '&',
  '<',
  '>',
  '"',
  "'",
  'é',
  '日',
  '😀',
)
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: odd }))

test('any text comes through XML as it was, but for what XML cannot hold', () => {
  fc.assert(
    fc.property(text, (value) => {
      const body = Buffer.from(`<a b="${escapeXml(value)}">${escapeXml(value)}</a>`)
      const read = readXml(body)
      assert.equal(read.text, asXmlHolds(value))
    }),
    { numRuns: 2000 },
  )
})

test('every character that is written, plainly or by its number, is one of XML', () => {
  fc.assert(
    fc.property(text, (value) => {
      const written = escapeXml(value).toWellFormed()
      for (const each of written) assert.ok(isXmlCharacter(each.codePointAt(0)!), JSON.stringify(written))
      for (const [, digits] of written.matchAll(/&#x([0-9A-F]+);/g))
        assert.ok(isXmlCharacter(Number.parseInt(digits!, 16)), written)
    }),
    { numRuns: 2000 },
  )
})

test('what cannot be held gives way to the replacement character', () => {
  assert.equal(escapeXml('a\0b\u0001\u001f\uffff'), 'a\uFFFDb\uFFFD\uFFFD\uFFFD')
  assert.equal(escapeXml('\r\u007f\u0085\u2028'), '&#xD;&#x7F;&#x85;&#x2028;')
  assert.equal(escapeXml('a\tb\nc'), 'a\tb\nc')
})
