import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { endOfAll, refuse, succeed } from '../podpass.test-support.ts'
import { up, type Up } from '../up.test-support.ts'

const end = endOfAll()
let server: Up
let requestId: string
let listBuckets: () => Promise<unknown>
before(async () => {
  server = await up(end)
  requestId = await refusedCall()
})

/** A user without a policy lists buckets; gives the request id of the refusal. */
async function refusedCall(): Promise<string> {
  const { CreateAccessKeyCommand, CreateUserCommand, IAMClient } = await import('@aws-sdk/client-iam')
  const { ListBucketsCommand, S3Client } = await import('@aws-sdk/client-s3')
  const iam = new IAMClient(server.clientConfig)
  await iam.send(new CreateUserCommand({ UserName: 'nobody' }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }))
  const credentials = { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! }
  const s3 = new S3Client({ ...server.clientConfig, credentials })
  listBuckets = () => s3.send(new ListBucketsCommand())
  const refusal: unknown = await listBuckets().catch((error: unknown) => error)
  return (refusal as { $metadata: { requestId: string } }).$metadata.requestId
}

const why = (...words: string[]): string[] => ['why', '--data', server.data, ...words]

interface Told {
  readonly requestId: string
  readonly eventId: string
  readonly operation: string
  readonly outcome: { readonly status: number; readonly code?: string }
}

test('--last tells the newest call of others, with caller, action, reason and outcome', async () => {
  const text = await succeed(why('--last'))
  assert.match(text, /s3:ListBuckets/)
  assert.ok(text.includes(requestId))
  assert.ok(text.includes(`arn:aws:iam::${server.account}:user/nobody`))
  assert.match(text, /s3:ListAllMyBuckets/)
  assert.match(text, /AccessDenied/)
  assert.match(text, /no identity-based policy allows the s3:ListAllMyBuckets action/)
})

test('a call is found by its request id and by its event id', async () => {
  const told = JSON.parse(await succeed(why(requestId, '--json'))) as Told
  assert.deepEqual(
    [told.requestId, told.operation, told.outcome.status, told.outcome.code],
    [requestId, 'ListBuckets', 403, 'AccessDenied'],
  )
  assert.match(await succeed(why(told.eventId)), new RegExp(requestId))
  assert.match(await succeed(why(requestId, '--brief')), /AccessDenied/)
  assert.ok((await succeed(why(requestId))).length > (await succeed(why(requestId, '--brief'))).length)
})

test('no secret is in what is told', async () => {
  const text = await succeed(why('--last', '--json'))
  assert.ok(!text.includes(server.clientConfig.credentials.secretAccessKey))
  assert.doesNotMatch(text, /[Ss]ignature=|SecretAccessKey|SessionToken/)
})

test('an unknown id is a failure; none, and two ways at once, are wrong use', async () => {
  await refuse(why('00000000-0000-4000-8000-000000000000'), 1, /no decision|not found|ResourceNotFound/i)
  await refuse(why('x'.repeat(5000)), 1, /./)
  await refuse(why(), 2, /name one call: podpass why ID, or podpass why --last/)
  await refuse(why(requestId, '--last'), 2, /name one call/)
})

test('what keeps the first question from being answered is what is told', async (t) => {
  const asked: string[] = []
  const broken = createServer((request, response) => {
    asked.push(request.url ?? '')
    const body = JSON.stringify({ __type: 'AccessDeniedException', message: 'not you' })
    request.resume().once('end', () => response.writeHead(400).end(body))
  })
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
  t.after(() => broken.close())
  const file = join(server.data, 'run.json')
  const kept = readFileSync(file, 'utf8')
  t.after(() => writeFileSync(file, kept))
  const endpoint = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(kept) as object), endpoint }))
  await refuse(why(requestId), 1, /^podpass: AccessDeniedException: not you\n$/)
  assert.equal(asked.length, 1)
})

test(
  'what would let the call through is told as a diff and as a command, which does it and no more',
  { skip: !isThere('aws') && 'this machine has no AWS CLI' },
  async () => {
    const text = await succeed(why(requestId))
    assert.match(text, /^ +\+ +"Action": "s3:ListAllMyBuckets",$/m)
    const command = /^ +(aws iam put-user-policy .*)$/m.exec(text)?.[1]
    assert.ok(command !== undefined, text)
    await succeed(['exec', '--data', server.data, '--', 'sh', '-c', command])
    await listBuckets()
    assert.match(await succeed(why(requestId)), /AccessDenied/, 'the record stays what it was')
  },
)

test('--now decides the recorded call again, and what it was before stays', async () => {
  const { IAMClient, DeleteUserPolicyCommand, ListUserPoliciesCommand, PutUserPolicyCommand } =
    await import('@aws-sdk/client-iam')
  const iam = new IAMClient(server.clientConfig)
  const { PolicyNames = [] } = await iam.send(new ListUserPoliciesCommand({ UserName: 'nobody' }))
  for (const PolicyName of PolicyNames)
    await iam.send(new DeleteUserPolicyCommand({ UserName: 'nobody', PolicyName }))
  const denied = await succeed(why(requestId, '--now'))
  assert.match(denied, /✘ s3:ListAllMyBuckets on \S+: would be denied now, as then/)
  assert.match(denied, /aws iam put-user-policy --user-name nobody/)
  const Statement = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  await iam.send(new PutUserPolicyCommand({ UserName: 'nobody', PolicyName: 'now', PolicyDocument }))
  assert.match(
    await succeed(why(requestId, '--now')),
    /✔ s3:ListAllMyBuckets.* would be allowed now, then denied/,
  )
  const { now } = JSON.parse(await succeed(why(requestId, '--now', '--json'))) as {
    now: { decided: { decision: { effect: string } } }[]
  }
  assert.deepEqual(
    now.map(({ decided }) => decided.decision.effect),
    ['allow'],
  )
  assert.match(await succeed(why(requestId, '--brief')), /AccessDenied/)
  await refuse(why('00000000-0000-4000-8000-000000000000', '--now'), 1, /no decision/)
})

test('decisions outlive a restart', async () => {
  await server.stop()
  await up(end, { data: server.data })
  assert.match(await succeed(why(requestId)), /s3:ListBuckets/)
})

function isThere(tool: string): boolean {
  return spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0
}
