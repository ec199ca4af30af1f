/** Requests byte for byte: signatures that are wrong in every way, and calls that no client would send. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import table from './cases/wire.json' with { type: 'json' }
import { chunkedBody, type ChunkedFacts } from './support/chunked-body.ts'
import { playRaw, type RawCase } from './support/raw-case.ts'
import { refusalOf, sendRaw, signRaw, type RawAnswer } from './support/raw-request.ts'
import { play, openStage, type Stage, type Step } from './support/stage.ts'

const given = table.given as readonly Step[]
const cases = table.cases as unknown as readonly RawCase[]

let stage: Stage
before(async () => {
  stage = await openStage()
  for (const step of given) await play(stage, step)
})
after(() => stage.close())

for (const each of cases) test(`wire: ${each.name}`, () => playRaw(stage, each))

interface Upload {
  readonly name: string
  readonly body: (facts: ChunkedFacts) => string
  /** What the request says that the decoded body holds. */
  readonly length?: number
  readonly refusal?: RegExp
}

const chunks = ['a'.repeat(8192), 'b'.repeat(100)]
const noMatch =
  /^403 SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided\. Check your key and signing method\.$/

const uploads: readonly Upload[] = [
  { name: 'chunks that are all signed', body: (facts) => chunkedBody(facts, chunks) },
  {
    name: 'a chunk that changed on its way',
    body: (facts) => chunkedBody(facts, chunks, (data) => data.replace(/^bb/, 'bc')),
    refusal: noMatch,
  },
  {
    name: 'chunks in another order',
    body: (facts) => {
      const [first = '', second = '', last = ''] = chunkedBody(facts, ['a'.repeat(64), 'b'.repeat(64)]).split(
        /(?<=\r\n)(?=[0-9a-f]+;)/,
      )
      return second + first + last
    },
    length: 128,
    refusal: noMatch,
  },
  {
    name: 'chunks of another secret',
    body: (facts) => chunkedBody({ ...facts, secretAccessKey: 'wrong' }, chunks),
    refusal: noMatch,
  },
  {
    name: 'a body without its last chunk',
    body: (facts) => chunkedBody(facts, chunks).replace(/0;chunk-signature=.*\r\n\r\n$/, ''),
    refusal: /^400 IncompleteBody: /,
  },
  {
    name: 'fewer letters than were told',
    body: (facts) => chunkedBody(facts, chunks),
    length: 9000,
    refusal: /^400 IncompleteBody: /,
  },
  {
    name: 'a chunk length that is none',
    body: (facts) => chunkedBody(facts, chunks).replace(/^2000;/, 'zz;'),
    refusal: /^400 /,
  },
]

for (const { name, body, length = 8292, refusal } of uploads)
  test(`wire: S3 takes an upload in signed chunks: ${name}`, async () => {
    const key = `/main/${encodeURIComponent(name)}`
    const answer = await upload(key, body, length)
    if (refusal === undefined) return assert.equal(answer.status, 200, answer.body)
    assert.match(refusalOf(answer), refusal)
    await playRaw(stage, {
      name: 'nothing of it was kept',
      service: 's3',
      path: key,
      refusal: '404 NoSuchKey: The specified key does not exist.',
    })
  })

async function upload(path: string, body: Upload['body'], length: number): Promise<RawAnswer> {
  const { endpoint, admin, region } = stage.installation
  const payloadHash = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'
  const headers = {
    host: new URL(endpoint).host,
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': String(length),
  }
  const signed = signRaw({ method: 'PUT', path, query: '', headers, body: '' }, admin, {
    service: 's3',
    payloadHash,
  })
  const seed = /Signature=(\w+)$/.exec(signed.headers['authorization']!)![1]!
  const amzDate = signed.headers['x-amz-date']!
  return sendRaw(endpoint, {
    ...signed,
    body: body({ secretAccessKey: admin.secretAccessKey, amzDate, region, seed }),
  })
}
