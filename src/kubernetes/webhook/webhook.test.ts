import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HttpResponse } from '../../kit/index.ts'
import type { JsonObject } from '../api/index.ts'
import type { Decision } from './decision.ts'
import type { WebhookNeeds } from './needs.ts'
import { defaultOptions } from './options.ts'
import { shortWarning } from './review.ts'
import { createWebhook } from './webhook.ts'

const accounts: Record<string, Record<string, string>> = {
  'demo/web': { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/app' },
  'demo/default': {},
}

const needs: WebhookNeeds = {
  findServiceAccount: (namespace, name) => Promise.resolve(accounts[`${namespace}/${name}`]),
  options: defaultOptions,
}

const review = (object: unknown, request: JsonObject = {}, top: JsonObject = {}): JsonObject => ({
  kind: 'AdmissionReview',
  apiVersion: 'admission.k8s.io/v1',
  request: {
    uid: 'b0c5f7cc',
    operation: 'CREATE',
    resource: { group: '', version: 'v1', resource: 'pods' },
    namespace: 'demo',
    object,
    ...request,
  },
  ...top,
})

const podOf = (serviceAccountName?: string): JsonObject => ({
  metadata: { name: 'p', namespace: 'elsewhere' },
  spec: { serviceAccountName, containers: [{ name: 'c' }] },
})

async function send(
  body: unknown,
  { method = 'POST', target = '/mutate?timeout=10s', type = 'application/json', ask = needs } = {},
): Promise<HttpResponse> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return createWebhook(ask)({
    method,
    target,
    headers: { 'content-type': [type] },
    body: (async function* () {
      yield Buffer.from(text)
    })(),
    peer: { address: '127.0.0.1' },
    signal: new AbortController().signal,
  })
}

const answerOf = (response: HttpResponse): JsonObject => JSON.parse(response.body as string) as JsonObject

test('a pod with a role is answered with a patch in the version that was asked', async () => {
  for (const apiVersion of ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1']) {
    const response = await send(review(podOf('web'), {}, { apiVersion }))
    assert.equal(response.status, 200)
    assert.equal(response.headers['content-type'], 'application/json')
    const answer = answerOf(response)
    assert.equal(answer['apiVersion'], apiVersion)
    assert.equal(answer['kind'], 'AdmissionReview')
    const { uid, allowed, patchType, patch } = answer['response'] as Record<string, string>
    assert.deepEqual([uid, allowed, patchType], ['b0c5f7cc', true, 'JSONPatch'])
    const operations = JSON.parse(Buffer.from(patch!, 'base64').toString()) as JsonObject[]
    assert.deepEqual(
      operations.map((operation) => operation['path']),
      ['/spec/volumes', '/spec/containers/0/env', '/spec/containers/0/volumeMounts'],
    )
  }
})

test('a pod that names no service account has the one called default', async () => {
  const { response } = answerOf(await send(review(podOf()))) as Record<string, JsonObject>
  assert.deepEqual(response, {
    uid: 'b0c5f7cc',
    allowed: true,
    auditAnnotations: {
      decision: 'left',
      reason: 'the service account has no annotation eks.amazonaws.com/role-arn',
    },
  })
})

test('a service account that nobody knows is named in a warning', async () => {
  const { response } = answerOf(await send(review(podOf('gone')))) as Record<string, JsonObject>
  assert.equal(response?.['allowed'], true)
  assert.deepEqual(response?.['warnings'], [
    'the pod gets no AWS identity: service account demo/gone was not found',
  ])
})

test('what the webhook decides is reported with its reason', async () => {
  const decisions: Decision[] = []
  const ask = { ...needs, report: (decision: Decision) => decisions.push(decision) }
  await send(review(podOf('web')), { ask })
  await send(review(podOf()), { ask })
  await send(review({ spec: { containers: 1 } }), { ask })
  assert.deepEqual(
    decisions.map(({ outcome, serviceAccount, pod }) => [outcome, serviceAccount, pod]),
    [
      ['changed', 'web', 'p'],
      ['left', 'default', 'p'],
      ['refused', 'default', ''],
    ],
  )
})

test('other things than the creation of a pod are let through with a warning', async () => {
  const cases: readonly [JsonObject, string][] = [
    [{ operation: 'UPDATE' }, 'UPDATE pods'],
    [{ operation: 'DELETE' }, 'DELETE pods'],
    [{ subResource: 'exec', operation: 'CONNECT' }, 'CONNECT pods/exec'],
    [{ resource: { group: 'apps', resource: 'deployments' } }, 'CREATE deployments'],
    [{ operation: 7, resource: null }, '? ?'],
  ]
  for (const [request, subject] of cases) {
    const { response } = answerOf(await send(review(podOf('web'), request))) as Record<string, JsonObject>
    assert.deepEqual(response, {
      uid: 'b0c5f7cc',
      allowed: true,
      warnings: [`podpass changes pods on CREATE only and was asked about ${subject}`],
    })
  }
})

