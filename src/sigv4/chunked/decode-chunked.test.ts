import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { ChunkedBodyError, decodeChunked, deriveSigningKey, type ChunkedRules } from '../index.ts'
import { signChunk, signTrailers } from './chunk-signatures.ts'

const scope = { date: '20130524', region: 'us-east-1', service: 's3' }
const signing = {
  key: deriveSigningKey('secret', scope),
  amzDate: '20130524T000000Z',
  scope,
  seedSignature: 'f'.repeat(64),
}

interface Plan {
  readonly chunks: readonly string[]
  readonly trailers?: Readonly<Record<string, string>>
}

function encodeSigned({ chunks, trailers }: Plan): string {
  let previous = signing.seedSignature
  let body = ''
  for (const chunk of [...chunks, '']) {
    previous = signChunk(signing, previous, hash('sha256', Buffer.from(chunk, 'latin1'), 'hex'))
    body += `${chunk.length.toString(16)};chunk-signature=${previous}\r\n${chunk}${chunk === '' ? '' : '\r\n'}`
  }
  const lines = Object.entries(trailers ?? {}).map(([name, value]) => `${name}:${value}`)
  for (const line of lines) body += `${line}\r\n`
  if (trailers !== undefined) {
    const signed = signTrailers(signing, previous, lines.map((line) => `${line}\n`).join(''))
    body += `x-amz-trailer-signature:${signed}\r\n`
  }
  return `${body}\r\n`
}

async function* inPieces(body: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(body, 'latin1')
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function decode(body: string, rules: Partial<ChunkedRules>, pieceSize = 977): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of decodeChunked(inPieces(body, pieceSize), { decodedLength: 0, ...rules })) {
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('latin1')
}

const big = 'a'.repeat(9000)
const trailers = { 'x-amz-checksum-crc32': 'AAAAAA==' }
const signed = encodeSigned({ chunks: [big, 'end'] })
const signedWithTrailer = encodeSigned({ chunks: [big], trailers })
const unsigned = `2328\r\n${big}\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`
const announced = ['x-amz-checksum-crc32']

test('signed chunks come back as they were, in pieces of any size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 60 }), fc.integer({ min: 1, max: 12000 }), async (end, size) => {
      const last = Buffer.from(end, 'utf8').toString('latin1')
      const chunks = [big, big, ...(last === '' ? [] : [last])]
      const body = encodeSigned({ chunks, trailers })
      const rules = { signing, trailers: announced, decodedLength: chunks.join('').length }
      assert.equal(await decode(body, rules, Math.max(size, 40)), chunks.join(''))
    }),
    { numRuns: 25 },
  )
})

test('hands the trailers out at the end', async () => {
  let found: ReadonlyMap<string, string> | undefined
  const onTrailers = (all: ReadonlyMap<string, string>): void => void (found = all)
  assert.equal(await decode(unsigned, { trailers: announced, decodedLength: 9000, onTrailers }), big)
  assert.equal(found?.get('x-amz-checksum-crc32'), 'AAAAAA==')
})

test('a chunk of 8 KiB is not small', async () => {
  const half = 'a'.repeat(8192)
  assert.equal(
    await decode(encodeSigned({ chunks: [half, half] }), { signing, decodedLength: 16384 }),
    half + half,
  )
})

test('a chunk of a byte less is small unless it is the last', async () => {
  const short = 'a'.repeat(8191)
  const body = encodeSigned({ chunks: [short, 'b'] })
  await assert.rejects(decode(body, { signing, decodedLength: 8192 }), { problem: 'small-chunk' })
  assert.equal(await decode(encodeSigned({ chunks: [short] }), { signing, decodedLength: 8191 }), short)
})

test('the empty line at the very end may be left out', async () => {
  assert.equal(await decode('0\r\n', {}), '')
  assert.equal(await decode(unsigned.slice(0, -2), { trailers: announced, decodedLength: 9000 }), big)
})

test('several trailers are signed as they come', async () => {
  const two = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-meta': 'b' }
  const rules = { signing, trailers: Object.keys(two).toReversed(), decodedLength: 9000 }
  assert.equal(await decode(encodeSigned({ chunks: [big], trailers: two }), rules), big)
})

test('a trailer of 4,096 bytes is read and none of one more', async () => {
  const bodyWith = (length: number): string => `0\r\na:${'v'.repeat(length - 4)}\r\n\r\n`
  assert.equal(await decode(bodyWith(4096), { trailers: ['a'] }), '')
  await assert.rejects(decode(bodyWith(4097), { trailers: ['a'] }), {
    message: 'aws-chunked body: a line is longer than 4096 bytes',
  })
})

test('sixteen trailers are read and not one more', async () => {
  const names = Array.from({ length: 17 }, (_, index) => `x-amz-checksum-${index}`)
  const bodyWith = (announced: readonly string[]): string =>
    `0\r\n${announced.map((name) => `${name}:v\r\n`).join('')}\r\n`
  const most = names.slice(0, 16)
  assert.equal(await decode(bodyWith(most), { trailers: most }), '')
  await assert.rejects(decode(bodyWith(names), { trailers: names }), { problem: 'malformed' })
})

test('a trailer that comes twice is refused, whatever its case', async () => {
  const body = '0\r\nx-amz-checksum-crc32:a\r\nX-Amz-Checksum-Crc32:b\r\n\r\n'
  await assert.rejects(decode(body, { trailers: announced }), { problem: 'malformed' })
})

