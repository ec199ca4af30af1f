import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import * as sdk from '@aws-sdk/client-s3'
import { otherAccount, startS3, type Subject } from './s3.test-support.ts'

interface Refusal {
  readonly title: string
  readonly operation: string
  readonly input: Record<string, unknown>
  readonly status: number
  readonly code: string
  readonly message?: string
}

const cases = JSON.parse(
  readFileSync(new URL('./cases/refusals.json', import.meta.url), 'utf8'),
) as readonly Refusal[]

let subject: Subject
let client: sdk.S3Client
before(async () => {
  subject = await startS3()
  client = subject.client()
  await client.send(new sdk.CreateBucketCommand({ Bucket: 'main' }))
  await client.send(new sdk.PutObjectCommand({ Bucket: 'main', Key: 'file', Body: '0123456789' }))
  await subject
    .client({ account: otherAccount })
    .send(new sdk.CreateBucketCommand({ Bucket: 'their-bucket' }))
})
after(() => subject.close())

type CommandOf = new (input: Record<string, unknown>) => sdk.GetObjectCommand

for (const { title, operation, input, status, code, message } of cases)
  test(`${operation} refuses ${title}`, async () => {
    const Command = (sdk as unknown as Record<string, CommandOf>)[`${operation}Command`]!
    await assert.rejects(client.send(new Command(input)), (fault: sdk.S3ServiceException) => {
      assert.equal(fault.$metadata.httpStatusCode, status)
      assert.equal(fault.name, code)
      if (message !== undefined) assert.equal(fault.message, message)
      return true
    })
    assert.deepEqual(subject.faults, [])
  })

test('refused uploads leave nothing behind', async () => {
  const { Contents = [] } = await client.send(new sdk.ListObjectsV2Command({ Bucket: 'main' }))
  assert.deepEqual(
    Contents.map((object) => object.Key),
    ['file'],
  )
})
