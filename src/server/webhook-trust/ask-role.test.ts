import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { startServer } from '../server.ts'
import type { RunningServer } from '../server.ts'
import { openRoleAsker, type RoleAsker } from './ask-role.ts'

const directory = mkdtempSync(join(tmpdir(), 'podpass-trust-'))
let server: RunningServer
let asker: RoleAsker

const actAs = (accessKeyId: string, secretAccessKey: string): void => {
  process.env['AWS_ACCESS_KEY_ID'] = accessKeyId
  process.env['AWS_SECRET_ACCESS_KEY'] = secretAccessKey
}

before(async () => {
  server = await startServer({
    dataDirectory: directory,
    listen: { host: '127.0.0.1', port: 0 },
    region: 'eu-west-1',
    allowPrivateIssuers: false,
  })
  const { accessKeyId, secretAccessKey } = server.admin
  const iam = new IAMClient({
    endpoint: server.runtime.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId, secretAccessKey },
  })
  const statement = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statement })
  await iam.send(new CreateRoleCommand({ RoleName: 'web', Path: '/team/', AssumeRolePolicyDocument }))
  await iam.send(new CreateUserCommand({ UserName: 'nobody' }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }))
  stranger = [AccessKey!.AccessKeyId!, AccessKey!.SecretAccessKey!]
  iam.destroy()
  actAs(accessKeyId, secretAccessKey)
  asker = await openRoleAsker({ endpoint: server.runtime.endpoint })
})
let stranger: readonly [string, string]

after(async () => {
  asker.close()
  await server.stop()
  delete process.env['AWS_ACCESS_KEY_ID']
  delete process.env['AWS_SECRET_ACCESS_KEY']
  rmSync(directory, { recursive: true, force: true })
})

const arn = (path: string, account = server.admin.account): string => `arn:aws:iam::${account}:role/${path}`

test('a role that is there is found by its whole ARN, and by no other path', async () => {
  const found = await asker.ask(arn('team/web'))
  assert.equal(found.kind, 'found')
  assert.equal(found.kind === 'found' && found.trustPolicy.document.statements.length, 1)
  assert.deepEqual(await asker.ask(arn('web')), { kind: 'missing' })
  assert.deepEqual(await asker.ask(arn('absent')), { kind: 'missing' })
})

test('a role of another account, and what is no ARN, is not asked for', async () => {
  const other = await asker.ask(arn('web', '999988887777'))
  assert.match(other.kind === 'unknown' ? other.because : '', /it is of another account/)
  assert.deepEqual(await asker.ask('web'), { kind: 'unknown', because: 'it is no role ARN' })
})

test('who may not ask is told so, and a place that does not answer has failed', async () => {
  actAs(...stranger)
  const denied = await openRoleAsker({ endpoint: server.runtime.endpoint })
  const answer = await denied.ask(arn('team/web'))
  denied.close()
  assert.match(answer.kind === 'unknown' ? answer.because : '', /the webhook may not ask: .*iam:GetRole/)
  const nowhere = await openRoleAsker({ endpoint: 'http://127.0.0.1:1' })
  const failed = await nowhere.ask(arn('team/web'))
  nowhere.close()
  assert.match(failed.kind === 'failed' ? failed.because : '', /it could not be asked for/)
})
