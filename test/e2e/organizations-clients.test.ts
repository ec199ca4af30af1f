/** Organizations as boto3 and the AWS CLI use it. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openInstallation, type Installation } from './support/installation.ts'
import { has, runProgram, type Environment } from './support/run-program.ts'

const boto3 = { skip: !has('python3', '-c', 'import boto3') && 'this machine has no boto3' }
const cli = { skip: !has('aws', '--version') && 'this machine has no AWS CLI' }

let installation: Installation
before(async () => {
  installation = await openInstallation()
})
after(() => installation.stop())

const environment = (): Environment => ({
  AWS_ENDPOINT_URL: installation.endpoint,
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_PAGER: '',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_ACCESS_KEY_ID: installation.admin.accessKeyId,
  AWS_SECRET_ACCESS_KEY: installation.admin.secretAccessKey,
})

test('boto3 makes an organization, and its policies bear on who comes into an account', boto3, async () => {
  const script = fileURLToPath(new URL('./support/boto3-organizations.py', import.meta.url))
  const { code, stdout, stderr } = await runProgram('python3', [script], environment())
  assert.equal(code, 0, stderr)
  const told = JSON.parse(stdout) as Record<string, unknown>
  assert.deepEqual(new Set(told['first states'] as string[]), new Set(['IN_PROGRESS']))
  delete told['first states']
  assert.deepEqual(told, {
    'not in use': ['AWSOrganizationsNotInUseException', null],
    organization: [
      'Arn',
      'AvailablePolicyTypes',
      'FeatureSet',
      'Id',
      'MasterAccountArn',
      'MasterAccountEmail',
      'MasterAccountId',
    ],
    twice: ['AlreadyInOrganizationException', null],
    state: 'SUCCEEDED',
    again: ['FAILED', 'EMAIL_ALREADY_EXISTS'],
    pages: [20, 3],
    account: ['shop', 'shop@example.com', 'ACTIVE', 'ACTIVE', 'CREATED'],
    paths: 4,
    tags: [{ Key: 'team', Value: 'a' }],
    'tags after': [{ Key: 'cost', Value: '7' }],
    'doubled tags': ['InvalidInputException', 'DUPLICATE_TAG_KEY'],
    'too deep': ['ConstraintViolationException', 'OU_DEPTH_LIMIT_EXCEEDED'],
    inherited: true,
    allowed: 'r',
    linked: 'AWSServiceRoleForAmazonEKS',
    elsewhere: 'x',
    across: true,
    member: ['AccessDeniedException', null],
    'too many': ['ConstraintViolationException', 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED'],
    disabled: 'x',
    'refused by name': ['NotImplemented', null],
  })
})

test('the AWS CLI shows it', cli, async () => {
  const aws = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runProgram('aws', words, environment())
    assert.equal(code, 0, stderr)
    return stdout.trim()
  }
  const query = ['--query', 'Organization.MasterAccountId', '--output', 'text']
  assert.equal(await aws('organizations', 'describe-organization', ...query), installation.account)
  const names = ['--query', 'Accounts[?Status==`ACTIVE`].Name', '--output', 'json']
  const listed = JSON.parse(await aws('organizations', 'list-accounts', ...names)) as string[]
  assert.ok(listed.includes('management') && listed.includes('bank'))
})
