/** Refusals as Terraform's AWS provider takes them: one that stands ends the call at once, one that time may mend is tried again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { refusalsOf } from './support/refused-calls.ts'
import { openStage, play, type Stage } from './support/stage.ts'
import { openTerraform, terraformMissing } from './support/terraform.ts'

const configuration = fileURLToPath(new URL('./cases/terraform-refusals', import.meta.url))
const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }]

async function untilRefused(stage: Stage, operation: string, text: RegExp): Promise<void> {
  const giveUp = Date.now() + 180_000
  while (!(await refusalsOf(stage, operation)).some((refusal) => text.test(refusal))) {
    assert.ok(Date.now() < giveUp, `${operation} was not refused`)
    await wait(100)
  }
}

/** Each of these calls must be made once; the trail's word for it is not always the answer's. */
const final: Readonly<Record<string, { readonly told: RegExp; readonly recorded: RegExp }>> = {
  CreateUser: {
    told: /AccessDenied: User: arn:aws:iam::\d+:user\/limited is not/,
    recorded: /^AccessDenied/,
  },
  CreatePolicy: { told: /MalformedPolicyDocument: Syntax/, recorded: /^MalformedPolicyDocument/ },
  PutGroupPolicy: { told: /NoSuchEntity: The group with name missing/, recorded: /^NoSuchEntity/ },
  PutAccelerateConfiguration: { told: /NotImplemented: /, recorded: /^NotImplemented/ },
  PutBucketWebsite: { told: /NotImplemented: /, recorded: /^NotImplemented/ },
}

test(
  'Terraform gives up where a refusal stands, and waits where it may pass',
  { skip: terraformMissing, timeout: 600_000 },
  async (t) => {
    const stage = await openStage()
    t.after(() => stage.close())
    const { account } = stage.installation
    const document = { Version: '2012-10-17', Statement }
    await play(stage, {
      call: 'iam:CreateRole',
      input: { RoleName: 'taken', AssumeRolePolicyDocument: document },
    })
    await play(stage, { call: 's3:CreateBucket', input: { Bucket: 'kept' } })
    await play(stage, { call: 'iam:CreateUser', input: { UserName: 'limited' } })
    await play(stage, { call: 'iam:CreateAccessKey', input: { UserName: 'limited' }, keep: 'limited' })
    const { accessKeyId: key, secretAccessKey: secret } = stage.callers.get('limited')!
    const terraform = await openTerraform(stage.installation, configuration, {
      files: { 'own.json': JSON.stringify({ account, key, secret }) },
    })
    t.after(() => terraform.close())

    const applying = terraform.attempt({}, 'apply', '-no-color', '-auto-approve')
    await untilRefused(stage, 'CreateRole', /Invalid principal in policy/)
    await play(stage, { call: 'iam:CreateUser', input: { UserName: 'later' } })
    const applied = await applying
    assert.equal(applied.code, 1)
    const told = applied.stderr.replaceAll(/\s+/g, ' ')
    for (const [operation, expected] of Object.entries(final)) {
      assert.match(told, expected.told)
      const refusals = await refusalsOf(stage, operation)
      assert.equal(refusals.length, 1, `${operation}: ${refusals.join('; ')}`)
      assert.match(refusals[0]!, expected.recorded)
    }
    assert.match(told, /EntityAlreadyExists: Role with name taken already exists\./)
    const ofRoles = await refusalsOf(stage, 'CreateRole')
    assert.equal(ofRoles.filter((refusal) => refusal.startsWith('EntityAlreadyExists')).length, 1)
    assert.equal((await terraform.run('state', 'list')).trim(), 'aws_iam_role.waiting')

    // A policy that somebody has attached meanwhile keeps the role from being deleted until it is gone.
    const attached = { RoleName: 'waiting', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }
    await play(stage, { call: 'iam:AttachRolePolicy', input: attached })
    const destroying = terraform.destroy()
    await untilRefused(stage, 'DeleteRole', /DeleteConflict/)
    await play(stage, { call: 'iam:DetachRolePolicy', input: attached })
    assert.equal(await destroying, '1 destroyed')
  },
)
