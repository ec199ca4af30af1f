import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../api/index.ts'
import { objectOf, valueAt } from '../../api/index.ts'
import type { ApiServerNeeds } from '../needs.ts'
import { createTestCluster, digest } from '../server.test-support.ts'

const pods = '/api/v1/namespaces/default/pods'
const podOf = (name: string) => ({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'x' }] } })

type Reply = (request: JsonObject) => JsonObject

async function createAuditedCluster(reply?: Reply, more: Partial<ApiServerNeeds> = {}) {
  const lines: string[] = []
  const cluster = await createTestCluster({
    audit: (line) => lines.push(line),
    credentials: [
      { tokenSha256: digest('admin'), user: { username: 'admin', groups: ['system:masters'] } },
      { tokenSha256: digest('jane'), user: { username: 'jane' } },
    ],
    ...(reply !== undefined && {
      webhooks: [
        {
          name: 'iam-for-pods.amazonaws.com',
          failurePolicy: 'Ignore' as const,
          timeoutSeconds: 10,
          call: (review: string) => {
            const { uid } = objectOf(objectOf(JSON.parse(review))['request'])
            const response = { uid, allowed: true, ...reply(objectOf(JSON.parse(review))) }
            const answer = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }
            return Promise.resolve({
              status: 200,
              contentType: 'application/json',
              body: Buffer.from(JSON.stringify(answer)),
            })
          },
        },
      ],
    }),
    ...more,
  })
  const events = (): readonly JsonObject[] => lines.map((line) => JSON.parse(line) as JsonObject)
  return { ...cluster, lines, events, last: () => events().at(-1)! }
}

test('a request leaves a line that says who wanted what, whether they might, and what became of it', async () => {
  const { send, last } = await createAuditedCluster()
  await send('POST', `${pods}?fieldManager=kubectl&dryRun=All`, {
    body: podOf('p'),
    headers: { 'user-agent': ['kubectl/v1.32'] },
  })
  const { auditID, ...event } = last()
  assert.match(String(auditID), /^[0-9a-f-]{36}$/)
  assert.deepEqual(event, {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    stage: 'ResponseComplete',
    requestURI: `${pods}?fieldManager=kubectl&dryRun=All`,
    verb: 'create',
    user: { username: 'admin', groups: ['system:masters', 'system:authenticated'] },
    sourceIPs: ['127.0.0.1'],
    userAgent: 'kubectl/v1.32',
    objectRef: { resource: 'pods', namespace: 'default', name: 'p', apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 201 },
    requestReceivedTimestamp: '2026-11-21T12:00:00.000000Z',
    stageTimestamp: '2026-11-21T12:00:00.000000Z',
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
  })
})

test('lines are written as Go writes JSON', async () => {
  const { send, lines } = await createAuditedCluster()
  await send('GET', `${pods}?limit=1&labelSelector=a`)
  assert.match(lines.at(-1)!, /limit=1\\u0026labelSelector=a/)
})

test('who may not leaves a line with the refusal, and who is nobody one without a user', async () => {
  const { send, last } = await createAuditedCluster()
  await send('GET', '/api/v1/secrets', { token: 'jane' })
  assert.equal(valueAt(last(), 'annotations', 'authorization.k8s.io/decision'), 'forbid')
  assert.deepEqual(
    [valueAt(last(), 'responseStatus', 'reason'), valueAt(last(), 'responseStatus', 'code')],
    ['Forbidden', 403],
  )
  await send('GET', '/api/v1/secrets', { token: 'hunter2' })
  assert.deepEqual(last()['user'], {})
  assert.equal(valueAt(last(), 'responseStatus', 'message'), 'Authentication failed, attempted: bearer')
})

test('who acts as somebody else is told of with both', async () => {
  const { send, last } = await createAuditedCluster()
  await send('GET', pods, { headers: { 'impersonate-user': ['jane'] } })
  assert.equal(valueAt(last(), 'user', 'username'), 'admin')
  assert.equal(valueAt(last(), 'impersonatedUser', 'username'), 'jane')
})

