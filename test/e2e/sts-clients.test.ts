/** STS as a program on boto3 sees it: second factors, chains, session tags, sizes, federated users, revocation, what is refused. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import expected from './cases/boto3-sts.json' with { type: 'json' }
import { fill } from './support/fill.ts'
import { has, runProgram } from './support/run-program.ts'
import { openStage, type Stage } from './support/stage.ts'

const boto3 = { skip: !has('python3', '-c', 'import boto3') && 'this machine has no boto3' }

let stage: Stage
before(async () => void (stage = await openStage()))
after(() => stage.close())

test('boto3 finds STS as AWS has it', boto3, async () => {
  const { endpoint, region, admin } = stage.installation
  const script = fileURLToPath(new URL('support/boto3-sts.py', import.meta.url))
  const { code, stdout, stderr } = await runProgram('python3', [script], {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: admin.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
  })
  assert.equal(code, 0, stderr)
  assert.deepEqual(JSON.parse(stdout), fill(expected, stage.facts))
})
