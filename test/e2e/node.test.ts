/** Pods on nodes of an embedded cluster: whose credentials reach them, by the metadata service and the Pod Identity agent. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, test } from 'node:test'
import { program, start, type Started } from '../../src/cli/podpass.test-support.ts'
import { listOf, pathOf, textOf, valueAt, type JsonObject } from '../../src/kubernetes/api/index.ts'
import { createCluster, type Cluster } from './support/cluster.ts'
import { has } from './support/run-program.ts'
import { openStage, play, type Stage } from './support/stage.ts'

const needed = {
  skip:
    (spawnSync('unshare', ['--user', '--map-root-user', '--net', 'ip', 'link'], { stdio: 'ignore' })
      .status !== 0 &&
      'no network namespace can be made here') ||
    (!has('aws', '--version') && 'this machine has no AWS CLI') ||
    (!has('python3', '-c', 'import boto3') && 'this machine has no boto3') ||
    (!has('curl', '--version') && 'this machine has no curl'),
}

let stage: Stage
let cluster: Cluster
let account: string
const running: Started[] = []

before(async () => {
  if (needed.skip !== false) return
  stage = await openStage()
  account = stage.installation.account
  cluster = await createCluster(stage.installation, 'dev')
  const allow = (Principal: object, Action: string | string[]) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action }],
  })
  const role = (RoleName: string, AssumeRolePolicyDocument: object) =>
    play(stage, { call: 'iam:CreateRole', input: { RoleName, AssumeRolePolicyDocument } })
  await role('app', allow({ Service: 'pods.eks.amazonaws.com' }, ['sts:AssumeRole', 'sts:TagSession']))
  await role('nodes', allow({ Service: 'ec2.amazonaws.com' }, 'sts:AssumeRole'))
  await role('agent', allow({ AWS: account }, 'sts:AssumeRole'))
  await play(stage, {
    call: 'iam:PutRolePolicy',
    input: {
      RoleName: 'agent',
      PolicyName: 'own',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'eks-auth:AssumeRoleForPodIdentity', Resource: '*' }],
      },
    },
  })
  await play(stage, {
    call: 'eks:CreatePodIdentityAssociation',
    input: {
      clusterName: 'dev',
      namespace: 'default',
      serviceAccount: 'app',
      roleArn: `arn:aws:iam::${account}:role/app`,
    },
  })
  await play(stage, {
    call: 'sts:AssumeRole',
    input: { RoleArn: `arn:aws:iam::${account}:role/agent`, RoleSessionName: 'i-0123456789abcdef0' },
    keep: 'agent',
  })
  for (const name of ['app', 'plain']) await cluster.createServiceAccount('default', name)
  const agent = await startAgent()
  await startNode('open', ['--pod-identity-agent', agent])
  await startNode('one-hop', ['--disable-pod-imds'])
  await startNode('blocked', ['--block-pod-imds'])
})

after(async () => {
  for (const each of running) each.child.kill('SIGTERM')
  await Promise.all(running.map((each) => each.ended))
  if (needed.skip !== false) return
  cluster.api.close()
  await stage.close()
})

async function startAgent(): Promise<string> {
  const { accessKeyId, secretAccessKey, sessionToken } = stage.callers.get('agent')!
  const words = [
    'agent',
    '--cluster-name=dev',
    '--listen=127.0.0.1:0',
    '--probe-port=0',
    '--metrics-address=127.0.0.1',
    '--metrics-port=0',
  ]
  const agent = start([...program, ...words], {
    timeout: 180_000,
    env: {
      AWS_ENDPOINT_URL: stage.installation.endpoint,
      AWS_REGION: stage.installation.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    },
  })
  running.push(agent)
  const [, address = ''] = await agent.prints(/serving on ([\d.:]+)/)
  return address
}

async function startNode(name: string, flags: readonly string[]): Promise<void> {
  const words = ['node', '--data', stage.installation.server.directory, '--cluster', 'dev', '--name', name]
  const node = start([...program, ...words, '--node-role', `arn:aws:iam::${account}:role/nodes`, ...flags], {
    timeout: 180_000,
  })
  running.push(node)
  await node.prints(new RegExp(`node ${name} is ready`))
}

let count = 0

/** What the pod leaves as its last words. */
async function runPod(nodeName: string, script: string, more: JsonObject = {}): Promise<string> {
  const path = pathOf('pods', 'default', `pod-${++count}`)
  const made = await cluster.api.create(pathOf('pods', 'default'), {
    metadata: { name: `pod-${count}` },
    spec: {
      nodeName,
      serviceAccountName: 'plain',
      restartPolicy: 'Never',
      containers: [
        {
          name: 'c',
          image: 'amazonlinux',
          command: ['sh', '-c', `{ ${script}; } > /dev/termination-log 2>&1`],
        },
      ],
      ...more,
    },
  })
  assert.ok(made.ok, JSON.stringify(made))
  for (const end = Date.now() + 90_000; Date.now() < end;) {
    const found = await cluster.api.get(path)
    const [status] = listOf(found.ok ? valueAt(found.value, 'status', 'containerStatuses') : [])
    const ended = valueAt(status, 'state', 'terminated')
    if (ended !== undefined) return textOf(valueAt(ended, 'message')) ?? ''
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return assert.fail(`pod ${count} does not end`)
}

const whoAmI = 'aws sts get-caller-identity --query Arn --output text'
const token = `curl -s -m 3 -w '%{http_code}' -o /dev/null -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60'`

test('a pod with an association is its role by the agent, for the AWS CLI and boto3', needed, async () => {
  const python = `python3 -c 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])'`
  const script = `${whoAmI}; ${python}; curl -s -m 3 -o /dev/null -w '%{http_code}\n' http://169.254.170.23/v1/credentials`
  const said = await runPod('open', script, { serviceAccountName: 'app' })
  const arn = `arn:aws:sts::${account}:assumed-role/app/eks-dev-pod-${count}-[0-9a-f-]{36}\n`
  assert.match(said, new RegExp(`^${arn}${arn}400$`.replace('400$', '40\\d\n$')))
})

test('a pod without one falls back on the node’s role, and has none from the agent', needed, async () => {
  assert.match(await runPod('open', whoAmI), /:assumed-role\/nodes\/i-[0-9a-f]{17}\n$/)
})

test(
  'with --disable-pod-imds no token reaches a pod, but one on the node’s own network',
  needed,
  async () => {
    assert.equal(await runPod('one-hop', `${token} http://169.254.169.254/latest/api/token`), '000')
    const listing = `curl -s -m 3 -w '%{http_code}' -o /dev/null http://169.254.169.254/latest/meta-data/`
    assert.equal(await runPod('one-hop', listing), '401')
    const own = `${token} $AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/api/token; echo; ${whoAmI}`
    assert.match(await runPod('one-hop', own, { hostNetwork: true }), /^200\n.*:assumed-role\/nodes\/i-/)
  },
)

test('with --block-pod-imds nothing of it is reached, but from the node’s own network', needed, async () => {
  const code = `curl -s -m 2 -o /dev/null http://169.254.169.254/ ; echo $?`
  // Dropped by iptables, or refused by the route.
  assert.match(await runPod('blocked', code), /^(28|7)\n$/)
  assert.match(await runPod('blocked', whoAmI, { hostNetwork: true }), /:assumed-role\/nodes\/i-/)
})
