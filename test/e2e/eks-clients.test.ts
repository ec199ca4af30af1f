/** EKS and EKS Auth as the AWS CLI and boto3 use them, with the pods of an embedded cluster. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { pathOf } from '../../src/kubernetes/api/index.ts'
import { createCluster, type Cluster } from './support/cluster.ts'
import type { Credentials } from './support/installation.ts'
import { holdAgainstPublished } from './support/published-events.ts'
import { has, runProgram, type Environment, type Outcome } from './support/run-program.ts'
import { openStage, play, type Stage } from './support/stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'podpass-eks-'))
const cli = { skip: !has('aws', '--version') && 'this machine has no AWS CLI' }
const boto3 = { skip: !has('python3', '-c', 'import boto3') && 'this machine has no boto3' }

let stage: Stage
let cluster: Cluster
let account: string

before(async () => {
  stage = await openStage()
  account = stage.installation.account
  cluster = await createCluster(stage.installation, 'dev')
  const trusting = (Principal: object, Action: string | string[]) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action }],
  })
  const allow = (Action: string, Resource: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource }],
  })
  for (const [call, input] of [
    [
      'iam:CreateRole',
      {
        RoleName: 'app',
        AssumeRolePolicyDocument: trusting({ Service: 'pods.eks.amazonaws.com' }, [
          'sts:AssumeRole',
          'sts:TagSession',
        ]),
      },
    ],
    [
      'iam:PutRolePolicy',
      {
        RoleName: 'app',
        PolicyName: 'own',
        PolicyDocument: allow('s3:*', 'arn:aws:s3:::${aws:PrincipalTag/kubernetes-namespace}-*'),
      },
    ],
    [
      'iam:CreateRole',
      { RoleName: 'nodes', AssumeRolePolicyDocument: trusting({ AWS: account }, 'sts:AssumeRole') },
    ],
    [
      'iam:PutRolePolicy',
      {
        RoleName: 'nodes',
        PolicyName: 'own',
        PolicyDocument: allow('eks-auth:AssumeRoleForPodIdentity', `arn:aws:eks:*:${account}:cluster/dev`),
      },
    ],
    [
      'eks:CreatePodIdentityAssociation',
      {
        clusterName: 'dev',
        namespace: 'shop',
        serviceAccount: 'app',
        roleArn: `arn:aws:iam::${account}:role/app`,
      },
    ],
  ] as const)
    await play(stage, { call, input })
  await cluster.createNamespace('shop')
  await cluster.createServiceAccount('shop', 'app')
  await play(stage, {
    call: 'sts:AssumeRole',
    input: { RoleArn: `arn:aws:iam::${account}:role/nodes`, RoleSessionName: 'i-0123456789abcdef0' },
    keep: 'node',
  })
})
after(async () => {
  cluster.api.close()
  await stage.close()
  rmSync(folder, { recursive: true })
})

const environmentOf = ({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Environment => ({
  AWS_ENDPOINT_URL: stage.installation.endpoint,
  AWS_REGION: stage.installation.region,
  AWS_DEFAULT_REGION: stage.installation.region,
  AWS_PAGER: '',
  AWS_CONFIG_FILE: join(folder, 'none'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
})

const aws = (caller: string, words: readonly string[]): Promise<Outcome> =>
  runProgram('aws', words, environmentOf(stage.callers.get(caller)!))

async function tokenOf(pod: string): Promise<string> {
  const { metadata } = await cluster.createPod('shop', pod, 'app')
  return cluster.token({
    namespace: 'shop',
    serviceAccount: 'app',
    audiences: ['pods.eks.amazonaws.com'],
    pod: { name: pod, uid: metadata.uid },
  })
}

const exchange = (caller: string, token: string, name = 'dev'): Promise<Outcome> =>
  aws(caller, ['eks-auth', 'assume-role-for-pod-identity', '--cluster-name', name, '--token', token])

test('a node changes the token of its pod for credentials that are limited by the pod', cli, async () => {
  const { code, stdout, stderr } = await exchange('node', await tokenOf('app-0'))
  assert.equal(code, 0, stderr)
  const answer = JSON.parse(stdout) as {
    readonly assumedRoleUser: { readonly arn: string }
    readonly credentials: Credentials
  }
  assert.match(
    answer.assumedRoleUser.arn,
    new RegExp(`^arn:aws:sts::${account}:assumed-role/app/eks-dev-app-0-[0-9a-f-]{36}$`),
  )
  const { accessKeyId, secretAccessKey, sessionToken } = answer.credentials
  stage.callers.set('pod', { accessKeyId, secretAccessKey, sessionToken: sessionToken! })
  const identity = await play(stage, { as: 'pod', call: 'sts:GetCallerIdentity' })
  assert.equal(identity['Arn'], answer.assumedRoleUser.arn)
  await play(stage, { as: 'pod', call: 's3:CreateBucket', input: { Bucket: 'shop-goods' } })
  await assert.rejects(play(stage, { as: 'pod', call: 's3:CreateBucket', input: { Bucket: 'other-goods' } }))
})

test('pods of an associated ServiceAccount are told where the agent is', async () => {
  const { spec } = await cluster.createPod('shop', 'told', 'app')
  const names = spec.containers[0]!.env!.map(({ name }) => name)
  assert.ok(names.includes('AWS_CONTAINER_CREDENTIALS_FULL_URI'), names.join())
  assert.ok(spec.volumes!.some(({ name }) => name === 'eks-pod-identity-token'))
  const other = await cluster.createPod('shop', 'untold', 'default')
  assert.equal(other.spec.containers[0]!.env, undefined)
})

test('the token of a pod or ServiceAccount that is gone is refused at once', cli, async () => {
  const invalid = /InvalidTokenException.*The token included in the request is invalid\./
  const token = await tokenOf('app-1')
  assert.equal((await exchange('node', token)).code, 0)
  await cluster.api.request('DELETE', pathOf('pods', 'shop', 'app-1'), { body: { gracePeriodSeconds: 0 } })
  assert.match((await exchange('node', token)).stderr, invalid)

  const again = await tokenOf('app-2')
  await cluster.api.delete(pathOf('serviceaccounts', 'shop', 'app'))
  assert.match((await exchange('node', again)).stderr, invalid)
  await cluster.createServiceAccount('shop', 'app')
  assert.match((await exchange('node', again)).stderr, invalid)
})

test('tokens for others, of no pod and of nobody are refused', cli, async () => {
  const own = { namespace: 'shop', serviceAccount: 'app' }
  const forOthers = await cluster.token({ ...own, audiences: ['sts.amazonaws.com'] })
  const ofNoPod = await cluster.token({ ...own, audiences: ['pods.eks.amazonaws.com'] })
  for (const token of [forOthers, ofNoPod, 'eyJhbGciOiJub25lIn0.e30.eA'])
    assert.match((await exchange('node', token)).stderr, /InvalidTokenException/)
  const live = await tokenOf('app-3')
  const [head, body] = live.split('.')
  assert.match((await exchange('node', `${head}.${body}.AAAA`)).stderr, /InvalidTokenException/)
  assert.match((await exchange('node', 'x')).stderr, /InvalidParameterException/)
})

test('a node may ask for its own cluster alone, and a pod for none', cli, async () => {
  const token = await tokenOf('app-4')
  assert.match(
    (await exchange('node', token, 'other')).stderr,
    /AccessDeniedException.*is not authorized to perform: eks-auth:AssumeRoleForPodIdentity on resource: arn:aws:eks:us-east-1:\d+:cluster\/other because no identity-based policy allows/,
  )
  assert.match(
    (await exchange('admin', token, 'other')).stderr,
    /ResourceNotFoundException.*No cluster found for name: other\./,
  )
})

test('the trail names cluster and principal as the path does, and hides the token', cli, async () => {
  const latest = async (name: string): Promise<Readonly<Record<string, unknown>>> => {
    const { Events } = (await play(stage, {
      call: 'cloudtrail:LookupEvents',
      input: { LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: name }] },
    })) as { Events: readonly { CloudTrailEvent: string }[] }
    return JSON.parse(Events[0]!.CloudTrailEvent) as Record<string, unknown>
  }
  const parametersOf = async (name: string): Promise<unknown> => (await latest(name))['requestParameters']
  await exchange('node', await tokenOf('app-5'))
  holdAgainstPublished(await latest('AssumeRoleForPodIdentity'), 'AssumeRoleForPodIdentity by a node')
  holdAgainstPublished(await latest('AssumeRole'), 'AssumeRole by Pod Identity')
  assert.deepEqual(await parametersOf('AssumeRoleForPodIdentity'), {
    clusterName: 'dev',
    token: 'HIDDEN_DUE_TO_SECURITY_REASONS',
  })
  await aws('admin', [
    'eks',
    'describe-access-entry',
    '--cluster-name',
    'dev',
    '--principal-arn',
    'arn:aws:iam::1:role/x',
  ])
  assert.deepEqual(await parametersOf('DescribeAccessEntry'), {
    name: 'dev',
    principalArn: 'arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx',
  })
})

test("boto3's waiters see all that EKS has come and go", boto3, async () => {
  const script = fileURLToPath(new URL('./support/boto3-eks.py', import.meta.url))
  const { code, stdout, stderr } = await runProgram(
    'python3',
    [script, account],
    environmentOf(stage.callers.get('admin')!),
    '',
    { timeout: 120_000 },
  )
  assert.equal(code, 0, stderr)
  assert.deepEqual(JSON.parse(stdout), {
    addon: 'CREATING',
    nodegroup: 'CREATING',
    pages: [2, 2, 1],
    entries: ['a', 'admin', 'b', 'c', 'nodes'],
    missing:
      "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
  })
})

test('aws eks update-kubeconfig and get-token lead to the cluster', cli, async () => {
  const kubeconfig = join(folder, 'kubeconfig')
  const updated = await aws('admin', [
    'eks',
    'update-kubeconfig',
    '--name',
    'dev',
    '--kubeconfig',
    kubeconfig,
  ])
  assert.equal(
    updated.stdout,
    `Added new context arn:aws:eks:us-east-1:${account}:cluster/dev to ${kubeconfig}\n`,
  )
  const { stdout } = await aws('admin', ['eks', 'get-token', '--cluster-name', 'dev'])
  const { token } = (JSON.parse(stdout) as { status: { token: string } }).status
  const url = Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString()
  const answer = await fetch(url, { headers: { 'x-k8s-aws-id': 'dev', accept: 'application/json' } })
  const told = (await answer.json()) as {
    GetCallerIdentityResponse: { GetCallerIdentityResult: { Arn: string } }
  }
  assert.equal(
    told.GetCallerIdentityResponse.GetCallerIdentityResult.Arn,
    `arn:aws:iam::${account}:user/admin`,
  )
})
