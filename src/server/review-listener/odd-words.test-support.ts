/** Requests as hostile, careless and usual clients write them, and the pieces in which they arrive. */
import * as fc from 'fast-check'

/** A part of a request: first as it is usual, then in all the other ways. */
type Ways = readonly [usual: string, ...odd: string[]]

const mostly = ([usual, ...odd]: Ways): fc.Arbitrary<string> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) })

const requestLines: Ways = [
  'POST /mutate HTTP/1.1',
  'POST /mutate?timeout=10s HTTP/1.1',
  'POST /mutate?a=%zz"<> HTTP/1.1',
  'POST /mutate?\x7f HTTP/1.1',
  'POST /mutate?é HTTP/1.1',
  'POST /mutate#x HTTP/1.1',
  'POST /mutate/ HTTP/1.1',
  'POST //mutate HTTP/1.1',
  'POST https://a/mutate HTTP/1.1',
  'POST a:443 HTTP/1.1',
  'POST * HTTP/1.1',
  'POST /mutate HTTP/1.0',
  'POST /mutate HTTP/1.2',
  'POST /mutate HTTP/2.0',
  'POST /mutate http/1.1',
  'POST /mutate',
  'POST  /mutate HTTP/1.1',
  'POST /mutate  HTTP/1.1',
  'POST\t/mutate HTTP/1.1',
  'POST /mutate\tHTTP/1.1',
  'POST /mutate HTTP/1.1 ',
  ' POST /mutate HTTP/1.1',
  '\r\nPOST /mutate HTTP/1.1',
  '\nPOST /mutate HTTP/1.1',
  'post /mutate HTTP/1.1',
  'PUT /mutate HTTP/1.1',
  'PATCH /mutate HTTP/1.1',
  'GET /readyz HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'TRACE /mutate HTTP/1.1',
]
const hostLines: Ways = [
  'Host: a',
  'host:a:443',
  'HOST: \t[::1]:443 \t',
  'Host: a\r\nHost: a',
  'Host: a, b',
  'Host: u@a',
  'Host:',
  'Host : a',
  'X: a',
]
const otherLines: readonly string[] = [
  'X-Name: b',
  'x-name:  b \t c\t ',
  'X-Name:',
  'x-name: \x80\xff',
  'x-name: a\0b',
  'x-name: a\x7fb',
  'x-name: a\x0bb',
  'x-name: a\nx-late: b',
  'x-name: a\rx-late: b',
  'x-name: a\r\n b',
  'x-name: a\r\n\tb',
  'x-name : b',
  'x\tname: b',
  'x(name): b',
  'x-näme: b',
  ': b',
  'x-name',
  '__proto__: b',
  'constructor: b',
  'Cookie: a=b',
  `x-name: ${'b'.repeat(7000)}`,
  `x-name: ${'b'.repeat(9000)}`,
  `x-name: ${' '.repeat(9000)}b`,
  `x-name: ${'b'.repeat(40_000)}`,
  'Accept-Encoding: gzip',
  'Connection: Keep-Alive',
  'Connection: close',
  'Connection: keep-alive, close',
  'Connection: content-length',
  'Connection: upgrade',
  'Keep-Alive: timeout=1, max=1',
  'Upgrade: h2c',
  'Upgrade: websocket',
  'HTTP2-Settings: AAMAAABkAAQAAP__',
  'TE: trailers',
  'Trailer: x-late',
  'Expect: 100-continue',
]
/** What tells the length, and the body with it. */
const framings: Ways = [
  'Content-Length: 5\r\n\r\nhello',
  'content-length:5\r\n\r\nhello',
  'Content-Length: 0\r\n\r\n',
  'Content-Length: 00000005\r\n\r\nhello',
  'Content-Length: 0000000005\r\n\r\nhello',
  'Content-Length:  5 \r\n\r\nhello',
  'Content-Length: \t5\r\n\r\nhello',
  'Content-Length: 5\t\r\n\r\nhello',
  'Content-Length: +5\r\n\r\nhello',
  'Content-Length: -5\r\n\r\nhello',
  'Content-Length: 0x5\r\n\r\nhello',
  'Content-Length: 5e0\r\n\r\nhello',
  'Content-Length: 5.0\r\n\r\nhello',
  'Content-Length: 5, 5\r\n\r\nhello',
  'Content-Length: 5 5\r\n\r\nhello',
  'Content-Length: \xb2\r\n\r\nhello',
  'Content-Length:\r\n\r\nhello',
  'Content-Length: 18446744073709551621\r\n\r\nhello',
  'Content-Length: 4294967301\r\n\r\nhello',
  'Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello',
  'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
  'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n',
  'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  'Transfer-Encoding: chunked\r\n\r\n5;a="b\r\nhello\r\n0\r\n\r\n',
  'Transfer-Encoding: chunked\r\n\r\n0005\r\nhello\r\n0\r\nx-late: 1\r\n\r\n',
  'Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n',
  'Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n',
  'Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n',
  'Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nhello\r\n0\r\n\r\n',
  'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
  'Transfer-Encoding: identity\r\n\r\nhello',
  'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
  'Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n',
  '\r\nhello',
  '\r\n',
  `Content-Length: 60000\r\n\r\n${'h'.repeat(60_000)}`,
  `Content-Length: 70000\r\n\r\n${'h'.repeat(70_000)}`,
  'Content-Length: 6\r\n\r\nhello',
  'Content-Length: 4\r\n\r\nhello',
  'Content-Length: 5\n\nhello',
  'Content-Length: 5\r\n\nhello',
  'Content-Length: 5\r\r\n\r\nhello',
]
const write = (line: string, host: string, others: readonly string[], framing: string): string =>
  [line, host, 'X-Client: {client}', ...others, framing].join('\r\n')
const usual = write(requestLines[0], hostLines[0], [], framings[0])

/** Each oddity for itself, before a usual request and behind one. */
export const oneByOne: readonly Words[] = [
  ...requestLines.map((line) => write(line, hostLines[0], [], framings[0])),
  ...hostLines.map((host) => write(requestLines[0], host, [], framings[0])),
  ...otherLines.map((other) => write(requestLines[0], hostLines[0], [other], framings[0])),
  ...framings.map((framing) => write(requestLines[0], hostLines[0], [], framing)),
].flatMap((odd) => [
  { requests: [odd, usual], cuts: [] },
  { requests: [usual, odd, usual], cuts: [] },
])

const odd = fc
  .tuple(
    mostly(requestLines),
    mostly(hostLines),
    fc.array(fc.constantFrom(...otherLines), { maxLength: 2 }),
    mostly(framings),
  )
  .map(([line, host, others, framing]) => write(line, host, others, framing))

export interface Words {
  /** Each names its sender as `{client}`. */
  readonly requests: readonly string[]
  /** Where the words are cut, in thousandths of their length. */
  readonly cuts: readonly number[]
}

export const anyWords: fc.Arbitrary<Words> = fc.record({
  requests: fc.array(fc.oneof(fc.constant(usual), odd), { minLength: 1, maxLength: 4 }),
  cuts: fc.array(fc.nat(1000), { maxLength: 3 }),
})

export function piecesOf({ requests, cuts }: Words, client: string): readonly string[] {
  const all = requests.map((each, index) => each.replace('{client}', `${client} ${index}`)).join('')
  const places = cuts
    .map((cut) => Math.floor((cut * all.length) / 1000))
    .toSorted((one, other) => one - other)
  return [0, ...places].map((start, index) => all.slice(start, places[index]))
}
