import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { JsonObject } from '../api/index.ts'
import { listOf, pathOf, valueAt } from '../api/index.ts'
import { openCluster } from './cluster.test-support.ts'
import type { LiveCluster } from './cluster.test-support.ts'
import { expand } from './expand.ts'
import { findImage, wellKnownImages } from './images/images.ts'
import { apiServerEnv, inheritedEnv } from './inherited-env.ts'
import { runPod } from './run-pod.ts'
import type { RunPodNeeds } from './run-pod.ts'

const pods = pathOf('pods', 'default')
const roleArn = 'arn:aws:iam::111122223333:role/app'

interface Ran {
  readonly code: number | string
  readonly out: string
  readonly lines: readonly string[]
  readonly pod: JsonObject
}

async function run(cluster: LiveCluster, pod: JsonObject, needs: Partial<RunPodNeeds> = {}): Promise<Ran> {
  const created = await cluster.client.create(pods, { apiVersion: 'v1', kind: 'Pod', ...pod })
  assert.ok(created.ok, created.ok ? '' : created.problem.message)
  let out = ''
  const lines: string[] = []
  const result = await runPod(
    {
      client: cluster.client,
      now: Date.now,
      env: inheritedEnv(process.env),
      output: 'pipe',
      input: 'ignore',
      say: (line) => lines.push(line),
      onLaunch: ({ stdout, stderr }) => {
        for (const stream of [stdout, stderr]) stream?.on('data', (chunk) => (out += String(chunk)))
      },
      ...needs,
    },
    created.value,
  )
  const now = await cluster.client.get(`${pods}/${String(valueAt(created.value, 'metadata', 'name'))}`)
  assert.ok(now.ok)
  return { code: result.ok ? result.value : result.problem, out, lines, pod: now.value }
}

const shell = (script: string, more: JsonObject = {}): JsonObject => ({
  name: 'c',
  image: 'busybox',
  command: ['sh', '-c', script],
  ...more,
})

async function openWithRole(context: TestContext): Promise<LiveCluster> {
  const cluster = await openCluster(context)
  await cluster.client.create(pathOf('serviceaccounts', 'default'), {
    metadata: { name: 'web', annotations: { 'eks.amazonaws.com/role-arn': roleArn } },
  })
  return cluster
}

test('a pod of an annotated service account finds role, region and token where an SDK looks for them', async (context) => {
  const cluster = await openWithRole(context)
  const { code, out, pod } = await run(cluster, {
    metadata: { name: 'app' },
    spec: {
      serviceAccountName: 'web',
      containers: [shell('echo "$AWS_ROLE_ARN $AWS_REGION $(cat "$AWS_WEB_IDENTITY_TOKEN_FILE")"; exit 3')],
    },
  })
  const uid = String(valueAt(pod, 'metadata', 'uid'))
  const aws = cluster.orders.find(({ audiences }) => audiences[0] === 'sts.amazonaws.com')
  assert.deepEqual(aws?.pod, { name: 'app', uid })
  assert.deepEqual(aws?.lifetimeSeconds, 86_400)
  assert.equal(out, `${roleArn} eu-west-1 token-${cluster.orders.indexOf(aws) + 1}\n`)
  assert.equal(code, 3)
  assert.equal(valueAt(pod, 'status', 'phase'), 'Failed')
  const [status] = listOf(valueAt(pod, 'status', 'containerStatuses'))
  assert.equal(valueAt(status, 'state', 'terminated', 'exitCode'), 3)
})

test('a pod without a role has a token for the API only, with its namespace and CA beside it', async (context) => {
  const cluster = await openCluster(context)
  const directory = '/var/run/secrets/kubernetes.io/serviceaccount'
  const { code, out, pod, lines } = await run(cluster, {
    metadata: { name: 'plain' },
    spec: {
      containers: [
        shell(
          `echo "[$AWS_ROLE_ARN]"; cd ${directory} && cat token namespace ca.crt; echo "$HOME" >&2; ls -A "$HOME"`,
        ),
      ],
    },
  })
  assert.equal(code, 0, out)
  assert.ok(out.startsWith('[]\ntoken-1default-----BEGIN CERTIFICATE-----'))
  assert.equal(cluster.orders[0]?.warnAfterSeconds, 3607)
  assert.equal(valueAt(pod, 'status', 'phase'), 'Succeeded')
  const home = out.trim().split('\n').at(-1)!
  assert.ok(home.includes('podpass-pod-') && !existsSync(home))
  assert.deepEqual(lines, ['container c: image busybox is not run; its command runs on this machine'])
})

