/** The Pod Identity agent beside an embedded cluster, asked by the AWS CLI, boto3 and plain HTTP as pods would. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { podpass, program, start, type Started } from '../../src/cli/podpass.test-support.ts'
import { pathOf } from '../../src/kubernetes/api/index.ts'
import { createCluster, type Cluster } from './support/cluster.ts'
import { has, runProgram, type Environment, type Outcome } from './support/run-program.ts'
import { openStage, play, type Stage } from './support/stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'podpass-agent-'))
const cli = { skip: !has('aws', '--version') && 'this machine has no AWS CLI' }
const boto3 = { skip: !has('python3', '-c', 'import boto3') && 'this machine has no boto3' }
const namespaces = {
  skip:
    spawnSync('unshare', ['--net', 'ip', 'link'], { stdio: 'ignore' }).status !== 0 &&
    'no network namespace can be made here',
}

let stage: Stage
let cluster: Cluster
let account: string
let agent: Started
let url: string
let ports: { readonly probePort: number; readonly metricsPort: number }

before(async () => {
  stage = await openStage()
  account = stage.installation.account
  cluster = await createCluster(stage.installation, 'dev')
  const allow = (Principal: object, Action: string | string[]) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action }],
  })
  for (const [call, input] of [
    [
      'iam:CreateRole',
      {
        RoleName: 'app',
        AssumeRolePolicyDocument: allow({ Service: 'pods.eks.amazonaws.com' }, [
          'sts:AssumeRole',
          'sts:TagSession',
        ]),
      },
    ],
    [
      'iam:CreateRole',
      { RoleName: 'nodes', AssumeRolePolicyDocument: allow({ AWS: account }, 'sts:AssumeRole') },
    ],
    [
      'iam:PutRolePolicy',
      {
        RoleName: 'nodes',
        PolicyName: 'own',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'eks-auth:AssumeRoleForPodIdentity', Resource: '*' }],
        },
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
  await play(stage, {
    call: 'sts:AssumeRole',
    input: { RoleArn: `arn:aws:iam::${account}:role/nodes`, RoleSessionName: 'i-0123456789abcdef0' },
    keep: 'node',
  })
  await cluster.createNamespace('shop')
  for (const name of ['app', 'stranger']) await cluster.createServiceAccount('shop', name)
  const { accessKeyId, secretAccessKey, sessionToken } = stage.callers.get('node')!
  agent = start(
    [
      ...program,
      'agent',
      '--cluster-name=dev',
      '--listen=127.0.0.1:0',
      '--probe-port=0',
      '--metrics-address=127.0.0.1',
      '--metrics-port=0',
      '--verbosity=trace',
    ],
    {
      timeout: 180_000,
      env: {
        AWS_ENDPOINT_URL: stage.installation.endpoint,
        AWS_REGION: stage.installation.region,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      },
    },
  )
  const [line, address] = await agent.prints(/^.*serving on ([\d.:]+).*$/m)
  url = `http://${address}/v1/credentials`
  ports = JSON.parse(line) as typeof ports
})
after(async () => {
  agent.child.kill('SIGTERM')
  await agent.ended
  cluster.api.close()
  await stage.close()
  rmSync(folder, { recursive: true })
})

async function tokenOf(
  pod: string,
  serviceAccount = 'app',
  audience = 'pods.eks.amazonaws.com',
): Promise<string> {
  const { metadata } = await cluster.createPod('shop', pod, serviceAccount)
  return cluster.token({
    namespace: 'shop',
    serviceAccount,
    audiences: [audience],
    pod: { name: pod, uid: metadata.uid },
  })
}

interface Answer {
  readonly status: number
  readonly body: string
}

/** `host` stands in the header alone. */
const ask = (target: string, authorization?: string, host?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = {
      ...(authorization !== undefined && { authorization }),
      ...(host !== undefined && { host }),
    }
    const call = request(target, { headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
    call.once('error', reject)
    call.end()
  })

function podEnvironment(token: string): Environment {
  const file = join(folder, 'token')
  writeFileSync(file, token)
  return {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file,
    AWS_ENDPOINT_URL: stage.installation.endpoint,
    AWS_REGION: stage.installation.region,
    AWS_DEFAULT_REGION: stage.installation.region,
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

const isRoleOf = (arn: unknown, pod: string): void =>
  assert.match(
    String(arn),
    new RegExp(`^arn:aws:sts::${account}:assumed-role/app/eks-dev-${pod}-[0-9a-f-]{36}$`),
  )

test('the AWS CLI in a pod is the role of its association', cli, async () => {
  const env = podEnvironment(await tokenOf('cli'))
  const { code, stdout, stderr }: Outcome = await runProgram('aws', ['sts', 'get-caller-identity'], env)
  assert.equal(code, 0, stderr)
  isRoleOf((JSON.parse(stdout) as Record<string, unknown>)['Arn'], 'cli')
})

test('boto3 in a pod is the role of its association', boto3, async () => {
  const script = 'import boto3; print(boto3.client("sts").get_caller_identity()["Arn"])'
  const { code, stdout, stderr } = await runProgram(
    'python3',
    ['-c', script],
    podEnvironment(await tokenOf('boto')),
  )
  assert.equal(code, 0, stderr)
  isRoleOf(stdout.trim(), 'boto')
})

test('a pod gets the same credentials again without EKS Auth being asked', async () => {
  const token = await tokenOf('twice')
  const [first, second] = [await ask(url, token), await ask(url, token)]
  assert.equal(first.status, 200)
  assert.equal(first.body, second.body)
  const { AccountId, Expiration } = JSON.parse(first.body) as Record<string, string>
  assert.equal(AccountId, account)
  assert.match(Expiration!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
})

test('what EKS Auth refuses is told as it told it', async () => {
  const gone = await tokenOf('gone')
  await cluster.api.request('DELETE', pathOf('pods', 'shop', 'gone'), { body: { gracePeriodSeconds: 0 } })
  for (const [token, status, pattern] of [
    [gone, 400, /^\[[0-9a-f-]{36}\]: \(InvalidTokenException\): .*, fault: client\n$/],
    [await tokenOf('other', 'stranger'), 404, /\(ResourceNotFoundException\): .*, fault: client\n$/],
    [await tokenOf('audience', 'app', 'sts.amazonaws.com'), 400, /\(InvalidTokenException\)/],
  ] as const) {
    const answer = await ask(url, token)
    assert.deepEqual([answer.status, pattern.test(answer.body)], [status, true], answer.body)
  }
})

test('what is no token or comes by another name is refused by the agent itself', async () => {
  assert.deepEqual(await ask(url), { status: 400, body: 'Service account token cannot be empty\n' })
  const foreign = await ask(url, 'x', 'evil.example')
  assert.equal(foreign.status, 403)
  assert.match(foreign.body, /^Access Denied\. Called agent through invalid address/)
  assert.equal((await ask(url.replace('/v1/credentials', '/'))).status, 404)
})

test('probes and metrics are served, and nothing that is logged holds a token or a secret', async () => {
  const { probePort, metricsPort } = ports
  for (const [port, path] of [
    [probePort, 'healthz'],
    [probePort, 'readyz'],
    [metricsPort, 'healthz'],
  ] as const)
    assert.equal((await ask(`http://127.0.0.1:${port}/${path}`)).status, 200)
  const token = await tokenOf('quiet')
  const credentials = JSON.parse((await ask(url, token)).body) as Record<string, string>
  const { body } = await ask(`http://127.0.0.1:${metricsPort}/metrics`)
  for (const line of [
    /^pod_identity_http_response\{code="200"\} \d+$/m,
    /^pod_identity_http_response\{code="400"\} \d+$/m,
    /^pod_identity_cache_state\{state="miss"\} \d+$/m,
  ])
    assert.match(body, line)
  const logged = agent.printed()
  assert.match(logged, /Successfully fetched credentials/)
  for (const secret of [token, token.split('.')[2]!, credentials['SecretAccessKey']!, credentials['Token']!])
    assert.ok(!logged.includes(secret))
})

test('it listens on the addresses of EKS where the machine has them, IPv4 and IPv6', namespaces, async () => {
  const words = [
    ...program,
    'agent',
    '--cluster-name=dev',
    '--region=eu-west-1',
    '--endpoint=http://127.0.0.1:1',
  ]
  const script = `
    ip link set lo up
    ip addr add 169.254.170.23/32 dev lo
    ip -6 addr add fd00:ec2::23/128 dev lo nodad
    "$@" >"$0" & agent=$!
    for i in $(seq 200); do grep -q 'serving on' "$0" && break; sleep 0.1; done
    curl -s http://169.254.170.23/v1/credentials
    curl -s -g 'http://[fd00:ec2::23]/v1/credentials'
    curl -s -o /dev/null -w '%{http_code}\\n' http://127.0.0.1:2703/readyz
    kill $agent; wait $agent`
  const { stdout, stderr } = await runProgram(
    'unshare',
    ['--net', 'sh', '-c', script, join(folder, 'log'), ...words],
    {},
    '',
    { timeout: 60_000 },
  )
  const empty = 'Service account token cannot be empty\n'
  assert.equal(stdout, `${empty}${empty}200\n`, stderr)
})

for (const [words, code, pattern] of [
  [['agent'], 2, /required option '-c, --cluster-name <name>'/],
  [['agent', '-c', 'dev'], 2, /--region or AWS_REGION is needed/],
  [
    ['agent', '-c', 'dev', '--region', 'eu-west-1', '-b', '192.0.2.77'],
    1,
    /192\.0\.2\.77 is no address of this machine/,
  ],
  [['agent', '-c', 'dev', '--listen', 'nowhere'], 2, /expected HOST:PORT/],
  [['agent', '-c', 'dev', '--region', 'eu-west-1', '-v', 'loud'], 2, /--verbosity `loud`/],
  [['agent', '-c', 'dev', '--max-cache-size', '-1'], 2, /expected a whole number/],
] as const)
  test(`says what is wrong with: ${words.join(' ')}`, async () => {
    const { code: ended, stderr } = await podpass([...words])
    assert.deepEqual([ended, pattern.test(stderr)], [code, true], stderr)
  })
