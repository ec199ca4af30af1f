import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { parse } from 'yaml'
import type { HttpResponse } from '../../kit/index.ts'
import type { JsonObject } from '../api/index.ts'
import type { Decision } from './decision.ts'
import type { WebhookNeeds } from './needs.ts'
import { defaultOptions } from './options.ts'
import { createWebhook } from './webhook.ts'

interface Case {
  readonly name: string
  readonly type?: string
  readonly target?: string
  readonly body?: string
  readonly review?: JsonObject
  readonly request?: JsonObject
  readonly status?: number
  readonly message?: string
  readonly answer?: JsonObject
  readonly changes?: boolean
  /** Of the answer, where it is another. */
  readonly uid?: string
}

const cases = parse(readFileSync(new URL('cases/reviews.yaml', import.meta.url), 'utf8')) as readonly Case[]

const accounts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'demo/web': { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/app' },
  'demo/default': {},
}

const needs: WebhookNeeds = {
  options: defaultOptions,
  findServiceAccount: (namespace, name) =>
    name.startsWith('unreachable')
      ? Promise.reject(new Error('connection refused'))
      : Promise.resolve(accounts[`${namespace}/${name}`]),
  findRoleEntry: (_, name) =>
    name.endsWith('mapped')
      ? { key: `demo/${name}`, roleArn: 'arn:aws:iam::111122223333:role/app' }
      : undefined,
  hasPodIdentity: (_, name) => name.endsWith('associated'),
}

const pod = (serviceAccountName = 'web', metadata: JsonObject = {}): JsonObject => ({
  metadata,
  spec: { serviceAccountName, containers: [{ name: 'c' }] },
})

/** null takes a member away. */
const lay = (over: JsonObject = {}, under: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries({ ...under, ...over }).filter(([key, value]) => value !== null || key === 'object'),
  )

const reviewOf = ({ review, request }: Pick<Case, 'review' | 'request'>): JsonObject =>
  lay(review, {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: lay(request, {
      uid: 'u1',
      operation: 'CREATE',
      resource: { group: '', version: 'v1', resource: 'pods' },
      namespace: 'demo',
      object: pod(),
    }),
  })

interface Sending {
  readonly ask?: WebhookNeeds
  readonly type?: string
  readonly target?: string
  readonly encoding?: string
  readonly method?: string
}

const send = (
  body: string,
  {
    ask = needs,
    type = 'application/json',
    target = '/mutate',
    encoding = '',
    method = 'POST',
  }: Sending = {},
): Promise<HttpResponse> =>
  createWebhook(ask)({
    method,
    target,
    headers: { 'content-type': [type], 'accept-encoding': [encoding] },
    body: (async function* () {
      yield Buffer.from(body)
    })(),
    peer: { address: '127.0.0.1' },
    signal: new AbortController().signal,
  })

const read = (response: HttpResponse): JsonObject => JSON.parse(response.body as string) as JsonObject

for (const item of cases)
  test(`review: ${item.name}`, async () => {
    const response = await send(item.body ?? JSON.stringify(reviewOf(item)), item)
    assert.equal(response.status, item.status ?? 200)
    const { kind, apiVersion, message, response: answer } = read(response)
    if (item.status !== undefined)
      return assert.deepEqual([kind, apiVersion, message], ['Status', 'v1', item.message])
    assert.deepEqual([kind, apiVersion], ['AdmissionReview', reviewOf(item)['apiVersion']])
    if (item.answer !== undefined) return assert.deepEqual(answer, { uid: 'u1', ...item.answer })
    const { uid, allowed, patchType, patch } = answer as JsonObject
    assert.deepEqual([uid, allowed, patchType], [item.uid ?? 'u1', true, 'JSONPatch'])
    assert.ok(Array.isArray(JSON.parse(Buffer.from(patch as string, 'base64').toString())))
  })

async function decide(object: JsonObject, request: JsonObject = {}, ask: Partial<WebhookNeeds> = {}) {
  const decisions: Decision[] = []
  const report = (decision: Decision): void => void decisions.push(decision)
  const response = await send(JSON.stringify(reviewOf({ request: { ...request, object } })), {
    ask: { ...needs, ...ask, report },
  })
  return { decisions, response }
}