test('variables come from the node, from the pod’s fields and from each other', async (context) => {
  const cluster = await openCluster(context)
  const ref = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } })
  const { out } = await run(
    cluster,
    {
      metadata: { name: 'app', labels: { tier: 'x' } },
      spec: {
        nodeName: 'node-1',
        automountServiceAccountToken: false,
        containers: [
          {
            name: 'c',
            image: 'busybox',
            command: ['sh', '-c', 'echo "$1 $2 $A $B $C $D $E $F"', 'sh'],
            args: ['$(C)', '$$(C)'],
            env: [
              { name: 'A', value: 'mine' },
              { name: 'B', ...ref('metadata.name') },
              { name: 'C', value: '$(B)-$(NODE)-$(NOPE)' },
              { name: 'D', ...ref("metadata.labels['tier']") },
              { name: 'E', ...ref('spec.nodeName') },
              { name: 'F', ...ref('spec.serviceAccountName') },
            ],
          },
        ],
      },
    },
    { env: { ...inheritedEnv(process.env), NODE: 'given', A: 'given' } },
  )
  assert.equal(out, 'app-given-$(NOPE) $(C) mine app app-given-$(NOPE) x node-1 default\n')
})

test('init containers run one after the other, sidecars beside, and a failing one ends the pod', async (context) => {
  const cluster = await openCluster(context)
  const spec = (first: string) => ({
    automountServiceAccountToken: false,
    volumes: [{ name: 'v', emptyDir: {} }],
    initContainers: [
      { ...shell('trap "exit 0" TERM; while :; do sleep 0.05; done'), name: 's', restartPolicy: 'Always' },
      { ...shell(first), name: 'i', volumeMounts: [{ name: 'v', mountPath: '/tmp/podpass-v' }] },
    ],
    containers: [
      { ...shell('cat /tmp/podpass-v/f'), volumeMounts: [{ name: 'v', mountPath: '/tmp/podpass-v' }] },
    ],
  })
  const good = await run(cluster, { metadata: { name: 'a' }, spec: spec('echo made > /tmp/podpass-v/f') })
  assert.deepEqual([good.code, good.out], [0, 'made\n'])
  const bad = await run(cluster, { metadata: { name: 'b' }, spec: spec('exit 5') })
  assert.deepEqual([bad.code, bad.out, valueAt(bad.pod, 'status', 'phase')], [5, '', 'Failed'])
})

