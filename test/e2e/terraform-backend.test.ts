/** Terraform's own S3 backend with the identity of a pod: the state lies in a bucket with versions, locked while it is written; it needs no provider. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import given from './cases/terraform-backend.json' with { type: 'json' }
import { openStage, play, type Stage, type Step } from './support/stage.ts'
import { openTerraform, programMissing } from './support/terraform.ts'
import { makeToken } from './support/tokens.ts'

const configuration = fileURLToPath(new URL('./cases/terraform-backend', import.meta.url))
const state = { Bucket: 'states', Key: 'env/prod.tfstate' }
const lock = { ...state, Key: `${state.Key}.tflock` }

const keysIn = async (stage: Stage): Promise<unknown[]> => {
  const { Contents = [] } = await play(stage, { call: 's3:ListObjectsV2', input: { Bucket: state.Bucket } })
  return (Contents as readonly { readonly Key: string }[]).map(({ Key }) => Key)
}

/** How many versions of the state there are, and what became of the lock. */
const versionsIn = async (stage: Stage): Promise<unknown[]> => {
  const answer = await play(stage, { call: 's3:ListObjectVersions', input: { Bucket: state.Bucket } })
  const { Versions = [], DeleteMarkers = [] } = answer as Record<string, readonly Listed[] | undefined>
  const isLatestOfLock = ({ Key, IsLatest }: Listed): boolean => Key === lock.Key && IsLatest
  return [
    Versions.filter(({ Key }) => Key === state.Key).length,
    DeleteMarkers.some(isLatestOfLock) ? 'deleted' : 'there',
  ]
}

interface Listed {
  readonly Key: string
  readonly IsLatest: boolean
}

test(
  'a pod keeps its state in a bucket and locks it against others',
  { skip: programMissing, timeout: 300_000 },
  async (t) => {
    const stage = await openStage()
    t.after(() => stage.close())
    for (const step of given as readonly Step[]) await play(stage, step)
    const token = await makeToken(stage.issuers)
    const { account, endpoint, region } = stage.installation
    const terraform = await openTerraform(stage.installation, configuration, {
      // Nothing but the token speaks for it.
      env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      files: {
        token: `${token}\n`,
        'own.tfbackend': [
          `bucket    = "${state.Bucket}"`,
          `region    = "${region}"`,
          `endpoints = { s3 = "${endpoint}", sts = "${endpoint}" }`,
          'assume_role_with_web_identity = {',
          `  role_arn                = "arn:aws:iam::${account}:role/pod"`,
          '  session_name            = "terraform"',
          '  web_identity_token_file = "token"',
          '}\n',
        ].join('\n'),
      },
      init: ['-backend-config=own.tfbackend'],
    })
    t.after(() => terraform.close())

    assert.equal(await terraform.apply(), '1 added, 0 changed, 0 destroyed')
    assert.deepEqual(await keysIn(stage), [state.Key], 'the lock is gone')
    await terraform.isUnchanged()

    const ID = '6f3c1e2a-0000-4000-8000-000000000000'
    const Body = JSON.stringify({ ID, Operation: 'OperationTypeApply', Who: 'somebody else' })
    await play(stage, { call: 's3:PutObject', input: { ...lock, Body } })
    const locked = await terraform.attempt({}, 'apply', '-no-color', '-auto-approve', '-var=value=2')
    assert.equal(locked.code, 1)
    assert.match(locked.stderr, /Error acquiring the state lock/)
    assert.match(locked.stderr, /PreconditionFailed/)
    assert.match(locked.stderr, /somebody else/)
    await terraform.run('force-unlock', '-force', ID)
    assert.equal(await terraform.apply('-var=value=2'), '0 added, 1 changed, 0 destroyed')
    assert.deepEqual(await terraform.output(), { kept: '2' })
    assert.deepEqual(await versionsIn(stage), [2, 'deleted'])
    assert.deepEqual(await keysIn(stage), [state.Key])

    const stranger = await makeToken(stage.issuers, {
      claims: { sub: 'system:serviceaccount:default:other' },
    })
    writeFileSync(join(terraform.folder, 'token'), stranger)
    const refused = await terraform.attempt({}, 'plan', '-no-color')
    assert.equal(refused.code, 1)
    assert.match(
      refused.stderr,
      /AccessDenied: Not authorized\s+to\s+perform\s+sts:AssumeRoleWithWebIdentity/,
    )
  },
)
