/** The AWS CLI and boto3 as they are installed, led here by their environment alone. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { has, runProgram, type Environment, type Outcome } from './support/run-program.ts'
import { openStage, play, type Stage } from './support/stage.ts'
import { makeToken } from './support/tokens.ts'

const folder = mkdtempSync(join(tmpdir(), 'podpass-clients-'))
const cli = { skip: !has('aws', '--version') && 'this machine has no AWS CLI' }
const boto3 = { skip: !has('python3', '-c', 'import boto3') && 'this machine has no boto3' }

let stage: Stage
let admin: Environment

before(async () => {
  stage = await openStage()
  const { accessKeyId, secretAccessKey } = stage.installation.admin
  admin = { ...surroundings(), AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
})
after(async () => {
  await stage.close()
  rmSync(folder, { recursive: true })
})

const surroundings = (): Environment => ({
  AWS_ENDPOINT_URL: stage.installation.endpoint,
  AWS_REGION: stage.installation.region,
  AWS_DEFAULT_REGION: stage.installation.region,
  AWS_PAGER: '',
  AWS_CONFIG_FILE: join(folder, 'none'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
})

/** What a pod has: a role and a file with a token of the issuer of the same name. */
async function podOf(name: string): Promise<Environment> {
  const file = join(folder, `${name}.token`)
  writeFileSync(file, await makeToken(stage.issuers, { issuer: name }))
  const roleArn = `arn:aws:iam::${stage.facts['account']}:role/${name}`
  return { ...surroundings(), AWS_ROLE_ARN: roleArn, AWS_WEB_IDENTITY_TOKEN_FILE: file }
}

const aws = (words: string, env = admin, input = ''): Promise<Outcome> =>
  runProgram('aws', words.split(' '), env, input)

async function succeed(words: string, env = admin, input = ''): Promise<string> {
  const { code, stdout, stderr } = await aws(words, env, input)
  assert.equal(code, 0, `aws ${words}: ${stderr}`)
  return stdout
}

const trustIn = (name: string): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: {
        Federated: `arn:aws:iam::${stage.facts['account']}:oidc-provider/${stage.facts['host']}/${name}`,
      },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          [`${stage.facts['host']}/${name}:sub`]: 'system:serviceaccount:default:app',
          [`${stage.facts['host']}/${name}:aud`]: 'sts.amazonaws.com',
        },
      },
    },
  ],
})

const allow = (Action: string | string[], Resource: string | string[]): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
})

function policyFile(name: string, policy: object): string {
  const file = join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(policy))
  return `file://${file}`
}

test('the AWS CLI sets the chain up, and a pod walks it', cli, async () => {
  const { account, origin, thumbprint, host } = stage.facts
  const pod = await podOf('app')
  const provider = `arn:aws:iam::${account}:oidc-provider/${host}/app`

  assert.equal(
    await succeed('sts get-caller-identity --query Arn --output text'),
    `arn:aws:iam::${account}:user/admin\n`,
  )
  assert.equal(
    await succeed(
      `iam create-open-id-connect-provider --url ${origin}/app --client-id-list sts.amazonaws.com --thumbprint-list ${thumbprint} --output text`,
    ),
    `${provider}\n`,
  )
  assert.equal(
    await succeed(
      `iam create-role --role-name app --assume-role-policy-document ${policyFile('trust', trustIn('app'))} --query Role.Arn --output text`,
    ),
    `arn:aws:iam::${account}:role/app\n`,
  )
  await succeed(
    `iam put-role-policy --role-name app --policy-name goods --policy-document ${policyFile('goods', allow('s3:*', ['arn:aws:s3:::goods', 'arn:aws:s3:::goods/*']))}`,
  )
  assert.match(
    await succeed(
      `eks create-cluster --name dev --role-arn arn:aws:iam::${account}:role/eks --resources-vpc-config subnetIds=subnet-0a,subnet-0b --query cluster.identity.oidc.issuer --output text`,
    ),
    /^https:\/\/oidc\.eks\.us-east-1\.amazonaws\.com\/id\/[0-9A-F]{32}\n$/,
  )

  assert.equal(await succeed('s3 mb s3://goods'), 'make_bucket: goods\n')
  await succeed('s3 cp - s3://goods/a/hello.txt', pod, 'hello')
  const [list, object, url, identity, denied] = await Promise.all([
    succeed('s3 ls s3://goods/a/', pod),
    succeed('s3 cp s3://goods/a/hello.txt -', pod),
    succeed('s3 presign s3://goods/a/hello.txt', pod),
    succeed('sts get-caller-identity --query Arn --output text', pod),
    aws('s3 ls', pod),
  ])
  assert.match(list, / {10}5 hello\.txt\n$/)
  assert.equal(object, 'hello')
  assert.equal(await (await fetch(url.trim())).text(), 'hello')
  assert.match(identity, new RegExp(`^arn:aws:sts::${account}:assumed-role/app/botocore-session-\\d+\\n$`))
  assert.notEqual(denied.code, 0)
  assert.match(
    denied.stderr,
    new RegExp(
      `An error occurred \\(AccessDenied\\) when calling the ListBuckets operation: User: arn:aws:sts::${account}:assumed-role/app/botocore-session-\\d+ is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action\n$`,
    ),
  )
  assert.equal(
    await succeed(
      'cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=ListBuckets --query Events[0].EventName --output text',
    ),
    'ListBuckets\n',
  )
})

