/** Last use: what calls leave behind for GetRole, GetAccessKeyLastUsed and the reports of last access, through a restart as well. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openStage, play, type Answer, type Stage } from './support/stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'podpass-last-use-'))
after(() => rmSync(folder, { recursive: true }))

async function withStage(run: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await openStage({ dataDirectory: join(folder, 'data') })
  try {
    await run(stage)
  } finally {
    await stage.close()
  }
}

const roleOf = async (stage: Stage): Promise<Answer> =>
  (await play(stage, { call: 'iam:GetRole', input: { RoleName: 'app' } }))['Role'] as Answer

const reportOf = async (stage: Stage): Promise<readonly Answer[]> => {
  const Arn = (await roleOf(stage))['Arn']
  const { JobId } = await play(stage, {
    call: 'iam:GenerateServiceLastAccessedDetails',
    input: { Arn, Granularity: 'ACTION_LEVEL' },
  })
  const report = await play(stage, { call: 'iam:GetServiceLastAccessedDetails', input: { JobId } })
  assert.deepEqual([report['JobStatus'], report['JobType']], ['COMPLETED', 'ACTION_LEVEL'])
  return report['ServicesLastAccessed'] as readonly Answer[]
}

const allow = (Action: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
})

test('a role is told with its last use, and its services with theirs', async () => {
  await withStage(async (stage) => {
    const { account } = stage.facts
    const Statement = [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' },
    ]
    const input = { RoleName: 'app', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } }
    await play(stage, { call: 'iam:CreateRole', input })
    const policy = { RoleName: 'app', PolicyName: 's3', PolicyDocument: allow('s3:List*') }
    await play(stage, { call: 'iam:PutRolePolicy', input: policy })
    assert.deepEqual((await roleOf(stage))['RoleLastUsed'], {})
    const RoleArn = `arn:aws:iam::${account}:role/app`
    await play(stage, { call: 'sts:AssumeRole', input: { RoleArn, RoleSessionName: 'run' }, keep: 'app' })
    await play(stage, { as: 'app', call: 's3:ListBuckets' })
    await assert.rejects(play(stage, { as: 'app', call: 'iam:ListUsers' }), { name: 'AccessDenied' })
    const used = (await roleOf(stage))['RoleLastUsed'] as Answer
    assert.equal(used['Region'], 'us-east-1')
    const [s3, ...others] = await reportOf(stage)
    assert.deepEqual(others, [])
    assert.partialDeepStrictEqual(s3, { ServiceNamespace: 's3', LastAuthenticatedEntity: RoleArn })
    const [action] = s3!['TrackedActionsLastAccessed'] as readonly Answer[]
    assert.partialDeepStrictEqual(action, { ActionName: 'ListAllMyBuckets', LastAccessedEntity: RoleArn })
  })
})

test('all of it is known after a restart', async () => {
  await withStage(async (stage) => {
    assert.ok(((await roleOf(stage))['RoleLastUsed'] as Answer)['LastUsedDate'] instanceof Date)
    const [s3] = await reportOf(stage)
    assert.equal(s3!['TotalAuthenticatedEntities'], 1)
    const AccessKeyId = stage.installation.admin.accessKeyId
    const { AccessKeyLastUsed } = await play(stage, {
      call: 'iam:GetAccessKeyLastUsed',
      input: { AccessKeyId },
    })
    assert.equal((AccessKeyLastUsed as Answer)['ServiceName'], 'iam')
  })
})

test('reports of an organization are refused by name', async () => {
  await withStage(async (stage) => {
    const input = { EntityPath: 'o-a1b2c3d4e5/r-ab12' }
    await assert.rejects(play(stage, { call: 'iam:GenerateOrganizationsAccessReport', input }), {
      name: 'NotImplemented',
    })
  })
})
