import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { startFakeApiServer } from '../../../kubernetes/api/fake-api-server.test-support.ts'
import { podpass, refuse, scratch, succeed } from '../../podpass.test-support.ts'
import { serveWebhook } from './serve.test-support.ts'

const account = (annotations: Readonly<Record<string, string>> = {}): object => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'web', namespace: 'team', annotations },
})
const role = 'arn:aws:iam::111122223333:role/web'
const annotated = account({ 'eks.amazonaws.com/role-arn': role })
const template = { spec: { serviceAccountName: 'web', containers: [{ name: 'c', future: { kept: true } }] } }
const metadata = { name: 'web', namespace: 'team' }
const pod = { apiVersion: 'v1', kind: 'Pod', metadata, ...template }

const planOf = (objects: readonly object[], ...words: readonly string[]): Promise<string> =>
  succeed(['webhook', 'plan', '-f', '-', ...words], {
    input: objects.map((object) => JSON.stringify(object)).join('\n---\n'),
  })

test('a plan says what would change and where each value comes from', async () => {
  const text = await planOf([annotated, pod], '--aws-default-region=eu-west-1', '--token-expiration', '3600')
  for (const line of [
    'Pod web in namespace team, service account web',
    `  changed: role ${role}`,
    `  - role ${role} (eks.amazonaws.com/role-arn of the service account)`,
    '  - token for audience `sts.amazonaws.com`, 3600 seconds (--token-expiration)',
    '  - container `c` gets AWS_REGION',
  ])
    assert.ok(text.split('\n').includes(line), text)
})

test('a plan shows the pod as it would be, with every field that it has', async () => {
  const planned = parse(await planOf([annotated, pod], '-o', 'yaml')) as {
    spec: { containers: readonly { future: unknown; env: readonly { name: string }[] }[] }
  }
  const [container] = planned.spec.containers
  assert.deepEqual(container?.future, { kept: true })
  assert.deepEqual(
    container?.env.map(({ name }) => name),
    ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
  )
})

test('a plan looks into workloads and lists', async () => {
  const job = { spec: { template } }
  const workloads = [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template } },
    { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: { jobTemplate: job } },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [] } },
  ]
  const planned = JSON.parse(
    await planOf([annotated, { apiVersion: 'v1', kind: 'List', items: workloads }], '-o', 'json'),
  ) as readonly { name: string; decision: string; roleArn: string }[]
  assert.deepEqual(
    planned.map(({ name, decision, roleArn }) => [name, decision, roleArn]),
    [
      ['Deployment web', 'changed', role],
      ['CronJob web', 'changed', role],
    ],
  )
})

test('a plan says why a pod is left alone or refused', async () => {
  assert.match(await planOf([pod]), /left: no manifest holds service account team\/web/)
  const slip = await planOf([account({ 'eks.amazonaws.com/role_arn': role }), pod])
  assert.match(
    slip,
    /warning: annotation eks\.amazonaws\.com\/role_arn of the service account does not count/,
  )
  const asking = { ...pod, metadata: { ...metadata, annotations: { 'eks.amazonaws.com/role-arn.c': role } } }
  assert.match(await planOf([annotated, asking]), /refused: container `c` asks for role/)
})

test('a plan knows the role map and Pod Identity', async (context) => {
  const directory = scratch(context)
  const [map, identities] = [join(directory, 'map.json'), join(directory, 'identities.json')]
  writeFileSync(map, JSON.stringify({ '*/web': { RoleARN: role }, bad: null }))
  writeFileSync(identities, JSON.stringify({ identities: [{ namespace: 'team', serviceAccount: 'web' }] }))
  const outcome = await podpass(['webhook', 'plan', '-f', '-', '--role-map', map], {
    input: JSON.stringify(pod),
  })
  assert.match(outcome.stdout, /changed: role .*role\/web[^]*\(entry `\*\/web` of the role map\)/)
  assert.match(outcome.stderr, /entry `bad`: its name is not/)
  assert.match(await planOf([pod], '--pod-identities', identities), /changed: pod identity association/)
})

