import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../api/index.ts'
import { listOf, objectOf, valueAt } from '../api/index.ts'
import type { AdmissionWebhook, WebhookReply } from './needs.ts'
import { createTestCluster } from './server.test-support.ts'
import type { Answer } from './server.test-support.ts'

const pods = '/api/v1/namespaces/default/pods'
const pod: JsonObject = { metadata: { name: 'x' }, spec: { containers: [{ name: 'c', image: 'busybox:1' }] } }

type Reply = Partial<WebhookReply> | ((uid: string) => unknown)

const webhookOf = (
  reply: Reply,
  more: Partial<AdmissionWebhook> = {},
  reviews: JsonObject[] = [],
): AdmissionWebhook => ({
  name: 'pod.wh.test',
  failurePolicy: 'Fail',
  timeoutSeconds: 10,
  call: (review) => {
    const asked = JSON.parse(review) as JsonObject
    reviews.push(asked)
    const answer = typeof reply === 'function' ? reply(String(valueAt(asked, 'request', 'uid'))) : undefined
    const body = typeof answer === 'string' ? answer : JSON.stringify(answer)
    return Promise.resolve({
      status: 200,
      contentType: 'application/json',
      body: Buffer.from(answer === undefined ? '' : body),
      ...(typeof reply === 'function' ? {} : reply),
    })
  },
  ...more,
})

const respond =
  (response: JsonObject, top: JsonObject = {}): Reply =>
  (uid) => ({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid, allowed: true, ...response },
    ...top,
  })

const patchOf = (operations: unknown): JsonObject => ({
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
})

async function create(
  webhooks: readonly AdmissionWebhook[],
  target = pods,
  body: JsonObject = pod,
): Promise<Answer> {
  const { send } = await createTestCluster({ webhooks })
  return send('POST', target, { body })
}

test('a webhook is asked as kube-apiserver asks it', async () => {
  const reviews: JsonObject[] = []
  await create(
    [webhookOf(respond({}), {}, reviews)],
    `${pods}?dryRun=All&fieldManager=kubectl-create&fieldValidation=Strict`,
  )
  const [review] = reviews
  const { uid, object, ...request } = objectOf(review?.['request'])
  assert.match(String(uid), /^[0-9a-f-]{36}$/)
  const kind = { group: '', version: 'v1', kind: 'Pod' }
  const resource = { group: '', version: 'v1', resource: 'pods' }
  assert.deepEqual([review?.['kind'], review?.['apiVersion']], ['AdmissionReview', 'admission.k8s.io/v1'])
  assert.deepEqual(request, {
    kind,
    resource,
    requestKind: kind,
    requestResource: resource,
    name: 'x',
    namespace: 'default',
    operation: 'CREATE',
    userInfo: { username: 'admin', uid: 'admin', groups: ['system:masters', 'system:authenticated'] },
    oldObject: null,
    dryRun: true,
    options: {
      kind: 'CreateOptions',
      apiVersion: 'meta.k8s.io/v1',
      dryRun: ['All'],
      fieldManager: 'kubectl-create',
      fieldValidation: 'Strict',
    },
  })
  assert.deepEqual(valueAt(object, 'metadata'), { name: 'x', namespace: 'default' })
  assert.deepEqual(valueAt(object, 'status'), {})
  assert.equal(valueAt(object, 'spec', 'serviceAccountName'), 'default')
  assert.equal(listOf(valueAt(object, 'spec', 'volumes')).length, 1)
})

test('a pod whose name is yet to be made is asked about without one', async () => {
  const reviews: JsonObject[] = []
  await create([webhookOf(respond({}), {}, reviews)], pods, { ...pod, metadata: { generateName: 'web-' } })
  const request = valueAt(reviews[0], 'request')
  assert.equal(valueAt(request, 'name'), undefined)
  assert.deepEqual(valueAt(request, 'object', 'metadata'), { generateName: 'web-', namespace: 'default' })
})

