/** A trail of an organization, as boto3 sets it up: events of member accounts below the organization's id. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openInstallation } from './support/installation.ts'
import { has, runProgram } from './support/run-program.ts'

const boto3 = { skip: !has('python3', '-c', 'import boto3') && 'this machine has no boto3' }

test('boto3 makes a trail of an organization, and a member sees it and changes nothing', boto3, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'podpass-organization-trail-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const installation = await openInstallation({ trailInterval: 200 })
  t.after(() => installation.stop())
  const { account, endpoint, region, admin } = installation
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: admin.secretAccessKey,
  }
  const script = fileURLToPath(new URL('./support/boto3-organization-trail.py', import.meta.url))
  const run = runProgram('python3', [script, account, 'organization-files'], env, '', { timeout: 120_000 })
  const { code, stdout, stderr } = await run
  assert.equal(code, 0, stderr)
  assert.deepEqual(JSON.parse(stdout), {
    'no organization': 'OrganizationsNotInUseException',
    'not trusted': 'CloudTrailAccessNotEnabledException',
    trusted: ['cloudtrail.amazonaws.com'],
    'own folder alone': 'InsufficientS3BucketPolicyException',
    made: 'it was answered',
    'seen by the member': [[true, true]],
    'made by the member': 'NotOrganizationMasterAccountException',
    'stopped by the member': 'TrailNotFoundException',
    recipients: true,
    'of the member': true,
    folders: true,
    'seen no more': [],
  })
})
