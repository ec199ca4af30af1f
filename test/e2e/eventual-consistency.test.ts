/** `--eventual-consistency`: what IAM was told is seen by reads and by authorization a while later, and by neither sooner. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, openStage, play, type Stage, type Step } from './support/stage.ts'
import { openTerraform, terraformMissing } from './support/terraform.ts'

const delay = 1500

let stage: Stage
before(async () => void (stage = await openStage({ iamDelay: delay / 1000 })))
after(() => stage.close())

const outcomeOf = (step: Step): Promise<string> => play(stage, step).then(() => 'answered', describe)

/** Asks until it is answered, or for good. */
async function eventually(step: Step): Promise<void> {
  const giveUp = Date.now() + 10 * delay
  for (let outcome = ''; outcome !== 'answered'; outcome = await outcomeOf(step)) {
    assert.ok(Date.now() < giveUp, outcome)
    await wait(50)
  }
}

const allow = (Action: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
})

test('the administrator of a first start is known at once', async () => {
  assert.equal(await outcomeOf({ call: 'sts:GetCallerIdentity' }), 'answered')
})

test('a new role is not read and not assumed until its time has come', async () => {
  const { account } = stage.facts
  const Statement = [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' },
  ]
  const started = Date.now()
  const { Role } = await play(stage, {
    call: 'iam:CreateRole',
    input: { RoleName: 'new', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } },
  })
  assert.equal((Role as { readonly RoleName: string }).RoleName, 'new')
  const reading: Step = { call: 'iam:GetRole', input: { RoleName: 'new' } }
  const input = { RoleArn: `arn:aws:iam::${account}:role/new`, RoleSessionName: 'run' }
  const early = [
    await outcomeOf(reading),
    await outcomeOf({ call: 'sts:AssumeRole', input }),
    await outcomeOf({
      call: 'iam:CreateRole',
      input: { RoleName: 'new', AssumeRolePolicyDocument: allow('a') },
    }),
  ]
  // On a machine that stood still meanwhile there is nothing to see.
  if (Date.now() - started < delay) {
    assert.match(early[0]!, /^404 NoSuchEntity/)
    assert.match(early[1]!, /^403 AccessDenied/)
  }
  await eventually(reading)
  await eventually({ call: 'sts:AssumeRole', input })
})

test('a new key signs, and a new policy allows, only then; and no call fails on the way', async () => {
  const calls: readonly Step[] = [
    { call: 'iam:CreateUser', input: { UserName: 'ann' } },
    { call: 'iam:CreateAccessKey', input: { UserName: 'ann' }, keep: 'ann' },
    { call: 'iam:CreateLoginProfile', input: { UserName: 'ann', Password: 'Correct-Horse-7' } },
    { call: 'iam:CreatePolicy', input: { PolicyName: 'p', PolicyDocument: allow('s3:*') } },
    { call: 'iam:PutUserPolicy', input: { UserName: 'ann', PolicyName: 'p', PolicyDocument: allow('s3:*') } },
    {
      call: 'iam:AttachUserPolicy',
      input: { UserName: 'ann', PolicyArn: 'arn:aws:iam::{account}:policy/p' },
    },
    { call: 'iam:TagUser', input: { UserName: 'ann', Tags: [{ Key: 'a', Value: 'b' }] } },
    { call: 'iam:CreateGroup', input: { GroupName: 'g' } },
    { call: 'iam:AddUserToGroup', input: { GroupName: 'g', UserName: 'ann' } },
    { call: 'iam:CreateInstanceProfile', input: { InstanceProfileName: 'i' } },
    { call: 'iam:AddRoleToInstanceProfile', input: { InstanceProfileName: 'i', RoleName: 'new' } },
    { call: 'iam:CreateVirtualMFADevice', input: { VirtualMFADeviceName: 'm' } },
    { call: 'iam:CreateServiceLinkedRole', input: { AWSServiceName: 'eks.amazonaws.com' } },
    { call: 'iam:EnableOutboundWebIdentityFederation' },
  ]
  for (const step of calls) assert.equal(await outcomeOf(step), 'answered', step.call)
  await eventually({ as: 'ann', call: 's3:ListBuckets' })
})

test('Terraform waits for what it made, and its next plan is empty', { skip: terraformMissing }, async () => {
  const configuration = fileURLToPath(new URL('cases/terraform-eventual-consistency', import.meta.url))
  const terraform = await openTerraform(stage.installation, configuration)
  try {
    await terraform.apply()
    await wait(delay)
    await terraform.isUnchanged()
  } finally {
    terraform.close()
  }
})

test('a deleted policy allows until then', async () => {
  const started = Date.now()
  await play(stage, { call: 'iam:DeleteUserPolicy', input: { UserName: 'ann', PolicyName: 'p' } })
  await play(stage, {
    call: 'iam:DetachUserPolicy',
    input: { UserName: 'ann', PolicyArn: 'arn:aws:iam::{account}:policy/p' },
  })
  const still = await outcomeOf({ as: 'ann', call: 's3:ListBuckets' })
  if (Date.now() - started < delay) assert.equal(still, 'answered')
  const giveUp = Date.now() + 10 * delay
  while ((await outcomeOf({ as: 'ann', call: 's3:ListBuckets' })) === 'answered') {
    assert.ok(Date.now() < giveUp, 'it is allowed for good')
    await wait(50)
  }
})