test('what a webhook changes is in the pod, defaults filled in, warnings in the headers', async () => {
  const volume = { name: 'v', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }
  const { status, body, headers } = await create([
    webhookOf(
      respond({
        ...patchOf([
          { op: 'add', path: '/metadata/annotations', value: { seen: 'yes' } },
          { op: 'add', path: '/spec/volumes/0', value: volume },
          { op: 'add', path: '/spec/containers/-', value: { name: 'late', image: 'side:1' } },
        ]),
        warnings: ['role "arn" is odd', 'two\nlines'],
      }),
    ),
  ])
  assert.equal(status, 201)
  assert.deepEqual(headers['warning'], ['299 - "role \\"arn\\" is odd"'])
  assert.deepEqual(valueAt(body, 'metadata', 'annotations'), { seen: 'yes' })
  assert.deepEqual(listOf(valueAt(body, 'spec', 'volumes'))[0], {
    name: 'v',
    projected: {
      sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }],
      defaultMode: 420,
    },
  })
  const late = listOf(valueAt(body, 'spec', 'containers'))[1]
  assert.equal(valueAt(late, 'terminationMessagePolicy'), 'File')
  assert.equal(
    listOf(valueAt(late, 'volumeMounts')).length,
    1,
    'a late sidecar gets its token for the API too',
  )
})

test('a webhook whose selector does not match is not asked', async () => {
  const reviews: JsonObject[] = []
  const webhook = webhookOf(respond({}), { objectSelector: '!skip' }, reviews)
  await create([webhook], pods, { ...pod, metadata: { name: 'x', labels: { skip: 'yes' } } })
  assert.equal(reviews.length, 0)
  await create([webhook])
  assert.equal(reviews.length, 1)
})

const denials: readonly [string, JsonObject | undefined, number, string][] = [
  ['no status', undefined, 400, 'admission webhook "pod.wh.test" denied the request without explanation'],
  [
    'a message',
    { code: 403, message: 'no role for you' },
    403,
    'admission webhook "pod.wh.test" denied the request: no role for you',
  ],
  [
    'only a reason',
    { reason: 'only a reason' },
    400,
    'admission webhook "pod.wh.test" denied the request: only a reason',
  ],
  [
    'code 500',
    { code: 500, message: 'boom' },
    500,
    'admission webhook "pod.wh.test" denied the request: boom',
  ],
  [
    'code 200',
    { code: 200, message: 'boom' },
    400,
    'admission webhook "pod.wh.test" denied the request: boom',
  ],
]
for (const [name, status, code, message] of denials)
  test(`a denial with ${name} is passed on whatever the failure policy is`, async () => {
    for (const failurePolicy of ['Fail', 'Ignore'] as const) {
      const answer = await create([webhookOf(respond({ allowed: false, status }), { failurePolicy })])
      assert.deepEqual(
        [answer.status, answer.body['code'], answer.body['message'], answer.body['status']],
        [code, code, message, 'Failure'],
      )
    }
  })