test('the AWS CLI says refusals in the words of AWS', cli, async () => {
  const refused = async (words: string, message: RegExp | string, env = admin): Promise<void> => {
    const { code, stderr } = await aws(words, env)
    assert.notEqual(code, 0)
    if (typeof message === 'string') assert.equal(stderr.trim().replace(/^aws: \[ERROR\]: /, ''), message)
    else assert.match(stderr, message)
  }
  await Promise.all([
    refused(
      'sts get-caller-identity',
      'An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      { ...admin, AWS_SECRET_ACCESS_KEY: 'wrong' },
    ),
    refused(
      'sts get-caller-identity',
      'An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity',
      await podOf('none'),
    ),
    refused(
      'eks describe-cluster --name none',
      'An error occurred (ResourceNotFoundException) when calling the DescribeCluster operation: No cluster found for name: none.',
    ),
  ])
})

test('boto3 takes its web identity from the environment', boto3, async () => {
  for (const [call, input] of [
    [
      'iam:CreateOpenIDConnectProvider',
      { Url: '{origin}/boto', ClientIDList: ['sts.amazonaws.com'], ThumbprintList: ['{thumbprint}'] },
    ],
    ['iam:CreateRole', { RoleName: 'boto', AssumeRolePolicyDocument: trustIn('boto') }],
    [
      'iam:PutRolePolicy',
      {
        RoleName: 'boto',
        PolicyName: 'work',
        PolicyDocument: allow(['s3:*', 'eks:*', 'cloudtrail:LookupEvents'], '*'),
      },
    ],
  ] as const)
    await play(stage, { call, input })
  const large = join(folder, 'large')
  // Above the size from which boto3 uploads in parts.
  writeFileSync(large, Buffer.alloc(9 << 20, 'x'))
  const script = fileURLToPath(new URL('./support/boto3-calls.py', import.meta.url))
  const { code, stdout, stderr } = await runProgram('python3', [script, large], await podOf('boto'))
  assert.equal(code, 0, stderr)

  const { account } = stage.facts
  const told = JSON.parse(stdout) as Record<string, Record<string, unknown> & string>
  assert.match(
    String(told['identity']!['Arn']),
    new RegExp(`^arn:aws:sts::${account}:assumed-role/boto/botocore-session-\\d+$`),
  )
  assert.partialDeepStrictEqual(told['exchange'], {
    SubjectFromWebIdentityToken: 'system:serviceaccount:default:app',
    AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/boto/by-hand` },
    Audience: 'sts.amazonaws.com',
  })
  assert.equal(
    told['garbage'],
    '400 InvalidIdentityToken: The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  )
  assert.partialDeepStrictEqual(told['create'], { Location: '/boto' })
  assert.deepEqual(told['upload'], { body: 'ell', sizes: { 'a b/ä+?.txt': 5, large: 9 << 20 } })
  assert.equal(told['missing'], '404 NoSuchKey: The specified key does not exist.')
  assert.match(
    told['denied']!,
    /^403 AccessDenied: User: arn:aws:sts::\d{12}:assumed-role\/boto\/botocore-session-\d+ is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::\d{12}:user\/ because no identity-based policy allows the iam:ListUsers action$/,
  )
  assert.equal(told['cluster'], '404 ResourceNotFoundException: No cluster found for name: none.')
  assert.ok(Number(told['trail']!['count']) > 0)
})
