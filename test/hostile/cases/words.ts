/** Requests that no good client sends, to whatever listener: each is refused or answered, and none is a fault of ours. */

export interface HostileWords {
  readonly name: string
  /** A request for this path, or whatever else is said. */
  readonly words: (path: string) => string | Buffer
  /** The statuses that it may be answered with; any below 500 when left out. */
  readonly statuses?: readonly number[]
  /** How many answers there are when it is answered. */
  readonly answers?: number
  readonly end?: 'half' | 'reset'
}

const head = (line: string, ...headers: readonly string[]): string =>
  `${[`${line} HTTP/1.1`, 'host: localhost', ...headers].join('\r\n')}\r\n\r\n`
const get = (path: string, ...headers: readonly string[]): string => head(`GET ${path}`, ...headers)
const post = (path: string, ...headers: readonly string[]): string => head(`POST ${path}`, ...headers)
const chunked = (path: string, body: string): string => post(path, 'transfer-encoding: chunked') + body
const many = (count: number, make: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => make(index))
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

const oversize: readonly HostileWords[] = [
  {
    name: 'a header of 40,000 letters',
    words: (path) => get(path, `x: ${'y'.repeat(40_000)}`),
    statuses: [431],
  },
  {
    name: 'three thousand headers',
    words: (path) => get(path, ...many(3000, (index) => `x-${index}: y`)),
    statuses: [431],
  },
  { name: 'a path of 40,000 letters', words: (path) => get(`${path}${'y'.repeat(40_000)}`), statuses: [431] },
  {
    name: 'a name of 40,000 letters',
    words: (path) => get(path, `${'x'.repeat(40_000)}: y`),
    statuses: [431],
  },
  {
    name: 'a chunk with an endless extension',
    words: (path) => chunked(path, `5;${'x'.repeat(20_000)}\r\nabcde\r\n0\r\n\r\n`),
  },
  {
    name: 'trailers without end',
    words: (path) => chunked(path, `0\r\n${many(3000, (index) => `x-${index}: y\r\n`).join('')}\r\n`),
  },
  {
    name: 'chunks of one letter',
    words: (path) => chunked(path, `${'1\r\nx\r\n'.repeat(5000)}0\r\n\r\n`),
    answers: 1,
  },
  {
    name: 'a length beyond all limits, and no body',
    words: (path) => post(path, 'content-length: 9999999999'),
    end: 'half',
  },
  {
    name: 'a body of 1.5 MB that nobody asked for',
    words: (path) => post(path, 'content-length: 1500000') + 'x'.repeat(1_500_000),
    answers: 1,
  },
]

const targets: readonly HostileWords[] = [
  '/..',
  '/../../../../etc/passwd',
  '/..%2f..%2f..%2fetc%2fpasswd',
  '/%2e%2e/%2e%2e',
  '//',
  '//evil.example/',
  '/%',
  '/%zz',
  '/%00',
  '/%ff%fe',
  '/%C0%AF',
  '/a#b',
  '/?',
  '/??&&==',
  `/?${'a=&'.repeat(8000)}`,
  `/${'a/'.repeat(10_000)}`,
  `/${'%41'.repeat(8000)}`,
  '/__proto__',
  '/constructor/prototype',
  '/hasOwnProperty?__proto__[x]=1&constructor=2',
  '*',
  'http://evil.example/',
  'https://localhost:1/a',
  'evil.example:443',
  '?a=b',
].map((target) => ({
  name: `the target ${target.length > 40 ? `${target.slice(0, 20)}… of ${target.length} letters` : target}`,
  words: () => get(target),
  answers: 1,
}))

const methods: readonly HostileWords[] = [
  'OPTIONS',
  'TRACE',
  'PATCH',
  'DELETE',
  'PROPFIND',
  'M-SEARCH',
  'LINK',
].map((method) => ({ name: `the method ${method}`, words: (path) => head(`${method} ${path}`), answers: 1 }))

