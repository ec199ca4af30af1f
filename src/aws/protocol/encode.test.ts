import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AwsError, encodeError, encodeOutput, loadModel } from './index.ts'
import type { Values } from './index.ts'

const context = { requestId: 'request-1' }
const encode = (service: string, operation: string, output: Values | undefined, accept?: string) =>
  encodeOutput(loadModel(service).operation(operation)!, output, { ...context, accept })

describe('writes answers of the query protocol', () => {
  const identity = { UserId: 'AIDAX', Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/a' }

  it('indents by two spaces and ends with a newline', () => {
    const { status, headers, body } = encode('sts', 'GetCallerIdentity', identity)
    assert.equal(status, 200)
    assert.deepEqual(headers, { 'x-amzn-requestid': 'request-1', 'content-type': 'text/xml' })
    assert.equal(
      body,
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <UserId>AIDAX</UserId>
    <Account>123456789012</Account>
    <Arn>arn:aws:iam::123456789012:user/a</Arn>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>request-1</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>
`,
    )
  })

  it('answers in JSON when the client asks for it', () => {
    const { headers, body } = encode(
      'sts',
      'GetCallerIdentity',
      identity,
      'text/html, application/json;q=0.9',
    )
    assert.equal(headers['content-type'], 'application/json')
    assert.deepEqual(JSON.parse(body as string), {
      GetCallerIdentityResponse: {
        GetCallerIdentityResult: identity,
        ResponseMetadata: { RequestId: 'request-1' },
      },
    })
  })

  it('writes whole seconds, empty lists and escapes', () => {
    const role = { RoleName: '<&">', CreateDate: new Date(1_764_000_000_000), Tags: [] }
    const { body } = encode('iam', 'GetRole', { Role: role })
    assert.match(body as string, /<RoleName>&lt;&amp;&quot;&gt;<\/RoleName>/)
    assert.match(body as string, /<CreateDate>2025-11-24T16:00:00Z<\/CreateDate>/)
    assert.match(body as string, / {6}<Tags\/>\n/)
  })

  it('writes an operation without output as its metadata alone', () => {
    const { body } = encode('iam', 'DeleteRole', undefined)
    assert.equal(
      body,
      `<DeleteRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <ResponseMetadata>
    <RequestId>request-1</RequestId>
  </ResponseMetadata>
</DeleteRoleResponse>
`,
    )
  })

  it('leaves out what the model does not know and what is not there', () => {
    const { body } = encode('sts', 'GetCallerIdentity', { ...identity, Secret: 'x', UserId: undefined })
    assert.ok(!(body as string).includes('Secret'))
    assert.ok(!(body as string).includes('UserId'))
  })

  it('fails loudly on a value that is not of its shape', () => {
    assert.throws(() => encode('iam', 'GetRole', { Role: { CreateDate: 'today' } }), TypeError)
    assert.throws(() => encode('sts', 'GetCallerIdentity', { Arn: {} }), TypeError)
    assert.throws(() => encode('eks', 'DescribeCluster', { cluster: { name: {} } }), TypeError)
  })
})

describe('writes answers of the REST protocols', () => {
  it('writes S3 documents on one line with milliseconds', () => {
    const { headers, body } = encode('s3', 'ListBuckets', {
      Buckets: [{ Name: 'a', CreationDate: new Date(0) }],
    })
    assert.deepEqual(headers, { 'x-amz-request-id': 'request-1', 'content-type': 'application/xml' })
    assert.equal(
      body,
      '<?xml version="1.0" encoding="UTF-8"?>\n<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Buckets><Bucket><Name>a</Name><CreationDate>1970-01-01T00:00:00.000Z</CreationDate></Bucket></Buckets></ListAllMyBucketsResult>',
    )
  })

  it('writes the location of a bucket without an element around it', () => {
    const { body } = encode('s3', 'GetBucketLocation', { LocationConstraint: 'eu-west-1' })
    assert.match(body as string, /\n<LocationConstraint xmlns="[^"]*">eu-west-1<\/LocationConstraint>$/)
  })

  it('writes attributes in the tag, escaped, and none that is not there', () => {
    const grants = (Type: string | undefined): string => {
      const Grants = [{ Grantee: { ID: 'a', Type }, Permission: 'READ' }]
      return encode('s3', 'GetBucketAcl', { Grants }).body as string
    }
    const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    assert.ok(
      grants('CanonicalUser').includes(`<Grantee ${xsi} xsi:type="CanonicalUser"><ID>a</ID></Grantee>`),
    )
    assert.ok(grants('"<&\0').includes(`<Grantee ${xsi} xsi:type="&quot;&lt;&amp;\uFFFD"><ID>`))
    assert.ok(grants(undefined).includes(`<Grantee ${xsi}><ID>`))
  })

  it('puts members in headers, the status and no body', () => {
    const { status, headers, body } = encode('s3', 'HeadObject', {
      ETag: '"a"',
      ContentLength: 0,
      LastModified: new Date(0),
      Metadata: { A: '1' },
    })
    assert.equal(status, 200)
    assert.deepEqual(headers, {
      'x-amz-request-id': 'request-1',
      etag: '"a"',
      'content-length': '0',
      'last-modified': 'Thu, 01 Jan 1970 00:00:00 GMT',
      'x-amz-meta-a': '1',
    })
    assert.equal(body, '')
  })

  it('lets no value end its header', () => {
    const { headers } = encode('s3', 'HeadObject', { Metadata: { a: 'x\r\nset-cookie: y' } })
    assert.equal(headers['x-amz-meta-a'], 'x  set-cookie: y')
  })

  it('answers with the status that the model names', () => {
    assert.equal(encode('s3', 'DeleteBucket', undefined).status, 204)
  })

  it('writes EKS moments as seconds', () => {
    const { body } = encode('eks', 'DescribeCluster', { cluster: { name: 'c', createdAt: new Date(1500) } })
    assert.equal(body, '{"cluster":{"name":"c","createdAt":1.5}}')
  })
})

describe('writes errors in the form of each protocol', () => {
  const write = (service: string, error: AwsError, more: object = {}) =>
    encodeError(loadModel(service), error, { ...context, ...more })
  const denied = new AwsError({ code: 'AccessDenied', status: 403, message: 'no "way"' })

  it('STS', () => {
    const { status, headers, body } = write('sts', denied)
    assert.equal(status, 403)
    assert.deepEqual(headers, { 'x-amzn-requestid': 'request-1', 'content-type': 'text/xml' })
    assert.equal(
      body,
      `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>AccessDenied</Code>
    <Message>no &quot;way&quot;</Message>
  </Error>
  <RequestId>request-1</RequestId>
</ErrorResponse>
`,
    )
  })

  it('STS without a text, or where no operation was found', () => {
    assert.ok(!(write('sts', new AwsError({ code: 'MalformedInput' })).body as string).includes('Message'))
    const { body } = write('sts', new AwsError({ code: 'InvalidAction', message: 'x' }), { dispatch: true })
    assert.match(
      body as string,
      /^<ErrorResponse xmlns="http:\/\/webservices.amazon.com\/AWSFault\/2005-15-09">\n/,
    )
  })

  it('STS in JSON', () => {
    assert.deepEqual(JSON.parse(write('sts', denied, { accept: 'application/json' }).body as string), {
      Error: { Code: 'AccessDenied', Message: 'no "way"', Type: 'Sender' },
      RequestId: 'request-1',
    })
  })

  it('IAM takes the status of its model where the error chose none', () => {
    assert.equal(write('iam', new AwsError({ code: 'NoSuchEntity' })).status, 404)
    assert.equal(write('iam', new AwsError({ code: 'EntityAlreadyExists' })).status, 409)
    assert.equal(write('iam', new AwsError({ code: 'NoSuchEntity', status: 418 })).status, 418)
  })

  it('S3 with the facts of the error, and none of it for HEAD', () => {
    const error = new AwsError({
      code: 'NoSuchKey',
      status: 404,
      message: 'The specified key does not exist.',
      fields: { Key: 'a&b' },
      headers: { 'x-amz-bucket-region': 'us-east-1' },
    })
    const { headers, body } = write('s3', error, { hostId: 'host-1' })
    assert.deepEqual(headers, {
      'x-amz-id-2': 'host-1',
      'x-amz-request-id': 'request-1',
      'content-type': 'application/xml',
      'x-amz-bucket-region': 'us-east-1',
    })
    assert.equal(
      body,
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&amp;b</Key><RequestId>request-1</RequestId><HostId>host-1</HostId></Error>',
    )
    assert.equal(write('s3', error, { method: 'HEAD' }).body, '')
  })

  it('EKS names the error in a header', () => {
    const error = new AwsError({
      code: 'ResourceNotFoundException',
      message: 'gone',
      fields: { clusterName: 'c' },
    })
    const { status, headers, body } = write('eks', error)
    assert.equal(status, 404)
    assert.equal(headers['x-amzn-errortype'], 'ResourceNotFoundException')
    assert.deepEqual(JSON.parse(body as string), { message: 'gone', clusterName: 'c' })
  })

  it('CloudTrail names it in the body', () => {
    const error = new AwsError({ code: 'TrailNotFoundException', message: 'gone' })
    const { headers, body } = write('cloudtrail', error)
    assert.equal(headers['content-type'], 'application/x-amz-json-1.1')
    assert.deepEqual(JSON.parse(body as string), { __type: 'TrailNotFoundException', message: 'gone' })
  })
})
