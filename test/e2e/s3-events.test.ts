/** What the files of a trail tell of calls on the objects of S3: how much each carried, in and out. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { findDelivered, openTrail } from './support/delivered-events.ts'
import { playRaw, type RawCase } from './support/raw-case.ts'
import { openStage, play, type Stage } from './support/stage.ts'

interface Carried extends RawCase {
  /** eventName, bytesTransferredIn, bytesTransferredOut; null where only the length of the answer says. */
  readonly event: readonly [name: string, bytesIn: number, bytesOut: number | null]
}

const cases: readonly Carried[] = [
  {
    name: 'a new object',
    method: 'PUT',
    path: '/main/new',
    body: 'twelve bytes',
    event: ['PutObject', 12, 0],
  },
  {
    name: 'an object in chunks with a checksum behind them',
    method: 'PUT',
    path: '/main/chunked',
    headers: {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': '3',
      'x-amz-trailer': 'x-amz-checksum-crc32',
    },
    sign: { payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' },
    body: '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n',
    event: ['PutObject', 3, 0],
  },
  {
    name: 'an object',
    path: '/main/file',
    event: ['GetObject', 0, 10],
    answer: { status: 200, body: '0123456789' },
  },
  {
    name: 'a part of one',
    path: '/main/file',
    headers: { range: 'bytes=2-4' },
    event: ['GetObject', 0, 3],
    answer: { status: 206, body: '234' },
  },
  { name: 'an empty object', path: '/main/empty', event: ['GetObject', 0, 0] },
  { name: 'the head of an object', method: 'HEAD', path: '/main/file', event: ['HeadObject', 0, 0] },
  {
    name: 'an object that has not changed',
    path: '/main/file',
    headers: { 'if-none-match': '*' },
    event: ['GetObject', 0, 0],
    answer: { status: 304 },
  },
  {
    name: 'the head of one that is not there',
    method: 'HEAD',
    path: '/main/none',
    event: ['HeadObject', 0, 0],
    answer: { status: 404 },
  },
  {
    name: 'one that is not there',
    path: '/main/none',
    event: ['GetObject', 0, null],
    answer: { status: 404 },
  },
  { name: 'a list', path: '/main', query: 'list-type=2', event: ['ListObjects', 0, null] },
  {
    name: 'nobody',
    as: 'nobody at all',
    path: '/main/file',
    event: ['GetObject', 0, null],
    answer: { status: 403 },
  },
  {
    name: 'an object less',
    method: 'DELETE',
    path: '/main/file',
    event: ['DeleteObject', 0, 0],
    answer: { status: 204 },
  },
]

let stage: Stage
before(async () => {
  stage = await openStage({ trailInterval: 100 })
  await play(stage, { call: 's3:CreateBucket', input: { Bucket: 'main' } })
  await play(stage, { call: 's3:PutObject', input: { Bucket: 'main', Key: 'file', Body: '0123456789' } })
  await playRaw(stage, { name: 'empty', service: 's3', method: 'PUT', path: '/main/empty' })
  const DataResources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::main/'] }]
  await openTrail(stage, { EventSelectors: [{ DataResources }] })
})
after(() => stage.close())

interface TrailedEvent {
  readonly eventName: string
  readonly userAgent: string
  readonly additionalEventData: { readonly bytesTransferredIn: number; readonly bytesTransferredOut: number }
}

for (const { event, ...each } of cases)
  test(`the trail tells how much was carried: ${each.name}`, async () => {
    const agent = each.name.replaceAll(' ', '-')
    await playRaw(stage, { service: 's3', ...each, headers: { ...each.headers, 'user-agent': agent } })
    const told = await findDelivered<TrailedEvent>(stage, ({ userAgent }) => userAgent === `[${agent}]`)
    const { eventName, additionalEventData } = told
    const { bytesTransferredIn, bytesTransferredOut } = additionalEventData
    const [name, bytesIn, bytesOut] = event
    assert.deepEqual([eventName, bytesTransferredIn], [name, bytesIn])
    if (bytesOut === null) assert.ok(bytesTransferredOut > 100, String(bytesTransferredOut))
    else assert.equal(bytesTransferredOut, bytesOut)
  })