test('what a webhook did is told: its patch, its own annotations, its name', async () => {
  const patch = [{ op: 'add', path: '/metadata/annotations', value: { a: 'b' } }]
  const { send, last } = await createAuditedCluster(() => ({
    patchType: 'JSONPatch',
    patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
    auditAnnotations: { role: 'arn:aws:iam::1:role/x', 'a/b': 'dropped' },
  }))
  await send('POST', pods, { body: podOf('p') })
  const about = { configuration: 'pod-identity-webhook', webhook: 'iam-for-pods.amazonaws.com' }
  assert.deepEqual(last()['annotations'], {
    'authorization.k8s.io/decision': 'allow',
    'authorization.k8s.io/reason': '',
    'iam-for-pods.amazonaws.com/role': 'arn:aws:iam::1:role/x',
    'mutation.webhook.admission.k8s.io/round_0_index_0': JSON.stringify({ ...about, mutated: true }),
    'patch.webhook.admission.k8s.io/round_0_index_0': JSON.stringify({
      ...about,
      patch,
      patchType: 'JSONPatch',
    }),
  })
})

test('a webhook that changed nothing, and one that was passed over, are told of as such', async () => {
  const quiet = await createAuditedCluster(() => ({}))
  await quiet.send('POST', pods, { body: podOf('p') })
  const keys = (event: JsonObject) =>
    Object.keys(objectOf(event['annotations'])).filter((key) => key.includes('round'))
  assert.deepEqual(keys(quiet.last()), ['mutation.webhook.admission.k8s.io/round_0_index_0'])
  const broken = await createAuditedCluster(() => ({ uid: 'wrong' }))
  await broken.send('POST', pods, { body: podOf('p') })
  const failedOpen = 'failed-open.mutation.webhook.admission.k8s.io/round_0_index_0'
  assert.equal(valueAt(broken.last(), 'annotations', failedOpen), 'iam-for-pods.amazonaws.com')
})

test('no token, password or data of a Secret gets into the log, and a token is found by its id', async () => {
  const claims = Buffer.from(JSON.stringify({ jti: 'the-id' })).toString('base64url')
  const token = `e30.${claims}.c2lnbmF0dXJl`
  const { send, lines, last } = await createAuditedCluster(undefined, {
    mintToken: () => Promise.resolve({ token, issuedAt: 0 }),
  })
  const made = await send('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { body: {} })
  assert.equal(made.status, 201)
  assert.equal(
    valueAt(last(), 'annotations', 'authentication.kubernetes.io/issued-credential-id'),
    'JTI=the-id',
  )
  await send('POST', '/api/v1/namespaces/default/secrets', {
    body: { metadata: { name: 's' }, stringData: { password: 'opensesame' } },
  })
  await send('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { body: { spec: { token } } })
  await send('GET', pods, { token: 'opensesame' })
  const text = lines.join('\n')
  for (const secret of [token, claims, 'opensesame', Buffer.from('opensesame').toString('base64'), 'Bearer'])
    assert.ok(!text.includes(secret))
  assert.ok(lines.length >= 4)
})

test('health, events and the Leases of nodes leave no line', async () => {
  const { send, lines } = await createAuditedCluster()
  await send('GET', '/version')
  await send('GET', '/api/v1/events')
  assert.deepEqual(lines, [])
})

test('a watch is told of when it begins', async () => {
  const { handler, last } = await createAuditedCluster()
  const ending = new AbortController()
  await handler({
    method: 'GET',
    target: `${pods}?watch=true`,
    headers: { authorization: ['Bearer admin'] },
    body: (async function* () {})(),
    peer: { address: '127.0.0.1' },
    signal: ending.signal,
  })
  ending.abort()
  assert.deepEqual([last()['stage'], last()['verb']], ['ResponseStarted', 'watch'])
})
