import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { issuerKey, requireIssuerUrl } from './issuer-url.ts'

test('the key of an issuer is its host and path, whatever port it is given', () => {
  fc.assert(
    fc.property(
      fc.domain(),
      fc.integer({ min: 1, max: 65535 }),
      fc.constantFrom('', '/', '/id/A', '/a:1/b@c'),
      (host, port, path) => {
        const key = host.toLowerCase() + path
        assert.equal(issuerKey(`https://${host}${path}`), key)
        assert.equal(issuerKey(`https://${host}:${port}${path}`), key)
      },
    ),
  )
})

test('a URL that is registered keeps its port beside its key', () => {
  fc.assert(
    fc.property(fc.domain(), fc.integer({ min: 1, max: 65535 }), (host, port) => {
      const url = host.toLowerCase()
      assert.deepEqual(requireIssuerUrl(`https://${host}:${port}`), port === 443 ? { url } : { url, port })
    }),
  )
})

test('text that is no https URL, or one that names more than host and path, has no key', () => {
  for (const url of [
    '',
    'https://',
    'https:///a',
    'http://a',
    'a',
    'https://u@a',
    'https://a?b',
    'https://a/#b',
  ])
    assert.equal(issuerKey(url), undefined, url)
  fc.assert(
    fc.property(fc.string(), (text) => {
      const key = issuerKey(text)
      assert.ok(key === undefined || /^https:\/\//i.test(text))
    }),
  )
})