test('a decision says all that logs, counters and events need', async () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d', uid: 'o1', controller: true }
  const other = { ...owner, name: 'other', uid: 'o2', controller: false }
  const metadata = { generateName: 'web-5d-', ownerReferences: [other, owner] }
  const { decisions, response } = await decide(pod('web', metadata), { dryRun: true })
  const role = 'arn:aws:iam::111122223333:role/app'
  assert.deepEqual(decisions, [
    {
      uid: 'u1',
      dryRun: true,
      namespace: 'demo',
      serviceAccount: 'web',
      pod: 'web-5d-',
      about: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'demo', name: 'web-5d', uid: 'o1' },
      outcome: 'changed',
      code: 'web-identity',
      reason: `role ${role}`,
      roleArn: role,
      method: 'sts_web_identity',
      warnings: [],
    },
  ])
  const { auditAnnotations } = read(response)['response'] as JsonObject
  assert.deepEqual(auditAnnotations, { decision: 'changed', reason: `role ${role}`, role })
})

test('a pod without an owner is told of in its namespace, and a failure is a decision too', async () => {
  const { decisions } = await decide(pod('unreachable', { name: 'p', ownerReferences: [{ kind: 'X' }] }))
  const [decision] = decisions
  assert.deepEqual(decision?.about, { apiVersion: 'v1', kind: 'Namespace', namespace: 'demo', name: 'demo' })
  assert.deepEqual([decision?.outcome, decision?.code], ['failed', 'lookup-failed'])
})

test('what an author writes is cut in the audit log', async () => {
  const findServiceAccount = () => Promise.resolve({ 'eks.amazonaws.com/role-arn': 'x'.repeat(100_000) })
  const { response } = await decide(pod(), {}, { findServiceAccount })
  const { auditAnnotations } = read(response)['response'] as { auditAnnotations: Record<string, string> }
  for (const text of Object.values(auditAnnotations)) assert.ok(text.length <= 512)
})

test('a service account that is not there yet is waited for as long as the operator says', async () => {
  let asked = 0
  const waits: number[] = []
  const wait = (milliseconds: number) => Promise.resolve(void waits.push(milliseconds))
  const findServiceAccount = () => Promise.resolve(++asked < 3 ? undefined : accounts['demo/web'])
  const found = await decide(pod(), {}, { findServiceAccount, gracePeriod: 120, wait })
  assert.equal(found.decisions[0]?.code, 'web-identity')
  const never = () => Promise.resolve(undefined)
  const missed = await decide(pod(), {}, { findServiceAccount: never, gracePeriod: 120, wait })
  assert.equal(missed.decisions[0]?.code, 'service-account-not-found')
  assert.deepEqual(waits, [50, 50, 50, 50, 20])
  const associated = await decide(
    pod('associated'),
    {},
    { findServiceAccount: never, gracePeriod: 120, wait },
  )
  assert.equal(associated.decisions[0]?.code, 'pod-identity')
  assert.equal(waits.length, 5, 'an association waits for nobody')
})

test('a long answer is compressed for whoever takes it', async () => {
  const containers = Array.from({ length: 100 }, (_, index) => ({ name: `c${index}` }))
  const body = JSON.stringify(
    reviewOf({ request: { object: { spec: { serviceAccountName: 'web', containers } } } }),
  )
  const plain = await send(body, { encoding: 'deflate, gzip;q=0' })
  assert.equal(plain.headers['content-encoding'], undefined)
  for (const encoding of ['gzip', 'deflate, GZIP;q=0.5']) {
    const short = await send(body, { encoding })
    assert.equal(short.headers['content-encoding'], 'gzip')
    assert.equal(gunzipSync(short.body as Uint8Array).toString(), plain.body)
  }
  const small = await send(JSON.stringify(reviewOf({})), { encoding: 'gzip' })
  assert.equal(small.headers['content-encoding'], undefined)
})

test('a review of three megabytes is answered', async () => {
  const annotations = { x: 'y'.repeat(3 * 1024 * 1024) }
  const { decisions } = await decide(pod('web', { annotations }))
  assert.equal(decisions[0]?.outcome, 'changed')
})

test('readiness names each cause, and life goes on without it', async () => {
  const ask = { ...needs, isReady: () => false, notReadyBecause: () => ['the map is late'] }
  const get = (target: string) => send('', { ask, target, method: 'GET' })
  const ready = await get('/readyz')
  assert.deepEqual([ready.status, ready.body], [503, 'service accounts are not known yet\nthe map is late\n'])
  assert.equal((await get('/livez')).status, 200)
  assert.equal((await get('/healthz')).status, 200)
})

test('the debug doors are open only where the operator opens them', async () => {
  const ask = { ...needs, debug: true }
  for (const target of ['/debug/alpha/deny', '/debug/alpha/500'])
    assert.equal((await send('', { target })).status, 404)
  assert.equal((await send('', { target: '/debug/alpha/500', ask })).status, 500)
  const denial = read(await send('', { target: '/debug/alpha/deny', ask }))
  assert.deepEqual(denial['response'], {
    uid: '',
    allowed: false,
    status: { metadata: {}, message: 'Test deny message' },
  })
})
