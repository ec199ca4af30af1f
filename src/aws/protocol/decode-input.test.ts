import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { AwsError, decodeInput, loadModel, readForm, routeRest } from './index.ts'
import type { Values, WireRequest } from './index.ts'

interface Refusal {
  readonly name: string
  readonly service: string
  readonly operation: string
  readonly query?: string
  readonly body?: string
  readonly code: string
  readonly status?: number
  readonly message?: string
}

const refusals = JSON.parse(
  readFileSync(new URL('cases/refused-requests.json', import.meta.url), 'utf8'),
) as Refusal[]

describe('refuses what it cannot read as the service does', () => {
  for (const { name, service, operation, query, body, code, status = 400, message } of refusals)
    it(`${service} ${operation}: ${name}`, () => {
      assert.throws(
        () => decode(service, operation, { query, body }),
        (error) => {
          assert.ok(error instanceof AwsError)
          assert.deepEqual(
            { code: error.code, status: error.status, message: error.text },
            { code, status, message },
          )
          return true
        },
      )
    })
})

describe('reads the query protocol', () => {
  const assumeRole = (body: string): Values => decode('sts', 'AssumeRole', { body })

  it('takes parameters from the query string of a GET', () => {
    const query = 'Action=AssumeRole&RoleArn=arn%3Aaws&RoleSessionName=a+b'
    assert.deepEqual(decode('sts', 'AssumeRole', { query }), { RoleArn: 'arn:aws', RoleSessionName: 'a b' })
  })

  it('takes the first of two values on the wire', () => {
    assert.deepEqual(assumeRole('RoleArn=first&RoleArn=second'), { RoleArn: 'first' })
  })

  it('reads signs and leading zeros of numbers', () => {
    assert.deepEqual(assumeRole('DurationSeconds=%2B900'), { DurationSeconds: 900 })
    assert.deepEqual(assumeRole('DurationSeconds=0900'), { DurationSeconds: 900 })
  })

  it('ignores parameters that the model does not have', () => {
    assert.deepEqual(assumeRole('Nonsense=1&RoleArn.x.y=2&__proto__=3&constructor.prototype.z=4'), {})
  })

  it('takes list elements in the order of their numbers and closes gaps', () => {
    const body = 'Tags.member.900000000.Key=c&Tags.member.2.Key=a&Tags.member.10.Key=b&Tags.member.x.Key=d'
    assert.deepEqual(assumeRole(body), { Tags: [{ Key: 'a' }, { Key: 'b' }, { Key: 'c' }] })
  })

  it('reads a list without elements as empty', () => {
    assert.deepEqual(decode('cloudformation', 'CreateStack', { body: 'Capabilities=' }), { Capabilities: [] })
  })

  it('reads no form in a body of another content type', () => {
    const request = {
      query: '',
      headers: { 'content-type': ['application/json'] },
      body: Buffer.from('Action=x'),
    }
    assert.equal(readForm(request).first('Action'), undefined)
  })

  it('reads a form whatever stands behind its content type', () => {
    const headers = { 'content-type': ['application/x-www-form-urlencoded; charset=utf-8'] }
    assert.equal(readForm({ query: '', headers, body: Buffer.from('Action=x') }).first('Action'), 'x')
  })

  it('refuses more parameters than any call has', () => {
    const body = Array.from({ length: 20_001 }, (_, at) => `a${at}=`).join('&')
    assert.throws(() => assumeRole(body), { code: 'MalformedInput' })
  })

  it('reads names that nest without end as parameters that it does not know', () => {
    assert.deepEqual(assumeRole(`${'Tags.member.1.'.repeat(5000)}Key=x`), {})
  })
})

describe('reads the JSON protocols', () => {
  it('reads an empty body as no parameters', () => {
    assert.deepEqual(decode('cloudtrail', 'LookupEvents', { body: '' }), {})
  })

  it('leaves nulls and unknown members out', () => {
    const body = '{"MaxResults":null,"Nonsense":{"a":1},"NextToken":"t"}'
    assert.deepEqual(decode('cloudtrail', 'LookupEvents', { body }), { NextToken: 't' })
  })

  it('reads moments as seconds or as text', () => {
    const body = '{"StartTime":1.5,"EndTime":"2026-11-21T12:00:00Z"}'
    assert.deepEqual(decode('cloudtrail', 'LookupEvents', { body }), {
      StartTime: new Date(1500),
      EndTime: new Date('2026-11-21T12:00:00Z'),
    })
  })

  it('keeps a map key called __proto__ a key', () => {
    const body = '{"logGroupName":"g","tags":{"__proto__":"x"}}'
    const { tags } = decode('logs', 'CreateLogGroup', { body }) as { tags: object }
    assert.deepEqual(Object.entries(tags), [['__proto__', 'x']])
    assert.equal(Object.getPrototypeOf(tags), Object.prototype)
  })

  it('refuses JSON that nests without end', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    assert.throws(() => decode('cloudtrail', 'LookupEvents', { body: deep }), {
      code: 'SerializationException',
    })
  })
})

