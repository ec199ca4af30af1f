import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HttpResponse } from '../../../kit/index.ts'
import type { Decision } from '../decision.ts'
import { defaultOptions } from '../options.ts'
import { instrument } from './instrument.ts'
import { createMetricsHandler } from './metrics-handler.ts'
import { createMetrics } from './metrics.ts'

const decision = (wish: Partial<Decision>): Decision => ({
  uid: 'r',
  dryRun: false,
  namespace: 'demo',
  serviceAccount: 'web',
  pod: 'p',
  about: { apiVersion: 'v1', kind: 'Namespace', namespace: 'demo', name: 'demo' },
  outcome: 'left',
  code: 'no-role',
  reason: '',
  warnings: [],
  ...wish,
})

const request = (target: string, method = 'GET') => ({
  method,
  target,
  headers: {},
  body: (async function* () {})(),
  peer: { address: '127.0.0.1' },
  signal: new AbortController().signal,
})

const lines = async (metrics: ReturnType<typeof createMetrics>): Promise<readonly string[]> =>
  (await metrics.page()).body.split('\n')

test('requests are counted and timed under the names of upstream', async () => {
  const metrics = createMetrics()
  metrics.observeRequest('POST', '/mutate', 200, 0.0007)
  const page = await lines(metrics)
  for (const line of [
    'http_request_count{verb="POST",path="/mutate",code="200"} 1',
    'http_request_latencies_bucket{le="500",verb="POST",path="/mutate"} 0',
    'http_request_latencies_bucket{le="1000",verb="POST",path="/mutate"} 1',
    'http_request_latencies_bucket{le="125000",verb="POST",path="/mutate"} 1',
    'http_request_latencies_bucket{le="8000000",verb="POST",path="/mutate"} 1',
    'http_request_latencies_bucket{le="+Inf",verb="POST",path="/mutate"} 1',
    'http_request_latencies_sum{verb="POST",path="/mutate"} 700',
    'http_request_latencies_count{verb="POST",path="/mutate"} 1',
    'http_request_duration_microseconds_sum{verb="POST",path="/mutate"} 700',
    'http_request_duration_microseconds_count{verb="POST",path="/mutate"} 1',
  ])
    assert.ok(page.includes(line), line)
})

test('counts go on from page to page, and what comes before the first page is in it', async () => {
  const metrics = createMetrics()
  metrics.observeRotation(100)
  for (const seconds of [0.0001, 0.000_100_1, 60]) metrics.observeRequest('POST', '/mutate', 200, seconds)
  metrics.countDecision(decision({ warnings: ['a'] }))
  await metrics.page()
  metrics.countDecision(decision({ warnings: ['b'] }))
  metrics.observeRequest('POST', '/mutate', 400, 0.01)
  metrics.observeRequest('GET', '/readyz', 200, 0.01)
  metrics.observeRotation(100)
  const page = await lines(metrics)
  for (const line of [
    'http_request_latencies_bucket{le="100",verb="POST",path="/mutate"} 1',
    'http_request_latencies_bucket{le="250",verb="POST",path="/mutate"} 2',
    'http_request_latencies_bucket{le="8000000",verb="POST",path="/mutate"} 3',
    'http_request_latencies_bucket{le="+Inf",verb="POST",path="/mutate"} 4',
    'http_request_count{verb="POST",path="/mutate",code="200"} 3',
    'http_request_count{verb="POST",path="/mutate",code="400"} 1',
    'http_request_count{verb="GET",path="/readyz",code="200"} 1',
    'podpass_webhook_decisions_total{decision="left",reason="no-role"} 2',
    'podpass_webhook_warnings_total 2',
    'certificate_manager_server_rotation_seconds_count 2',
  ])
    assert.ok(page.includes(line), line)
})