const refusals: readonly (readonly [words: string, code: 1 | 2, message: RegExp, input?: string])[] = [
  ['plan', 2, /a manifest is missing/],
  ['plan -f /nowhere', 1, /cannot read `\/nowhere`/],
  ['plan -f -', 1, /`-` is not YAML/, '{a: ['],
  ['plan -f -', 1, /hold no pod and no workload/, 'kind: Service'],
  ['plan -f - --compose-role-arn', 2, /goes with --aws-account-id/, 'kind: Pod'],
  ['plan -f - -o xml', 2, /argument 'xml' is invalid/],
  ['serve', 2, /outside of a cluster --kubeconfig is needed/],
  ['--port=x', 2, /'x' is invalid\. expected a whole number/],
  ['--port 70000 --kubeconfig /nowhere', 1, /cannot read the kubeconfig/],
  ['-v=x', 2, /expected a whole number/],
  ['--sts-regional-endpoint=maybe', 2, /expected true or false/],
  ['--service-account-lookup-grace-period 5', 2, /expected a duration/],
  ['--tls-min-version=2.0 --kube-api https://127.0.0.1:1', 2, /--tls-min-version `2\.0`/],
  ['--tls-cipher-suites=FOO --kube-api https://127.0.0.1:1', 2, /cipher suite `FOO` is not known/],
  ['--kube-api http://127.0.0.1:1', 2, /is not below https:\/\//],
  [
    '--kube-api https://127.0.0.1:1 --in-cluster=false --tls-cert /nowhere',
    1,
    /cannot read the serving certificate/,
  ],
  ['--role-arn-template x', 2, /needs --role-arn-template-namespaces/],
  ['--unknown', 2, /unknown option '--unknown'/],
]

for (const [words, code, message, input] of refusals)
  test(`refused: webhook ${words}`, () => refuse(['webhook', ...words.split(' ')], code, message, { input }))

test('an instance that does not tell its account is fatal with --compose-role-arn', () =>
  refuse(
    ['webhook', '--compose-role-arn', '--kube-api=https://127.0.0.1:1'],
    1,
    /does not tell the account/,
    {
      env: { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:1' },
    },
  ))

test('the webhook serves with flags as upstream takes them, and tells what it decides', async (context) => {
  const api = await startFakeApiServer(context)
  api.put('/api/v1/namespaces/team/serviceaccounts/web', {
    metadata: { ...metadata, annotations: { 'eks.amazonaws.com/role-arn': role } },
  })
  const served = await serveWebhook(context, api, { words: '-v=4 --logtostderr --enable-debugging-handlers' })
  const { call, metricsPort } = served
  for (let tries = 0; (await call('/readyz')) !== 'ok'; tries++) assert.ok(tries < 200)
  const request = {
    uid: 'u1',
    operation: 'CREATE',
    resource: { resource: 'pods' },
    namespace: 'team',
    object: pod,
  }
  const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request }
  const answer = await call('/mutate', JSON.stringify(review))
  assert.match(answer, /"uid":"u1","allowed":true,"patchType":"JSONPatch"/)
  const [line] = await served.prints(/\{.*"decision":.*\}|\{.*"outcome":"changed".*\}/)
  assert.equal((JSON.parse(line) as { roleArn: string }).roleArn, role)
  const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  assert.match(metrics, /pod_identity_webhook_pod_count\{method="sts_web_identity"\} 1/)
  assert.match(metrics, /podpass_webhook_certificate_expiry_seconds \d+/)
  const cache = await (await fetch(`http://127.0.0.1:${metricsPort}/debug/alpha/cache`)).json()
  assert.equal((cache as Record<string, { RoleARN: string }>)['team/web']?.RoleARN, role)
  assert.match(served.printed(), /--logtostderr is accepted and has no effect/)
  served.child.kill('SIGTERM')
  assert.equal((await served.ended).code, 0)
})