describe('reads the REST protocols', () => {
  it('keeps metadata headers under the names behind their prefix', () => {
    const input = decode('s3', 'CreateMultipartUpload', {
      query: 'uploads',
      headers: { 'x-amz-meta-a-b': ['1'] },
    })
    assert.deepEqual(input['Metadata'], { 'a-b': '1' })
  })

  it('hands the stream of a body on as it is', () => {
    const stream = (async function* stream() {})()
    const input = decodeInput(operationOf('s3', 'PutObject'), { ...wire({}), body: stream })
    assert.equal(input['Body'], stream)
  })

  it('ignores a condition whose date cannot be read', () => {
    const input = decode('s3', 'GetObject', { headers: { 'if-modified-since': ['yesterday'] } })
    assert.deepEqual(input, { Bucket: 'bucket', Key: 'key' })
  })

  it('reads XML whatever its prefixes, comments and CDATA', () => {
    const body = `<?xml version="1.0"?>
      <s:Delete xmlns:s="http://s3.amazonaws.com/doc/2006-03-01/"><!-- two -->
        <s:Object><s:Key>a&amp;b<![CDATA[<c>&amp;]]>&#x64;&#101;</s:Key></s:Object>
        <s:Object><s:Key> spaced </s:Key></s:Object></s:Delete>`
    const { Delete } = decode('s3', 'DeleteObjects', { query: 'delete', body }) as { Delete: unknown }
    assert.deepEqual(Delete, { Objects: [{ Key: 'a&b<c>&amp;de' }, { Key: ' spaced ' }] })
  })

  it('refuses XML that nests without end', () => {
    const body = `<Delete>${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}</Delete>`
    assert.throws(() => decode('s3', 'DeleteObjects', { query: 'delete', body }), { code: 'MalformedXML' })
  })
})

describe('throws nothing but AwsError, whatever the bytes', () => {
  const services = [
    'sts',
    'iam',
    'eks',
    's3',
    'cloudtrail',
    'cloudformation',
    'logs',
    'organizations',
    'podpass',
  ]
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .array(
        fc.constantFrom(
          '<',
          '>',
          '/',
          'Delete',
          'Object',
          'Key',
          '&',
          ';',
          '"',
          ' a="',
          '!--',
          '![CDATA[',
          '?',
          '#x1',
        ),
      )
      .map((parts) => Buffer.from(parts.join(''))),
    fc
      .array(fc.constantFrom('Tags', '.', 'member', '1', '=', '&', '%', '4', 'Key', 'entry', 'key', 'value'))
      .map((parts) => Buffer.from(parts.join(''))),
  )

  for (const service of services)
    it(service, () => {
      const model = loadModel(service)
      const property = fc.property(
        fc.constantFrom(...model.operationNames),
        bytes,
        bytes,
        fc.dictionary(
          fc.constantFrom('x-amz-meta-a', 'range', 'if-modified-since', 'x-amz-acl', 'content-length'),
          fc.string(),
          { noNullPrototype: true },
        ),
        (operation, body, query, headers) => {
          const request = {
            query: Buffer.from(query).toString('latin1'),
            bytes: body,
            headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
          }
          try {
            decode(service, operation, request)
          } catch (error) {
            assert.ok(error instanceof AwsError, String(error))
          }
        },
      )
      fc.assert(property, { numRuns: 300 })
    })

  it('and routes whatever the path', () => {
    const s3 = loadModel('s3')
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('/', 'a', '%', '2', 'F', '.', '{', ' ')).map((parts) => parts.join('')),
        fc.string(),
        fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH'),
        (path, query, method) => {
          try {
            routeRest(s3, { method, path: `/${path}`, query, headers: {} })
          } catch (error) {
            assert.ok(error instanceof AwsError)
          }
        },
      ),
    )
  })
})

interface Given {
  readonly query?: string
  readonly body?: string
  readonly bytes?: Uint8Array
  readonly headers?: WireRequest['headers']
}

const operationOf = (service: string, operation: string) => loadModel(service).operation(operation)!

const decode = (service: string, operation: string, given: Given): Values =>
  decodeInput(operationOf(service, operation), wire(given))

function wire({ query = '', body = '', bytes, headers }: Given): WireRequest {
  const content = bytes ?? Buffer.from(body)
  return {
    method: content.length === 0 ? 'GET' : 'POST',
    path: '/bucket/key',
    query,
    headers: { 'content-type': ['application/x-www-form-urlencoded'], ...headers },
    body: content,
    labels: { Bucket: 'bucket', Key: 'key' },
  }
}
