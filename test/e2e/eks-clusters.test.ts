/** What EKS does inside a cluster, as kubectl and the AWS CLI see it: add-ons, nodes of node groups, users of an OIDC provider. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createCluster, type Cluster } from './support/cluster.ts'
import { openInstallation, type Installation } from './support/installation.ts'
import { has, runProgram, type Outcome } from './support/run-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'podpass-eks-clusters-'))
const podpass = fileURLToPath(new URL('../../bin/podpass.js', import.meta.url))
const missing = ['aws', 'kubectl'].find((name) => !has(name, name === 'aws' ? '--version' : 'options'))
const clients = { skip: missing !== undefined && `this machine has no ${missing}`, timeout: 240_000 }

let installation: Installation
let cluster: Cluster

before(async () => {
  installation = await openInstallation({ nodeProgram: [process.execPath, podpass] })
  cluster = await createCluster(installation, 'dev')
})
after(async () => {
  cluster.api.close()
  await installation.stop()
  rmSync(folder, { recursive: true })
})

const run = (program: string, words: readonly string[]): Promise<Outcome> =>
  runProgram(
    program,
    words,
    {
      AWS_ENDPOINT_URL: installation.endpoint,
      AWS_REGION: installation.region,
      AWS_DEFAULT_REGION: installation.region,
      AWS_PAGER: '',
      AWS_CONFIG_FILE: join(folder, 'none'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      AWS_ACCESS_KEY_ID: installation.admin.accessKeyId,
      AWS_SECRET_ACCESS_KEY: installation.admin.secretAccessKey,
      KUBECONFIG: join(folder, 'kubeconfig'),
    },
    '',
    { timeout: 120_000 },
  )

async function aws(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run('aws', [...words, '--output', 'text'])
  assert.equal(code, 0, stderr)
  return stdout.trim()
}

async function kubectl(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await run('kubectl', words)
  assert.equal(code, 0, stderr)
  return stdout.trim()
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 90_000; Date.now() < end;) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  assert.fail(`not yet: ${what}`)
}

const system = ['-n', 'kube-system']
const ofDev = ['--cluster-name', 'dev']
const ofGroup = [...ofDev, '--nodegroup-name', 'main']

test('nodes of a group come with its role, and the add-ons run on them', clients, async () => {
  const trust =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}'
  const create = ['iam', 'create-role', '--role-name', 'node', '--query', 'Role.Arn']
  const nodeRole = await aws(...create, '--assume-role-policy-document', trust)
  await aws('eks', 'update-kubeconfig', '--name', 'dev')
  assert.match(await kubectl('get', 'pods', ...system), /coredns-\S+ +0\/1 +Pending/)

  const made = ['eks', 'create-nodegroup', ...ofGroup, '--node-role', nodeRole, '--subnets', 'subnet-0a']
  const scaling = 'minSize=1,maxSize=2,desiredSize=1'
  const status = await aws(...made, '--scaling-config', scaling, '--query', 'nodegroup.status')
  assert.equal(status, 'CREATING')
  const describe = ['eks', 'describe-nodegroup', ...ofGroup, '--query', 'nodegroup.status']
  await until('the group is active', async () => (await aws(...describe)) === 'ACTIVE')
  const [name, ready] = (await kubectl('get', 'nodes', '--no-headers')).split(/ +/)
  assert.match(name!, /^ip-10-0-\d+-\d+\.ec2\.internal$/)
  assert.equal(ready, 'Ready')
  assert.match(
    await kubectl('get', 'node', name!, '-o', 'jsonpath={.spec.providerID} {.metadata.labels}'),
    /^aws:\/\/\/us-east-1a\/i-[0-9a-f]{17} .*"eks.amazonaws.com\/nodegroup":"main"/,
  )
  assert.match(
    await kubectl('rollout', 'status', 'deployment/coredns', ...system, '--timeout=90s'),
    /successfully rolled out/,
  )

  const caller = ['aws', 'sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text']
  await kubectl('run', 'who', '--image=amazon/aws-cli', '--restart=Never', '--command', '--', ...caller)
  await kubectl('wait', '--for=jsonpath={.status.phase}=Succeeded', 'pod/who', '--timeout=90s')
  assert.match(await kubectl('logs', 'who'), /:assumed-role\/node\/i-[0-9a-f]{17}$/)
})

test('vpc-cni gets its role, and its pods with the next rollout', clients, async () => {
  const role = `arn:aws:iam::${installation.account}:role/cni`
  const addon = [...ofDev, '--addon-name', 'vpc-cni']
  await aws('eks', 'create-addon', ...addon, '--service-account-role-arn', role)
  await aws('eks', 'wait', 'addon-active', ...addon)
  assert.equal(
    await kubectl('rollout', 'restart', 'daemonset.apps/aws-node', ...system),
    'daemonset.apps/aws-node restarted',
  )
  assert.match(
    await kubectl('rollout', 'status', 'daemonset/aws-node', ...system, '--timeout=90s'),
    /daemon set "aws-node" successfully rolled out/,
  )
  const pod = await kubectl('get', 'pods', ...system, '-l', 'k8s-app=aws-node', '-o', 'name')
  const env = await kubectl('exec', ...system, pod, '-c', 'aws-node', '--', 'env')
  assert.ok(env.split('\n').includes(`AWS_ROLE_ARN=${role}`), env)
  assert.match(env, /^AWS_VPC_K8S_CNI_LOGLEVEL=DEBUG$/m)
  assert.match(await kubectl('logs', ...system, pod, '-c', 'aws-node'), /stands in for it/)
})

const isolated = {
  ...clients,
  skip: clients.skip || (process.getuid?.() !== 0 && 'pods have networks of their own where root runs them'),
}

test('pods get their role by Pod Identity as long as the agent’s add-on is there', isolated, async () => {
  const trust =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}}'
  const create = ['iam', 'create-role', '--role-name', 'app', '--query', 'Role.Arn']
  const role = await aws(...create, '--assume-role-policy-document', trust)
  const may =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"eks-auth:AssumeRoleForPodIdentity","Resource":"*"}}'
  await aws('iam', 'put-role-policy', '--role-name', 'node', '--policy-name', 'p', '--policy-document', may)
  const account = ['--namespace', 'default', '--service-account', 'app']
  await aws('eks', 'create-pod-identity-association', ...ofDev, ...account, '--role-arn', role)
  await kubectl('create', 'serviceaccount', 'app')
  const who = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      serviceAccountName: 'app',
      restartPolicy: 'Never',
      containers: [
        {
          name: 'c',
          image: 'amazon/aws-cli',
          args: ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text'],
          env: [
            { name: 'AWS_MAX_ATTEMPTS', value: '1' },
            { name: 'AWS_METADATA_SERVICE_NUM_ATTEMPTS', value: '1' },
          ],
        },
      ],
    },
  })
  const endOf = async (name: string): Promise<string> => {
    await cluster.api.create('/api/v1/namespaces/default/pods', who(name))
    const phase = ['get', 'pod', name, '-o', 'jsonpath={.status.phase}']
    await until(`${name} is over`, async () => /Succeeded|Failed/.test(await kubectl(...phase)))
    return kubectl('logs', name)
  }
  assert.doesNotMatch(await endOf('without'), /assumed-role/)
  const addon = [...ofDev, '--addon-name', 'eks-pod-identity-agent']
  await aws('eks', 'create-addon', ...addon)
  await kubectl('rollout', 'status', 'daemonset/eks-pod-identity-agent', ...system, '--timeout=90s')
  assert.match(await endOf('with'), /:assumed-role\/app\/eks-dev-with-[0-9a-f-]{36}$/)
})

test('users of an OIDC provider come with their prefix, until it is taken away', clients, async () => {
  const corp = await createCluster(installation, 'corp')
  try {
    await corp.createServiceAccount('default', 'jane')
    const wish = { namespace: 'default', serviceAccount: 'jane' }
    const token = await corp.token({ ...wish, audiences: ['kubernetes'] })
    const other = await corp.token({ ...wish, audiences: ['else'] })
    const none = ['--insecure-skip-tls-verify', '--kubeconfig', '/dev/null', '--server', cluster.api.server]
    const query = ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}']
    const whoami = (bearer: string): Promise<Outcome> =>
      run('kubectl', [...none, '--token', bearer, ...query])
    assert.match((await whoami(token)).stderr, /Unauthorized/)
    const oidc = `identityProviderConfigName=corp,issuerUrl=${corp.issuer},clientId=kubernetes`
    await aws('eks', 'associate-identity-provider-config', ...ofDev, '--oidc', oidc)
    const { stdout, stderr } = await whoami(token)
    assert.equal(stdout, `${corp.issuer}#system:serviceaccount:default:jane`, stderr)
    assert.match((await whoami(other)).stderr, /Unauthorized/)
    const config = ['--identity-provider-config', 'type=oidc,name=corp']
    await aws('eks', 'disassociate-identity-provider-config', ...ofDev, ...config)
    assert.match((await whoami(token)).stderr, /Unauthorized/)
  } finally {
    corp.api.close()
  }
})

test('nodes end with their group, and nothing stays of a cluster that is deleted', clients, async () => {
  await aws('eks', 'delete-nodegroup', ...ofGroup)
  assert.equal(await kubectl('get', 'nodes', '-o', 'name'), '')
  await aws('eks', 'delete-cluster', '--name', 'dev')
  const { directory } = installation.server
  for (const name of ['clusters', join('kubeconfig', 'nodes'), 'nodes'])
    if (existsSync(join(directory, name)))
      assert.ok(!readdirSync(join(directory, name)).includes('dev'), name)
})
