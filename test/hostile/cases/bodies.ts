/** Bodies that no good client sends, for each listener that reads one. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'

export interface HostileBody {
  readonly name: string
  /** JSON that stands where a value of the client's belongs. */
  readonly value?: string
  /** In place of the whole body. */
  readonly body?: string | Buffer
  /** In place of the listener's own. */
  readonly type?: string
  readonly headers?: readonly string[]
}

const deep = (open: string, close: string, levels: number): string =>
  open.repeat(levels) + '1' + close.repeat(levels)
const list = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join()

const values: readonly HostileBody[] = [
  { name: 'lists 100,000 levels deep', value: deep('[', ']', 100_000) },
  { name: 'objects 100,000 levels deep', value: deep('{"a":', '}', 100_000) },
  { name: 'lists 9,000 levels deep', value: deep('[', ']', 9000) },
  { name: 'objects 9,000 levels deep', value: deep('{"a":', '}', 9000) },
  { name: 'a list of 50,000 numbers', value: `[${list(50_000, String)}]` },
  { name: 'an object of 30,000 names', value: `{${list(30_000, (index) => `"a${index}":1`)}}` },
  { name: 'one name 50,000 times', value: `{${list(50_000, () => '"a":1')}}` },
  {
    name: 'names that meet in one place of a table',
    value: `{${list(50_000, (index) => `"${index * 65_536}":1`)}}`,
  },
  { name: 'names of the language', value: '{"__proto__":{"a":1},"constructor":{"prototype":{"a":1}}}' },
  { name: 'a number beyond numbers', value: '1e999999' },
  { name: 'a number of 100,000 digits', value: '9'.repeat(100_000) },
  { name: 'a text of 2 MB', value: `"${'a'.repeat(2_000_000)}"` },
  { name: 'half a pair of characters', value: '"\\ud800 \\udfff"' },
  { name: 'a NUL in a text', value: '"a\\u0000b"' },
  { name: 'lines in a text', value: '"a\\r\\nx-injected: b\\r\\n\\r\\n"' },
  { name: 'a text that a slow pattern would take years for', value: `"${'a'.repeat(50_000)}!"` },
  { name: 'blanks before a text', value: `${' '.repeat(1_000_000)}"a"` },
  { name: 'no value', value: '' },
  { name: 'a value that is null', value: 'null' },
  { name: 'a boolean', value: 'true' },
]

const wholes: readonly HostileBody[] = [
  { name: 'nothing', body: '' },
  { name: 'null', body: 'null' },
  { name: 'a text', body: '"a"' },
  { name: 'a list', body: '[]' },
  { name: 'an empty object', body: '{}' },
  { name: 'an object of lists', body: '{"kind":[],"apiVersion":{},"request":[],"spec":[],"metadata":[]}' },
  { name: 'bytes that are no UTF-8', body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0xaf, 0x22, 0x7d]) },
  { name: 'UTF-16', body: Buffer.from('﻿{"a":1}', 'utf16le') },
  { name: 'a mark before the text', body: '﻿{}' },
  { name: 'something behind the text', body: '{}{}' },
  { name: 'NULs', body: Buffer.alloc(100_000) },
  { name: '7.5 MB of brackets', body: '['.repeat(7_500_000) },
  { name: '7.5 MB of blanks', body: ' '.repeat(7_500_000) },
  {
    name: 'entities that grow',
    type: 'application/xml',
    body: '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>',
  },
  {
    name: 'an entity of a file',
    type: 'text/xml',
    body: '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>',
  },
  {
    name: 'anchors that grow',
    type: 'application/yaml',
    body: `a: &a [x,x]\n${list(20, (index) => `a${index}: &a${index} [${`*a${index === 0 ? '' : index - 1},`.repeat(9)}]`).replaceAll(',a', '\na')}\n`,
  },
  { name: 'a tag of the language', type: 'application/yaml', body: '!!js/function "function () {}"\n' },
  {
    name: 'protobuf that is none',
    type: 'application/vnd.kubernetes.protobuf',
    body: Buffer.from('k8s\0\xff\xff\xff\xff\xff\xff\xff\xff\x7f', 'latin1'),
  },
  {
    name: 'protobuf of 100,000 levels',
    type: 'application/vnd.kubernetes.protobuf',
    body: Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(200_000, 0x0a)]),
  },
]

const zeros = Buffer.alloc(50_000_000)

const codings: readonly HostileBody[] = [
  { name: '50 MB of zeros in gzip', body: gzipSync(zeros), headers: ['content-encoding: gzip'] },
  { name: '50 MB of zeros in deflate', body: deflateSync(zeros), headers: ['content-encoding: deflate'] },
  {
    name: '50 MB of zeros in brotli',
    body: brotliCompressSync(zeros, { params: { 1: 1 } }),
    headers: ['content-encoding: br'],
  },
  { name: 'gzip in gzip', body: gzipSync(gzipSync('{}')), headers: ['content-encoding: gzip, gzip'] },
  { name: 'gzip cut off', body: gzipSync('{}').subarray(0, 12), headers: ['content-encoding: gzip'] },
  { name: 'a coding that nobody knows', body: '{}', headers: ['content-encoding: magic'] },
  { name: 'a character set that is not UTF-8', body: '{}', type: 'application/json; charset=utf-16' },
  { name: 'a character set that nobody knows', body: '{}', type: 'application/json; charset=magic' },
  { name: 'a type of many parts', body: '--a\r\n\r\n{}\r\n--a--', type: 'multipart/form-data; boundary=a' },
  { name: 'a type that is none', body: '{}', type: ';;;=,' },
  { name: 'a type of 20,000 letters', body: '{}', type: `application/${'a'.repeat(20_000)}` },
]

export const hostileBodies: readonly HostileBody[] = [...values, ...wholes, ...codings]
