/** What is said to a port of HTTP/2 behind the preface. */
import type { HostileBytes } from './tls.ts'

const types = { data: 0, headers: 1, priority: 2, reset: 3, settings: 4, ping: 6, window: 8, continuation: 9 }
const none = Buffer.alloc(0)

function frame(type: number, flags: number, stream: number, payload: Buffer = none): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

const many = (count: number, make: (index: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, index) => make(index)))
const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)])

/** Of the static table (RFC 7541 appendix A): :method POST, :scheme https, names of :path and :authority. */
const request = Buffer.concat([
  Buffer.from([0x83, 0x87, 0x04]),
  text('/mutate'),
  Buffer.from([0x01]),
  text('x'),
])
/** Puts a header of 3,900 letters in the table, to which one byte then points. */
const inTable = Buffer.concat([
  Buffer.from([0x40]),
  text('x-a'),
  Buffer.from([0x7f, 0xbd, 0x1d]),
  Buffer.alloc(3900, 97),
])
const odd = (index: number): number => index * 2 + 1
const settings = (id: number, value: number): Buffer =>
  frame(types.settings, 0, 0, Buffer.concat([Buffer.from([0, id]), number(value)]))

const cases: readonly HostileBytes[] = [
  {
    name: 'streams that are reset at once, without end',
    bytes: many(5000, (index) =>
      Buffer.concat([
        frame(types.headers, 4, odd(index), request),
        frame(types.reset, 0, odd(index), number(8)),
      ]),
    ),
  },
  {
    name: 'more streams than it takes',
    bytes: many(2000, (index) => frame(types.headers, 4, odd(index), request)),
  },
  {
    name: 'headers that go on without end',
    bytes: Buffer.concat([
      frame(types.headers, 0, 1, request),
      many(2000, () =>
        frame(
          types.continuation,
          0,
          1,
          Buffer.concat([Buffer.from([0, 1, 97, 0x7f, 0x81, 0x06]), Buffer.alloc(896, 97)]),
        ),
      ),
    ]),
  },
  {
    name: 'empty parts of headers without end',
    bytes: Buffer.concat([
      frame(types.headers, 0, 1, request),
      many(20_000, () => frame(types.continuation, 0, 1)),
    ]),
  },
  {
    name: 'headers of 3,900 letters, each in one byte',
    bytes: many(50, (index) =>
      frame(types.headers, 5, odd(index), Buffer.concat([request, inTable, Buffer.alloc(10_000, 0xbe)])),
    ),
  },
  {
    name: 'a header that points behind the table',
    bytes: frame(types.headers, 5, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f])),
  },
  { name: 'settings without end', bytes: many(20_000, () => frame(types.settings, 0, 0)) },
  { name: 'pings without end', bytes: many(20_000, () => frame(types.ping, 0, 0, Buffer.alloc(8))) },
  {
    name: 'frames of no known type without end',
    bytes: many(20_000, () => frame(0xee, 0, 0, Buffer.alloc(8))),
  },
  {
    name: 'priorities without end',
    bytes: many(20_000, (index) => frame(types.priority, 0, odd(index), Buffer.alloc(5, 1))),
  },
  {
    name: 'empty bodies without end',
    bytes: Buffer.concat([frame(types.headers, 4, 1, request), many(20_000, () => frame(types.data, 0, 1))]),
  },
  {
    name: 'answers that nobody takes',
    bytes: Buffer.concat([
      settings(4, 0),
      many(200, (index) => frame(types.headers, 5, odd(index), request)),
    ]),
  },
  {
    name: 'a window beyond its bound',
    bytes: Buffer.concat([
      frame(types.window, 0, 0, number(0x7fffffff)),
      frame(types.window, 0, 0, number(0x7fffffff)),
    ]),
  },
  { name: 'a frame of 16 MB', bytes: Buffer.from([0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]) },
  { name: 'a body before its headers', bytes: frame(types.data, 0, 1, Buffer.alloc(100)) },
  { name: 'a table of 4 GB', bytes: settings(1, 0xffffffff) },
  { name: 'no path', bytes: frame(types.headers, 5, 1, Buffer.from([0x83, 0x87])) },
  {
    name: 'CONNECT',
    bytes: frame(
      types.headers,
      4,
      1,
      Buffer.concat([Buffer.from([0x02]), text('CONNECT'), Buffer.from([0x01]), text('x:1')]),
    ),
  },
  {
    name: 'a length and less of a body',
    bytes: Buffer.concat([
      frame(types.headers, 4, 1, Buffer.concat([request, Buffer.from([0x0f, 0x0d]), text('9')])),
      frame(types.data, 1, 1, Buffer.from('x')),
    ]),
  },
]

const preface = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), frame(types.settings, 0, 0)])

export const hostileHttp2: readonly HostileBytes[] = cases.map(({ name, bytes }) => ({
  name,
  bytes: Buffer.concat([preface, bytes]),
}))
