/** What the HTTP door may be told by somebody who means no good, and what it answers. */
export interface HostileWords {
  readonly name: string
  readonly words: string | Buffer
  /** The statuses of the answers; none where the connection is closed without one. */
  readonly statuses: readonly number[]
  /** Our side of the connection ends after the words. */
  readonly hangUp?: boolean
}

const head = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`
const post = (...lines: string[]): string[] => [
  'POST / HTTP/1.1',
  'host: x',
  'content-type: application/x-www-form-urlencoded',
  ...lines,
]
const form = (body: string, ...lines: string[]): string =>
  head(post(...lines, `content-length: ${Buffer.byteLength(body)}`)) + body
const chunked = (body: string): string => head(post('transfer-encoding: chunked')) + body
const target = (name: string, body: string): string =>
  head([
    'POST / HTTP/1.1',
    'host: x',
    'content-type: application/x-amz-json-1.1',
    `x-amz-target: ${name}`,
    `content-length: ${body.length}`,
  ]) + body
const identity = 'Action=GetCallerIdentity&Version=2011-06-15'
const many = (count: number, make: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => make(index))

export const hostileWords: readonly HostileWords[] = [
  { name: 'words that are no HTTP', words: 'garbage\r\n\r\n', statuses: [400] },
  { name: 'bytes that are no text', words: Buffer.from([0, 1, 2, 3, 255, 254]), statuses: [400] },
  { name: 'a TLS handshake of garbage', words: Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5]), statuses: [] },
  {
    name: 'a TLS record of the greatest length, all garbage',
    words: Buffer.concat([Buffer.from([0x16, 3, 1, 0xff, 0xff]), Buffer.alloc(65_535, 7)]),
    statuses: [],
  },
  { name: 'the preface of HTTP/2', words: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', statuses: [400] },
  { name: 'no Host', words: head(['GET / HTTP/1.1']), statuses: [400] },
  { name: 'an empty Host', words: head(['GET / HTTP/1.1', 'host:']), statuses: [403] },
  { name: 'a Host that is none', words: head(['GET / HTTP/1.1', 'host: [::::]:99999999']), statuses: [403] },
  { name: 'a NUL in the Host', words: head(['GET / HTTP/1.1', 'host: a\0b']), statuses: [400] },
  { name: 'CONNECT', words: head(['CONNECT sts.amazonaws.com:443 HTTP/1.1', 'host: x']), statuses: [] },
  { name: 'OPTIONS of everything', words: head(['OPTIONS * HTTP/1.1', 'host: x']), statuses: [405] },
  {
    name: 'a URL of somebody else',
    words: head(['GET http://evil.example/ HTTP/1.1', 'host: x']),
    statuses: [405],
  },
  {
    name: 'an upgrade that nobody offers',
    words: head(['GET / HTTP/1.1', 'host: x', 'connection: upgrade', 'upgrade: websocket']),
    statuses: [403],
  },

  {
    name: 'a length and chunks at once',
    words: head(post('content-length: 5', 'transfer-encoding: chunked')),
    statuses: [400],
  },
  {
    name: 'two lengths',
    words: `${head(post('content-length: 5', 'content-length: 6'))}abcdef`,
    statuses: [400],
  },
  { name: 'a negative length', words: head(post('content-length: -5')), statuses: [400] },
  {
    name: 'a length beyond numbers',
    words: head(post(`content-length: ${'9'.repeat(30)}`)),
    statuses: [400],
  },
  { name: 'a length beyond the limit', words: head(post('content-length: 999999999999')), statuses: [413] },
  {
    name: 'a body cut off',
    words: `${head(post('content-length: 500'))}Action=Get`,
    statuses: [400],
    hangUp: true,
  },
  { name: 'a chunk size that is none', words: chunked('zz\r\nabc\r\n0\r\n\r\n'), statuses: [400] },
  {
    name: 'a chunk size beyond numbers',
    words: chunked(`${'f'.repeat(17)}\r\nabc\r\n0\r\n\r\n`),
    statuses: [400],
  },
  {
    name: 'a chunk with an endless extension',
    words: chunked(`5;${'x'.repeat(20_000)}\r\nabcde\r\n`),
    statuses: [413],
  },
  { name: 'chunks cut off', words: chunked('5\r\nabc'), statuses: [400], hangUp: true },
  {
    name: 'a coding that nobody knows',
    words: head(post('transfer-encoding: gzip, chunked')) + '0\r\n\r\n',
    statuses: [400],
  },
  { name: 'an expectation that nobody knows', words: form(identity, 'expect: magic'), statuses: [417] },
  { name: 'three requests at once', words: form(identity).repeat(3), statuses: [403, 403, 403] },

  {
    name: 'three thousand headers',
    words: head(['GET / HTTP/1.1', 'host: x', ...many(3000, (index) => `x-${index}: y`)]),
    statuses: [431],
  },
  {
    name: 'a header of 40,000 letters',
    words: head(['GET / HTTP/1.1', 'host: x', `x: ${'y'.repeat(40_000)}`]),
    statuses: [431],
  },
  {
    name: 'a path of 40,000 letters',
    words: head([`GET /${'y'.repeat(40_000)} HTTP/1.1`, 'host: x']),
    statuses: [431],
  },
  { name: 'a NUL in the path', words: head(['GET /\0 HTTP/1.1', 'host: x']), statuses: [400] },
  {
    name: 'bytes that are no UTF-8 in the path',
    words: Buffer.from('GET /\xff\xfe HTTP/1.1\r\nhost: x\r\n\r\n', 'latin1'),
    statuses: [400],
  },
  {
    name: 'escapes that are no UTF-8 in the path',
    words: head(['GET /%ff%fe HTTP/1.1', 'host: x']),
    statuses: [400],
  },
  { name: 'broken escapes in the path', words: head(['GET /%zz%0 HTTP/1.1', 'host: x']), statuses: [400] },
  { name: 'a path that climbs', words: head(['GET /../../etc/passwd HTTP/1.1', 'host: x']), statuses: [400] },
  {
    name: 'a query of separators',
    words: head([`GET /?${'&='.repeat(10_000)} HTTP/1.1`, 'host: x']),
    statuses: [403],
  },

  {
    name: '100,000 parameters',
    words: form(
      `Action=AssumeRole&Version=2011-06-15&${many(100_000, (index) => `Tags.member.${index}.Key=a`).join('&')}`,
    ),
    statuses: [400],
  },
  {
    name: 'a parameter 100,000 levels deep',
    words: form(`Action=AssumeRole&Version=2011-06-15&Tags${'.member.1'.repeat(100_000)}=a`),
    statuses: [403],
  },
  {
    name: 'an index beyond numbers',
    words: form(
      `Action=AssumeRoleWithWebIdentity&Version=2011-06-15&PolicyArns.member.${'9'.repeat(20)}.arn=a`,
    ),
    statuses: [400],
  },
  {
    name: 'an index that is none',
    words: form(
      'Action=AssumeRoleWithWebIdentity&Version=2011-06-15&PolicyArns.member.x.arn=a&PolicyArns..=b',
    ),
    statuses: [400],
  },
  {
    name: 'names of the language in a form',
    words: form('Action=AssumeRoleWithWebIdentity&Version=2011-06-15&__proto__.x=1&constructor.prototype=2'),
    statuses: [400],
  },
  ...['__proto__', 'constructor', 'hasOwnProperty'].map((name) => ({
    name: `the action ${name}`,
    words: form(`Action=${name}&Version=2011-06-15`),
    statuses: [400],
  })),
  {
    name: 'a target of the language',
    words: target('CloudTrail_20131101.constructor', '{}'),
    statuses: [400],
  },
  {
    name: 'JSON of 200,000 levels',
    words: target('CloudTrail_20131101.LookupEvents', '['.repeat(200_000)),
    statuses: [400],
  },
  {
    name: 'escapes that are no UTF-8 in a form',
    words: form('Action=%ff%fe&Version=2011-06-15'),
    statuses: [404],
  },
  { name: 'NULs in a form', words: form('Action=a\0b&Version=2011-06-15\0'), statuses: [400] },
  {
    name: 'a thousand credentials',
    words: form(identity, `authorization: AWS4-HMAC-SHA256 ${'Credential=a/b/c/d/e,'.repeat(1000)}`),
    statuses: [400],
  },
  {
    name: 'an Authorization header of other letters',
    words: Buffer.from(
      form(
        identity,
        'authorization: AWS4-HMAC-SHA256 Credential=\x80/20261121/us-east-1/sts/aws4_request, SignedHeaders=\xff;;host, Signature=\x81',
      ),
      'latin1',
    ),
    statuses: [400],
  },
]

export interface HostileCall {
  readonly name: string
  readonly service: string
  readonly method: string
  readonly path?: string
  readonly query?: string
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** `STATUS CODE`. */
  readonly refusal: string
}

const billion = `<!DOCTYPE l [<!ENTITY a0 "aaaaaaaaaa">${many(8, (index) => `<!ENTITY a${index + 1} "${`&a${index};`.repeat(10)}">`).join('')}]>`
const tagging = (body: string): string =>
  `<Tagging><TagSet><Tag><Key>${body}</Key><Value>x</Value></Tag></TagSet></Tagging>`
const query = (parameters: Readonly<Record<string, string>>): string =>
  new URLSearchParams(parameters).toString()

/** Signed calls with bodies that no client would send. */
export const hostileCalls: readonly HostileCall[] = [
  ...[
    {
      name: 'JSON of 100,000 lists',
      body: '['.repeat(100_000) + ']'.repeat(100_000),
      refusal: '400 SerializationException',
    },
    {
      name: 'JSON of 100,000 objects',
      body: '{"name":'.repeat(100_000) + '1' + '}'.repeat(100_000),
      refusal: '400 SerializationException',
    },
    {
      name: 'JSON with names of the language',
      body: '{"__proto__":{"name":"x"},"constructor":{"prototype":{}}}',
      refusal: '400 InvalidParameterException',
    },
    { name: 'JSON that is no object', body: '"x"', refusal: '400 SerializationException' },
    {
      name: 'JSON that is no UTF-8',
      body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]),
      refusal: '400 SerializationException',
    },
    {
      name: 'a name of a million letters',
      body: JSON.stringify({ name: 'a'.repeat(1_000_000) }),
      refusal: '400 InvalidParameterException',
    },
    {
      name: 'a coding that the body does not have',
      body: Buffer.from([31, 139, 8, 0]),
      headers: { 'content-encoding': 'gzip' },
      refusal: '400 SerializationException',
    },
  ].map((each) => ({ service: 'eks', method: 'POST', path: '/clusters', type: 'application/json', ...each })),
  {
    name: 'a page size beyond numbers',
    service: 'eks',
    method: 'GET',
    path: '/clusters',
    query: `maxResults=${'9'.repeat(30)}`,
    refusal: '400 SerializationException',
  },
  {
    name: 'a path that is no UTF-8',
    service: 'eks',
    method: 'GET',
    path: '/clusters/%ff%fe',
    refusal: '400 SerializationException',
  },
  ...[
    { name: 'XML of 50,000 levels', body: '<a>'.repeat(50_000) + '</a>'.repeat(50_000) },
    {
      name: 'XML of 20,000 attributes',
      body: `<Tagging ${many(20_000, (index) => `a${index}="1"`).join(' ')}/>`,
    },
    { name: 'XML that never closes', body: '<'.repeat(100_000) },
    { name: 'entities that grow', body: billion + tagging('&a8;') },
    {
      name: 'an entity of a file',
      body: `<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>${tagging('&x;')}`,
    },
    { name: 'characters that XML has not', body: tagging('&#x0;&#99999999999;&#xD800;') },
    { name: 'XML in UTF-16', body: Buffer.from(tagging('a'), 'utf16le') },
  ].map((each) => ({
    service: 's3',
    method: 'PUT',
    path: '/main',
    query: 'tagging=',
    refusal: '400 MalformedXML',
    ...each,
  })),
  {
    name: 'a bucket policy of 9,000 levels',
    service: 's3',
    method: 'PUT',
    path: '/main',
    query: 'policy=',
    body: `{"Statement":${'['.repeat(9000)}${']'.repeat(9000)}}`,
    refusal: '400 MalformedPolicy',
  },
  {
    name: 'a key that is no UTF-8',
    service: 's3',
    method: 'PUT',
    path: '/main/%ff',
    body: 'x',
    refusal: '400 InvalidURI',
  },
  {
    name: 'a key of 1,025 letters',
    service: 's3',
    method: 'PUT',
    path: `/main/${'a'.repeat(1025)}`,
    body: 'x',
    refusal: '400 KeyTooLongError',
  },
  {
    name: 'a range beyond numbers',
    service: 's3',
    method: 'GET',
    path: '/main/file',
    headers: { range: `bytes=${'9'.repeat(30)}-` },
    refusal: '416 InvalidRange',
  },
  {
    name: 'a page size that is none',
    service: 's3',
    method: 'GET',
    path: '/main',
    query: 'list-type=2&max-keys=1e3',
    refusal: '400 InvalidArgument',
  },
  {
    name: 'a copy of what is no name',
    service: 's3',
    method: 'PUT',
    path: '/main/copy',
    headers: { 'x-amz-copy-source': '/main/%00%ff' },
    refusal: '400 InvalidArgument',
  },
  {
    name: 'a trust policy of 20,000 levels',
    service: 'iam',
    method: 'POST',
    type: 'application/x-www-form-urlencoded',
    body: query({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: 'x',
      AssumeRolePolicyDocument: '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000),
    }),
    refusal: '400 MalformedPolicyDocument',
  },
  ...[
    { name: 'a time beyond numbers', body: '{"StartTime":1e400}' },
    { name: 'a time beyond the calendar', body: '{"StartTime":8640000000001}' },
  ].map((each) => ({
    service: 'cloudtrail',
    method: 'POST',
    type: 'application/x-amz-json-1.1',
    headers: { 'x-amz-target': 'CloudTrail_20131101.LookupEvents' },
    refusal: '400 SerializationException',
    ...each,
  })),
]
