import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readQuerySignatureV2, stringToSignV2, unsignedParametersV2, verifyQueryV2 } from './index.ts'

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const example =
  'AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620'
const request = { method: 'GET', path: '/johnsmith/photos/puppy.jpg', query: example, headers: {} }

test("S3's worked example of a query signed in the older way", () => {
  const presented = readQuerySignatureV2(example)
  assert.ok(presented)
  const toSign = stringToSignV2(request, presented.expires)
  assert.equal(toSign, 'GET\n\n\n1175139620\n/johnsmith/photos/puppy.jpg')
  assert.ok(verifyQueryV2(secret, toSign, presented.signature))
  assert.ok(!verifyQueryV2('other', toSign, presented.signature))
})

test('a query without a key is not signed in this way', () => {
  assert.equal(readQuerySignatureV2('Signature=x&Expires=1'), undefined)
})

test('headers of Amazon, wherever they stand, and subresources are signed in order', () => {
  const query = `versionId=v%201&${example}&x-amz-security-token=a%2Bb&acl&prefix=x`
  const headers = { 'x-amz-acl': [' private '], 'content-type': ['text/plain'], 'content-md5': ['abc='] }
  assert.equal(
    stringToSignV2({ ...request, query, headers }, '1175139620'),
    'GET\nabc=\ntext/plain\n1175139620\nx-amz-acl:private\nx-amz-security-token:a+b\n/johnsmith/photos/puppy.jpg?acl&versionId=v 1',
  )
})

test('names the parameters that the signature does not cover', () => {
  const query = `${example}&prefix=a&acl&x-amz-security-token=t&ownershipControls&encryption=`
  assert.deepEqual(unsignedParametersV2(query), ['ownershipControls', 'encryption'])
})
