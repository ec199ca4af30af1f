import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { openSqliteStore } from '../../store/index.ts'
import { startS3 } from './s3.test-support.ts'

const Bucket = 'main'
const temporary = (context: TestContext): string => {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-s3-'))
  context.after(() => rmSync(directory, { recursive: true }))
  return directory
}
const openAt = async (directory: string) =>
  startS3({ directory, store: await openSqliteStore({ file: join(directory, 'state.db') }) })

test('objects are there after a restart, and leftovers of broken uploads are gone', async (context) => {
  const directory = temporary(context)
  const before = await openAt(directory)
  const client = before.client()
  await client.send(new CreateBucketCommand({ Bucket }))
  await client.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'hello' }))
  await before.close()
  const objects = join(directory, 'objects')
  const [kept] = readdirSync(objects)
  writeFileSync(join(objects, '0123456789ab-left'), 'half an upload')

  const again = await openAt(directory)
  assert.deepEqual(readdirSync(objects), [kept])
  const { Body } = await again.client().send(new GetObjectCommand({ Bucket, Key: 'kept' }))
  assert.equal(await Body!.transformToString(), 'hello')
  await again.close()
})

test('an upload whose client goes away leaves nothing', async (context) => {
  const directory = temporary(context)
  const subject = await startS3({ directory })
  const client = subject.client({ checksums: 'WHEN_REQUIRED' })
  await client.send(new CreateBucketCommand({ Bucket }))
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'half' }))
  await new Promise<void>((resolve) => {
    const outgoing = request(url, { method: 'PUT', headers: { 'content-length': 1_000_000 } })
    outgoing.on('error', () => resolve())
    outgoing.write(Buffer.alloc(500_000))
    setTimeout(() => outgoing.destroy(), 50)
  })
  const objects = join(directory, 'objects')
  for (let tries = 0; tries < 50 && readdirSync(objects).length > 0; tries++)
    await new Promise((resolve) => setTimeout(resolve, 10))
  assert.deepEqual(readdirSync(objects), [])
  assert.equal((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0)
  await subject.close()
})

test('a body that is not what was signed leaves nothing', async (context) => {
  const directory = temporary(context)
  const subject = await startS3({ directory })
  const client = subject.client({ checksums: 'WHEN_REQUIRED' })
  await client.send(new CreateBucketCommand({ Bucket }))
  const put = new PutObjectCommand({ Bucket, Key: 'forged', Body: 'hello' })
  put.middlewareStack.add(
    (next) => (args) => {
      ;(args.request as { body: unknown }).body = 'jello'
      return next(args)
    },
    { step: 'finalizeRequest', priority: 'low' },
  )
  await assert.rejects(client.send(put), { name: 'XAmzContentSHA256Mismatch' })
  assert.deepEqual(readdirSync(join(directory, 'objects')), [])
  assert.equal((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 0)
  await subject.close()
})