const headers: readonly HostileWords[] = [
  ['an expectation that nobody knows', 'expect: magic'],
  [
    'an upgrade to HTTP/2',
    'connection: upgrade, http2-settings',
    'upgrade: h2c',
    'http2-settings: AAMAAABkAAQAAP__',
  ],
  ['an upgrade to nothing known', 'connection: upgrade', 'upgrade: magic/1'],
  ['a WebSocket without a key', 'connection: upgrade', 'upgrade: websocket'],
  ['SPDY of an older time', 'connection: upgrade', 'upgrade: SPDY/3.1'],
  ['a token of 20,000 letters', `authorization: Bearer ${'a.'.repeat(10_000)}`],
  ['a token that is no token', 'authorization: Bearer ..'],
  ['a name and a password', 'authorization: Basic Og=='],
  ['a signature of nothing', 'authorization: AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;, Signature='],
  ['a thousand ranges', `range: bytes=${many(1000, (index) => `${index}-`).join()}`],
  ['codings without end', `accept-encoding: ${'gzip;q=0.1,'.repeat(2000)}`],
  ['types without end', `accept: ${'application/json;as=Table;v=v1,'.repeat(800)}`],
  ['a cookie without end', `cookie: ${'a=b; '.repeat(5000)}`],
  ['names of the language', '__proto__: a', 'constructor: b', 'hasownproperty: c'],
  ['a path of another', 'x-original-url: /admin', 'x-rewrite-url: /admin', 'x-http-method-override: DELETE'],
  ['somebody else’s address', 'x-forwarded-for: 127.0.0.1', 'forwarded: for=127.0.0.1;host=localhost'],
  ['an impersonation', 'impersonate-user: system:admin', 'impersonate-group: system:masters'],
  ['the names of a front proxy', 'x-remote-user: system:admin', 'x-remote-group: system:masters'],
].map(([name = '', ...lines]) => ({ name, words: (path) => get(path, ...lines), answers: 1 }))

const breaking: readonly HostileWords[] = [
  { name: 'a head cut off', words: (path) => get(path).slice(0, -4), end: 'half' },
  { name: 'a head broken off', words: (path) => get(path).slice(0, -4), end: 'reset' },
  { name: 'a body cut off', words: (path) => `${post(path, 'content-length: 500')}{`, end: 'half' },
  { name: 'a body broken off', words: (path) => `${post(path, 'content-length: 500')}{`, end: 'reset' },
  { name: 'chunks cut off', words: (path) => chunked(path, '5\r\nabc'), end: 'half' },
  { name: 'chunks broken off', words: (path) => chunked(path, '5\r\nabc'), end: 'reset' },
  { name: 'an answer that nobody waits for', words: (path) => get(path), end: 'reset' },
  { name: 'a hundred answers that nobody waits for', words: (path) => get(path).repeat(100), end: 'reset' },
  {
    name: 'a body that is announced and kept back',
    words: (path) => post(path, 'content-length: 5', 'expect: 100-continue'),
    end: 'half',
  },
  { name: 'bytes that are no text', words: () => bytes('\0\x01\x02\x03\xff\xfe\xfd\r\n\r\n') },
  { name: 'empty lines without end', words: () => '\r\n'.repeat(5000) + 'x\r\n\r\n' },
  {
    name: 'letters of Latin 1 in a header',
    words: (path) => bytes(get(path, 'x: \xe9\xff\x80')),
    answers: 1,
  },
  { name: 'bytes that are no UTF-8 in the path', words: () => bytes(get('/\xff\xfe\x80')) },
  { name: 'the preface of HTTP/2', words: () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' },
  { name: 'a hundred requests at once', words: (path) => get(path).repeat(100), answers: 100 },
]

export const hostileWords: readonly HostileWords[] = [
  ...oversize,
  ...targets,
  ...methods,
  ...headers,
  ...breaking,
]