const v1 = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' }
const bad: readonly [string, Reply, string][] = [
  [
    'another uid',
    respond({ uid: 'wrong' }),
    'received invalid webhook response: expected response.uid="UID", got "wrong"',
  ],
  [
    'no uid',
    respond({ uid: undefined }),
    'received invalid webhook response: expected response.uid="UID", got ""',
  ],
  [
    'neither version nor kind',
    respond({}, { apiVersion: undefined, kind: undefined }),
    'received invalid webhook response: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=',
  ],
  [
    'an older version',
    respond({}, { apiVersion: 'admission.k8s.io/v1beta1' }),
    'failed to call webhook: converting (v1beta1.AdmissionReview) to (v1.AdmissionReview): unknown conversion',
  ],
  [
    'another kind',
    respond({}, { kind: 'AdmissionResponse' }),
    'failed to call webhook: no kind "AdmissionResponse" is registered for version "admission.k8s.io/v1" in scheme "pkg/runtime/scheme.go:111"',
  ],
  ['no response', () => v1, 'received invalid webhook response: webhook response was absent'],
  [
    'a patch type alone',
    respond({ patchType: 'JSONPatch', patch: null }),
    'received invalid webhook response: webhook returned response.patchType but not response.patch',
  ],
  [
    'a patch alone',
    respond({ patch: 'W10=' }),
    'received invalid webhook response: webhook returned response.patch but not response.patchType',
  ],
  [
    'a patch that is not base64',
    respond({ patchType: 'JSONPatch', patch: '!' }),
    'failed to call webhook: illegal base64 data at input byte 0',
  ],
  [
    'a patch that is not JSON',
    respond({ patchType: 'JSONPatch', patch: 'e25v' }),
    'received undecodable patch in webhook response: the patch is not JSON',
  ],
  [
    'status 500',
    { status: 500, body: Buffer.from('internal oops\n') },
    'failed to call webhook: an error on the server ("internal oops") has prevented the request from succeeding',
  ],
  ['status 404', { status: 404 }, 'failed to call webhook: the server could not find the requested resource'],
  [
    'status 400',
    { status: 400 },
    'failed to call webhook: the server rejected our request for an unknown reason',
  ],
  ['status 302', { status: 302 }, 'failed to call webhook: unknown'],
  [
    'an empty body',
    {},
    'failed to call webhook: 0-length response with status code: 200 and content type: application/json',
  ],
  [
    'HTML',
    { body: Buffer.from('<html>') },
    "failed to call webhook: couldn't get version/kind; json parse error: the reply is no JSON object",
  ],
]
for (const [name, reply, problem] of bad)
  test(`a reply with ${name} fails the request, or is passed over if the policy is to ignore`, async () => {
    const reviews: JsonObject[] = []
    const { status, body } = await create([webhookOf(reply, {}, reviews)])
    const expected = problem.replace('UID', String(valueAt(reviews[0], 'request', 'uid')))
    assert.deepEqual(
      [status, body['reason'], body['message']],
      [500, 'InternalError', `Internal error occurred: failed calling webhook "pod.wh.test": ${expected}`],
    )
    const ignored = await create([webhookOf(reply, { failurePolicy: 'Ignore' })])
    assert.deepEqual([ignored.status, ignored.headers['warning']], [201, undefined])
  })

const unusable: readonly [string, unknown, number, string][] = [
  [
    'does not apply',
    [{ op: 'replace', path: '/spec/nope/7', value: 1 }],
    500,
    'Internal error occurred: replace operation does not apply: doc is missing path: /spec/nope/7: missing value',
  ],
  [
    'gives a wrong type',
    [{ op: 'add', path: '/spec/containers/0/env', value: 'x' }],
    500,
    'Internal error occurred: json: cannot unmarshal string into Go struct field Container.spec.containers.env of type []v1.EnvVar',
  ],
  [
    'removes the pod',
    [{ op: 'remove', path: '' }],
    500,
    'Internal error occurred: json: cannot unmarshal the patched object into Go value of type v1.Pod',
  ],
  [
    'moves the pod to another namespace',
    [{ op: 'add', path: '/metadata/namespace', value: 'kube-system' }],
    400,
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
  [
    'gives an account that is not there',
    [{ op: 'add', path: '/spec/serviceAccountName', value: 'admin' }],
    403,
    'pods "x" is forbidden: error looking up service account default/admin: serviceaccount "admin" not found',
  ],
  [
    'makes the pod invalid',
    [{ op: 'add', path: '/spec/containers/0/volumeMounts/-', value: { name: 'nosuch', mountPath: '/y' } }],
    422,
    'Pod "x" is invalid: spec.containers[0].volumeMounts[1].name: Not found: "nosuch"',
  ],
]
for (const [name, operations, code, message] of unusable)
  test(`a patch that ${name} is passed over by no policy`, async () => {
    for (const failurePolicy of ['Fail', 'Ignore'] as const) {
      const { status, body } = await create([webhookOf(respond(patchOf(operations)), { failurePolicy })])
      assert.deepEqual([status, body['message']], [code, message])
    }
  })

test('many long warnings are cut and the rest dropped', async () => {
  const warnings = Array.from({ length: 32 }, (_, index) => `${index}-${'x'.repeat(500)}`)
  const { headers } = await create([webhookOf(respond({ warnings }))])
  const sent = headers['warning'] as string[]
  assert.ok(sent.length >= 14 && sent.length <= 17, String(sent.length))
  assert.ok(sent.every((each) => each.length <= 256 + '299 - ""'.length))
})