test('the token is replaced at four fifths of its life, and a refusal is told and tried again', async (context) => {
  const cluster = await openWithRole(context)
  const timers: { milliseconds: number; act: () => void }[] = []
  const after: RunPodNeeds['after'] = (milliseconds, act) => {
    timers.push({ milliseconds, act })
    return () => undefined
  }
  const ran = run(
    cluster,
    {
      metadata: { name: 'app', annotations: { 'eks.amazonaws.com/token-expiration': '1000' } },
      spec: {
        serviceAccountName: 'web',
        automountServiceAccountToken: false,
        containers: [
          shell(
            'f="$AWS_WEB_IDENTITY_TOKEN_FILE"; cat "$f"; echo; while [ "$(cat "$f")" = token-1 ]; do sleep 0.02; done; cat "$f"; ls -A "$(dirname "$f")"',
          ),
        ],
      },
    },
    {
      after,
      onLaunch: ({ stdout }) => stdout?.on('data', (chunk) => (seen += String(chunk))),
      say: (line) => lines.push(line),
    },
  )
  let seen = ''
  const lines: string[] = []
  while (!seen.includes('token-1')) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.ok(Math.abs(timers[0]!.milliseconds - 800_000) < 5000)
  // First the service account is gone, then it is there again.
  const account = pathOf('serviceaccounts', 'default', 'web')
  await cluster.client.delete(account)
  timers[0]!.act()
  while (timers.length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(timers[1]!.milliseconds, 10_000)
  assert.match(lines.at(-1)!, /is not renewed: serviceaccounts "web" not found$/)
  await cluster.client.create(pathOf('serviceaccounts', 'default'), { metadata: { name: 'web' } })
  timers[1]!.act()
  assert.equal((await ran).code, 0)
  assert.equal(seen, 'token-1\ntoken-2token\n')
})

test('what this node cannot do is refused by name before anything runs', async (context) => {
  const cluster = await openCluster(context)
  const cases: readonly [string, JsonObject, string][] = [
    [
      'image',
      { containers: [{ name: 'c', image: 'nginx' }] },
      'container `c` names no command, and its image `nginx` is not run here',
    ],
    [
      'args',
      { containers: [{ name: 'c', image: 'nginx', args: ['x'] }] },
      'container `c` names no command, and its image `nginx` is not run here',
    ],
    [
      'envfrom',
      { containers: [shell('x', { envFrom: [{ configMapRef: { name: 'm' } }] })] },
      'configmap "m" not found',
    ],
    [
      'secret',
      {
        containers: [
          shell('x', { env: [{ name: 'S', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }),
        ],
      },
      'secret "s" not found',
    ],
    [
      'field',
      {
        containers: [
          shell('x', {
            env: [{ name: 'S', valueFrom: { resourceFieldRef: { resource: 'limits.hugepages-2Mi' } } }],
          }),
        ],
      },
      'variable `S` of container `c` comes from resourceFieldRef `limits.hugepages-2Mi`, which this node does not support',
    ],
    [
      'hostpath',
      {
        volumes: [{ name: 'v', hostPath: { path: '/' } }],
        containers: [shell('x', { volumeMounts: [{ name: 'v', mountPath: '/v' }] })],
      },
      'volume `v`: this node does not support volumes of hostPath',
    ],
    [
      'configmap',
      {
        volumes: [{ name: 'v', configMap: { name: 'm' } }],
        containers: [shell('x', { volumeMounts: [{ name: 'v', mountPath: '/v' }] })],
      },
      'volume `v`: configmap "m" not found',
    ],
    [
      'subpath',
      {
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          shell('x', {
            env: [{ name: 'W', value: '../a' }],
            volumeMounts: [{ name: 'v', mountPath: '/v', subPathExpr: '$(W)' }],
          }),
        ],
      },
      'the mount at /v: subPath `../a` leads out of volume `v`',
    ],
  ]
  for (const [name, spec, expected] of cases) {
    const ran = await run(
      cluster,
      { metadata: { name }, spec: { automountServiceAccountToken: false, ...spec } },
      {
        onLaunch: () => assert.fail('nothing was to run'),
      },
    )
    assert.equal(ran.code, expected)
  }
})

test('the command line of the AWS is known for its images', () => {
  for (const image of [
    'amazon/aws-cli',
    'amazon/aws-cli:latest',
    'public.ecr.aws/aws-cli/aws-cli:2',
    'docker.io/amazon/aws-cli@sha256:0',
  ])
    assert.deepEqual(findImage(wellKnownImages, image)?.entrypoint, ['aws'], image)
  for (const image of ['nginx', 'evilamazon/aws-cli-x', 'amazon/aws-cli-tools', 'evil/amazon/aws-cli'])
    assert.equal(findImage(wellKnownImages, image), undefined, image)
})

test('references are expanded once, and dollars are doubled to be left alone', () => {
  const env = new Map([
    ['A', '$(B)'],
    ['B', 'b'],
  ])
  for (const [text, expected] of [
    ['$(B)', 'b'],
    ['$(A)', '$(B)'],
    ['$$(B)', '$(B)'],
    ['$$$(B)', '$b'],
    ['$B $ $(', '$B $ $('],
    ['$(NOPE)', '$(NOPE)'],
  ])
    assert.equal(expand(text!, env), expected)
})

test('nobody’s identity comes in with the environment', () => {
  assert.deepEqual(
    inheritedEnv({
      PATH: '/bin',
      HOME: '/root',
      AWS_PROFILE: 'p',
      AWS_ACCESS_KEY_ID: 'k',
      LC_ALL: 'C',
      LD_PRELOAD: 'x',
      KUBECONFIG: 'k',
      TZ: undefined,
    }),
    {
      PATH: '/bin',
      LC_ALL: 'C',
    },
  )
  assert.deepEqual(apiServerEnv('https://[::1]:6443'), {
    KUBERNETES_SERVICE_HOST: '::1',
    KUBERNETES_SERVICE_PORT: '6443',
    KUBERNETES_SERVICE_PORT_HTTPS: '6443',
  })
})