test('decisions are counted by their reason, and those of upstream under its names', async () => {
  const metrics = createMetrics()
  metrics.countDecision(decision({ outcome: 'changed', code: 'web-identity', method: 'sts_web_identity' }))
  metrics.countDecision(
    decision({ outcome: 'changed', code: 'pod-identity', method: 'container_credentials' }),
  )
  metrics.countDecision(decision({ code: 'service-account-not-found', warnings: ['a', 'b'] }))
  const page = await lines(metrics)
  for (const line of [
    'pod_identity_webhook_pod_count{method="sts_web_identity"} 1',
    'pod_identity_webhook_pod_count{method="container_credentials"} 1',
    'pod_identity_webhook_missing_sa_count 1',
    'pod_identity_webhook_used 0',
    'podpass_webhook_decisions_total{decision="changed",reason="web-identity"} 1',
    'podpass_webhook_decisions_total{decision="left",reason="service-account-not-found"} 1',
    'podpass_webhook_warnings_total 2',
  ])
    assert.ok(page.includes(line), line)
})

test('caches, certificate, readiness and events are read when the page is', async () => {
  let size = 0
  const metrics = createMetrics({
    caches: () => ({ service_accounts: { size, age: 1.5 }, role_map: { size: 0 } }),
    certificateExpiry: () => new Date('2026-12-01T00:00:00Z'),
    isReady: () => size > 0,
    events: () => ({ written: 3, dropped: 1 }),
  })
  assert.ok((await lines(metrics)).includes('podpass_webhook_ready 0'))
  size = 7
  const page = await lines(metrics)
  for (const line of [
    'podpass_webhook_cache_size{cache="service_accounts"} 7',
    'podpass_webhook_cache_age_seconds{cache="service_accounts"} 1.5',
    'podpass_webhook_certificate_expiry_seconds 1796083200',
    'podpass_webhook_ready 1',
    'podpass_webhook_events_written 3',
    'podpass_webhook_events_dropped 1',
    'pod_identity_webhook_used 1',
  ])
    assert.ok(page.includes(line), line)
  assert.ok(page.some((line) => line.startsWith('process_resident_memory_bytes ')))
})

test('a handler is counted by what it answers, without probes, and strangers make no labels', async () => {
  const seen: unknown[] = []
  const observe = { observeRequest: (...facts: unknown[]) => seen.push(facts.slice(0, 3)) }
  const answer: HttpResponse = { status: 204, headers: {} }
  const handler = instrument(
    () => Promise.resolve(answer),
    observe,
    () => 0,
  )
  await handler(request('/mutate?timeout=10s', 'POST'))
  await handler(request('/mutate', 'BREW'))
  for (const target of ['/healthz', '/readyz', '/wp-admin']) await handler(request(target))
  const failing = instrument(
    () => Promise.reject(new Error('x')),
    observe,
    () => 0,
  )
  await assert.rejects(failing(request('/mutate', 'POST')))
  assert.deepEqual(seen, [
    ['POST', '/mutate', 204],
    ['other', '/mutate', 204],
    ['POST', '/mutate', 500],
  ])
})

test('the metrics port serves metrics, and the cache only where it is allowed', async () => {
  const metrics = createMetrics()
  const plain = createMetricsHandler({ metrics })
  assert.equal((await plain(request('/metrics'))).status, 200)
  for (const path of ['/', '/debug/alpha/cache', '/debug/alpha/cache/clear'])
    assert.equal((await plain(request(path))).status, 404, path)
  assert.equal((await plain(request('/metrics', 'POST'))).status, 405)

  let reread = 0
  const cache = {
    reread: () => void reread++,
    entries: () =>
      [
        ['demo/web', { 'eks.amazonaws.com/role-arn': 'r', 'eks.amazonaws.com/token-expiration': '1' }],
      ] as const,
  }
  const debug = createMetricsHandler({ metrics, debug: { cache, options: defaultOptions } })
  assert.deepEqual(JSON.parse((await debug(request('/debug/alpha/cache'))).body as string), {
    'demo/web': { RoleARN: 'r', Audience: 'sts.amazonaws.com', UseRegionalSTS: false, TokenExpiration: 600 },
  })
  assert.equal(reread, 0)
  assert.equal((await debug(request('/debug/alpha/cache/clear'))).status, 200)
  assert.equal(reread, 1)
  assert.equal((await debug(request('/debug/alpha/x'))).status, 404)
})