test('what is wrong with a body is told', async () => {
  const texts: readonly (readonly [body: string, rules: Partial<ChunkedRules>, text: string])[] = [
    ['5\r\nabc', { decodedLength: 5 }, 'ended inside a chunk'],
    ['5', { decodedLength: 5 }, 'ended inside a line'],
    ['0\r\nno header\r\n\r\n', {}, 'a trailer is no header'],
    ['zz\r\n', {}, 'a chunk does not begin with its size'],
    ['1\r\na\r\n', { signing, decodedLength: 1 }, 'a chunk is not signed'],
    ['0\r\n\r\nmore', {}, 'goes on after its end'],
    ['2\r\n', { decodedLength: 1 }, 'is longer than was announced'],
    ['0\r\n', { decodedLength: 1 }, 'is shorter than was announced'],
    ['0\r\n\r\n', { trailers: announced }, 'trailers are not those that were announced'],
    ['1\n', { decodedLength: 1 }, 'a line does not end in CRLF'],
    ['1\r\naxy\r\n', { decodedLength: 1 }, 'a line is longer than 2 bytes'],
  ]
  for (const [body, rules, text] of texts)
    await assert.rejects(decode(body, rules), {
      name: 'ChunkedBodyError',
      message: `aws-chunked body: ${text}`,
    })
})

type Refusal = readonly [
  name: string,
  body: string,
  rules: Partial<ChunkedRules>,
  problem: string,
  text: string,
]

const refusals: readonly Refusal[] = [
  [
    'a changed byte',
    signed.replace('aaaa', 'aaba'),
    { signing, decodedLength: 9003 },
    'signature-mismatch',
    'a chunk has another signature',
  ],
  [
    'a dropped chunk',
    dropSecondChunk(signed),
    { signing, decodedLength: 9000 },
    'signature-mismatch',
    'a chunk has another signature',
  ],
  [
    'unsigned chunks where signed ones are due',
    unsigned,
    { signing, decodedLength: 9000 },
    'malformed',
    'a chunk is not signed',
  ],
  [
    'a body cut short',
    signed.slice(0, 5000),
    { signing, decodedLength: 9003 },
    'incomplete',
    'ended inside a chunk',
  ],
  ['no body at all', '', { signing, decodedLength: 0 }, 'incomplete', 'ended inside a line'],
  [
    'more than was announced',
    signed,
    { signing, decodedLength: 9000 },
    'wrong-length',
    'is longer than was announced',
  ],
  [
    'less than was announced',
    signed,
    { signing, decodedLength: 9004 },
    'wrong-length',
    'is shorter than was announced',
  ],
  [
    'a size that is no number',
    'zz\r\n',
    { decodedLength: 1 },
    'malformed',
    'a chunk does not begin with its size',
  ],
  [
    'a size past all bounds',
    `${'f'.repeat(14)}\r\n`,
    { decodedLength: 1 },
    'malformed',
    'a chunk does not begin with its size',
  ],
  [
    'a header that never ends',
    '1'.repeat(5000),
    { decodedLength: 1 },
    'malformed',
    'a line is longer than 256 bytes',
  ],
  [
    'a line feed alone',
    `1\na\r\n0\r\n\r\n`,
    { decodedLength: 1 },
    'malformed',
    'a line does not end in CRLF',
  ],
  [
    'a chunk with no line end',
    `1\r\nabcdef`,
    { decodedLength: 1 },
    'malformed',
    'a line is longer than 2 bytes',
  ],
  ['bytes after the end', `0\r\n\r\nmore`, { decodedLength: 0 }, 'malformed', 'goes on after its end'],
  [
    'small chunks before the last',
    `1\r\na\r\n1\r\nb\r\n0\r\n\r\n`,
    { decodedLength: 2 },
    'small-chunk',
    'a chunk is under 8 KiB',
  ],
  [
    'a trailer nobody announced',
    unsigned,
    { decodedLength: 9000 },
    'wrong-trailers',
    'trailers are not those that were announced',
  ],
  [
    'a trailer that does not come',
    '0\r\n\r\n',
    { trailers: announced, decodedLength: 0 },
    'wrong-trailers',
    'trailers are not those that were announced',
  ],
  [
    'a changed trailer',
    signedWithTrailer.replace('AAAAAA==', 'BAAAAA=='),
    { signing, trailers: announced, decodedLength: 9000 },
    'signature-mismatch',
    'the trailers have another signature',
  ],
  [
    'trailers without their signature',
    signedWithTrailer.replace(/x-amz-trailer-signature:.*\r\n/, ''),
    { signing, trailers: announced, decodedLength: 9000 },
    'signature-mismatch',
    'the trailers have another signature',
  ],
  [
    'a trailer that is no header',
    '0\r\nno header\r\n\r\n',
    { trailers: announced, decodedLength: 0 },
    'malformed',
    'a trailer is no header',
  ],
]

for (const [name, body, rules, problem, text] of refusals) {
  test(`refuses ${name}`, async () => {
    const message = `aws-chunked body: ${text}`
    await assert.rejects(decode(body, rules), { name: 'ChunkedBodyError', problem, message })
  })
}

test('no bytes at all make it do more than refuse', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.boolean(),
      fc.nat(5),
      async (body, withKey, decodedLength) => {
        const rules = { signing: withKey ? signing : undefined, trailers: announced, decodedLength }
        await decode(body, rules).catch((error: unknown) => assert.ok(error instanceof ChunkedBodyError))
      },
    ),
    { numRuns: 300 },
  )
})

test('lets go of the source when it refuses', async () => {
  let closed = false
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      yield Buffer.from('not a chunk\r\n')
    } finally {
      closed = true
    }
  }
  await assert.rejects(async () => {
    for await (const piece of decodeChunked(source(), { decodedLength: 1 })) assert.ok(piece)
  })
  assert.equal(closed, true)
})

function dropSecondChunk(body: string): string {
  const at = body.indexOf('3;chunk-signature')
  return body.slice(0, at) + body.slice(body.indexOf('0;chunk-signature'))
}
