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

/** The subresources and overrides of the REST API that take part in the string to sign. */
const subresources = (
  'accelerate acl analytics cors defaultObjectAcl delete inventory lifecycle location logging metrics ' +
  'notification object-lock partNumber policy replication requestPayment response-cache-control ' +
  'response-content-disposition response-content-encoding response-content-language response-content-type ' +
  'response-expires restore select select-type storageClass tagging torrent uploadId uploads versionId ' +
  'versioning versions website'
).split(' ')

for (const name of subresources)
  test(`the signature covers ${name}`, () => {
    const query = `prefix=a&${name}=v&${example}`
    assert.equal(stringToSignV2({ ...request, query }, '1'), `GET\n\n\n1\n${request.path}?${name}=v`)
    assert.deepEqual(unsignedParametersV2(query), [])
  })

const listing = (
  'content-md5 content-type continuation-token delimiter encoding-type fetch-owner key-marker list-type marker ' +
  'max-keys max-parts max-uploads part-number-marker prefix start-after upload-id-marker version-id-marker x-id ' +
  'x-amz-anything'
).split(' ')

test('what pages and filters a list may come unsigned', () => {
  assert.deepEqual(unsignedParametersV2(listing.map((name) => `${name}=v`).join('&')), [])
})

test('parts of a query signature that are missing are empty, and a session token is there or not', () => {
  const missing = { accessKeyId: 'k', signature: '', expires: '', sessionToken: undefined }
  assert.deepEqual(readQuerySignatureV2('AWSAccessKeyId=k'), missing)
  assert.deepEqual(readQuerySignatureV2('AWSAccessKeyId=k&Signature=s&Expires=1&x-amz-security-token=t'), {
    accessKeyId: 'k',
    signature: 's',
    expires: '1',
    sessionToken: 't',
  })
})

test('a key that only ends as the key of a signature does is none', () => {
  assert.equal(readQuerySignatureV2('xAWSAccessKeyId=k')?.accessKeyId, '')
})

test('a subresource that comes twice keeps its order', () => {
  const query = 'versionId=2&acl&versionId=1'
  assert.equal(
    stringToSignV2({ ...request, query }, '1'),
    `GET\n\n\n1\n${request.path}?acl&versionId=2&versionId=1`,
  )
})

test('several values of one header of Amazon are signed as a list', () => {
  const headers = { 'x-amz-meta-a': [' one', 'two '] }
  assert.equal(
    stringToSignV2({ ...request, query: '', headers }, '1'),
    `GET\n\n\n1\nx-amz-meta-a:one,two\n${request.path}`,
  )
})

test('an escape that is none is signed as it stands', () => {
  const query = 'versionId=%zz'
  assert.equal(stringToSignV2({ ...request, query }, '1'), `GET\n\n\n1\n${request.path}?versionId=%zz`)
})

test('names the parameters that the signature does not cover', () => {
  const query = `${example}&prefix=a&acl&x-amz-security-token=t&ownershipControls&encryption=`
  assert.deepEqual(unsignedParametersV2(query), ['ownershipControls', 'encryption'])
})