test('a pod that is none is refused with the reason where the API server shows it', async () => {
  for (const [object, message] of [
    ['pod', 'the object of the review is not a pod'],
    [null, 'the object of the review is not a pod'],
    [
      { spec: { serviceAccountName: 'web', containers: 'c' } },
      'spec.containers of the pod is not a list of objects',
    ],
  ] as const) {
    const { response } = answerOf(await send(review(object))) as Record<string, JsonObject>
    const { uid, allowed, status } = response!
    assert.deepEqual(
      { uid, allowed, status },
      { uid: 'b0c5f7cc', allowed: false, status: { code: 400, message } },
    )
  }
})

test('a review that cannot be answered is told so as a Status, whose message the API server passes on', async () => {
  for (const [body, problem] of [
    ['', 'the body is not JSON'],
    ['{', 'the body is not JSON'],
    ['null', 'the body is no AdmissionReview'],
    ['[]', 'the body is no AdmissionReview'],
    [review({}, {}, { kind: 'Pod' }), 'the body is no AdmissionReview'],
    [
      review({}, {}, { apiVersion: 'admission.k8s.io/v2' }),
      'the AdmissionReview is neither of admission.k8s.io/v1 nor of admission.k8s.io/v1beta1',
    ],
    [review({}, {}, { request: undefined }), 'the AdmissionReview has no request'],
    [review({}, { uid: '' }), 'the request of the AdmissionReview has no uid'],
    [review({}, { uid: 7 }), 'the request of the AdmissionReview has no uid'],
  ] as const) {
    const response = await send(body)
    const { kind, apiVersion, status, message, code } = answerOf(response)
    assert.deepEqual(
      [response.status, kind, apiVersion, status, message, code],
      [400, 'Status', 'v1', 'Failure', problem, 400],
    )
  }
})

test('another content type, method or path is refused', async () => {
  assert.equal((await send(review(podOf('web')), { type: 'application/json; charset=utf-8' })).status, 200)
  assert.equal((await send(review(podOf('web')), { type: 'application/yaml' })).status, 415)
  assert.equal((await send(review(podOf('web')), { type: '' })).status, 415)
  const wrongMethod = await send('', { method: 'GET' })
  assert.deepEqual([wrongMethod.status, wrongMethod.headers['allow']], [405, 'POST'])
  assert.equal((await send('', { method: 'POST', target: '/healthz' })).status, 405)
  assert.equal((await send('', { target: '/' })).status, 404)
})

test('a body without end is refused once it is too large', async () => {
  const response = await createWebhook(needs)({
    method: 'POST',
    target: '/mutate',
    headers: { 'content-type': ['application/json'] },
    body: (async function* () {
      for (;;) yield Buffer.alloc(1024 * 1024, 0x20)
    })(),
    peer: { address: '127.0.0.1' },
    signal: new AbortController().signal,
  })
  assert.equal(response.status, 413)
})

test('a lookup that fails is left to the failure policy, with its reason', async () => {
  const ask = { ...needs, findServiceAccount: () => Promise.reject(new Error('connection refused')) }
  const response = await send(review(podOf('web')), { ask })
  assert.equal(response.status, 500)
  assert.equal(
    answerOf(response)['message'],
    'podpass: service account demo/web could not be looked up: connection refused',
  )
})

test('health is told at once and readiness when service accounts are known', async () => {
  const ask = { ...needs, isReady: () => false }
  assert.equal((await send('', { method: 'GET', target: '/healthz', ask })).status, 200)
  assert.equal((await send('', { method: 'GET', target: '/readyz', ask })).status, 503)
  assert.equal((await send('', { method: 'GET', target: '/readyz' })).status, 200)
  for (const target of ['/healthz', '/livez', '/readyz']) {
    const { status, body } = await send('', { method: 'GET', target })
    assert.deepEqual([status, body], [200, 'ok'])
    assert.equal((await send('', { method: 'HEAD', target })).status, 200)
    assert.equal((await send('', { method: 'DELETE', target })).status, 405)
    assert.equal((await send('', { method: 'GET', target: `${target}/` })).status, 404)
  }
})

test('a warning is short and has no control characters', () => {
  assert.equal(shortWarning('a\nb\u0007c\u2028d'), 'a b c d')
  const long = shortWarning('x'.repeat(246) + '😀'.repeat(10))
  assert.ok(long.length < 256 && long.isWellFormed())
})
