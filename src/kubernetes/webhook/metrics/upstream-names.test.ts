import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'yaml'
import type { Decision } from '../decision.ts'
import { createMetricsHandler } from './metrics-handler.ts'
import { createMetrics } from './metrics.ts'

interface Expected {
  readonly name: string
  readonly type: string
  readonly labels: readonly string[]
  readonly bounds?: readonly number[]
}

const expected = parse(
  readFileSync(new URL('../cases/upstream-metrics.yaml', import.meta.url), 'utf8'),
) as readonly Expected[]

const decision = (wish: Partial<Decision>): Decision => ({
  uid: 'u',
  dryRun: false,
  namespace: 'demo',
  serviceAccount: 'web',
  pod: 'p',
  about: { apiVersion: 'v1', kind: 'Namespace', namespace: 'demo', name: 'demo' },
  outcome: 'left',
  code: 'service-account-not-found',
  reason: '',
  warnings: [],
  ...wish,
})

/** The page as a scraper gets it. */
async function scrape(): Promise<string> {
  const metrics = await Promise.resolve(createMetrics({ caches: () => ({ service_accounts: { size: 1 } }) }))
  metrics.observeRequest('POST', '/mutate', 200, 0.2)
  metrics.countDecision(decision({}))
  metrics.countDecision(decision({ outcome: 'changed', code: 'web-identity', method: 'sts_web_identity' }))
  metrics.observeRotation(3600)
  const handler = createMetricsHandler({ metrics })
  const answer = await handler({
    method: 'GET',
    target: '/metrics',
    headers: {},
    body: (async function* () {})(),
    peer: { address: '127.0.0.1' },
    signal: new AbortController().signal,
  })
  assert.match(String(answer.headers['content-type']), /^text\/plain; version=0\.0\.4/)
  return answer.body as string
}

interface Sample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

/** Prometheus's text format, line by line; a line that is none fails. */
function read(page: string): {
  readonly types: ReadonlyMap<string, string>
  readonly samples: readonly Sample[]
} {
  const types = new Map<string, string>()
  const samples: Sample[] = []
  const told = new Set<string>()
  for (const line of page.split('\n').filter((each) => each !== '')) {
    const type = /^# TYPE (\S+) (counter|gauge|histogram|summary)$/.exec(line)
    if (type !== null) {
      assert.equal(types.has(type[1]!), false, `${type[1]} is there twice`)
      types.set(type[1]!, type[2]!)
      continue
    }
    if (/^# HELP \S+ ./.test(line)) continue
    const sample = /^([a-z_][\w]*)(?:\{(.*)\})? (\S+)$/i.exec(line)
    assert.ok(sample !== null, line)
    const [, name, labels = '', value] = sample
    assert.equal(told.has(`${name}{${labels}}`), false, `${line} is there twice`)
    told.add(`${name}{${labels}}`)
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"(?:,|$)/g)]
    assert.equal(pairs.map(([pair]) => pair).join(''), labels)
    samples.push({
      name: name!,
      labels: new Map(pairs.map(([, key, text]) => [key!, text!])),
      value: Number(value!.replace('+Inf', 'Infinity')),
    })
  }
  return { types, samples }
}

const parts = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['_sum', '_count'],
}

test('a scraper finds every metric of upstream under its name, with its type and labels', async () => {
  const { types, samples } = read(await scrape())
  for (const { name, type, labels, bounds } of expected) {
    assert.equal(types.get(name), type, name)
    for (const part of parts[type as keyof typeof parts]) {
      const found = samples.filter((sample) => sample.name === `${name}${part}`)
      assert.ok(found.length > 0, `${name}${part}`)
      for (const sample of found)
        assert.deepEqual(
          [...sample.labels.keys()].filter((label) => label !== 'le').toSorted(),
          labels.toSorted(),
          `${name}${part}`,
        )
    }
    if (bounds === undefined) continue
    const buckets = samples.filter((sample) => sample.name === `${name}_bucket`)
    const ours = buckets.map(({ labels: own }) => Number(own.get('le')!.replace('+Inf', 'Infinity')))
    for (const bound of bounds) assert.ok(ours.includes(bound), `${name} has no bucket up to ${bound}`)
    for (const [index, { value }] of buckets.entries())
      assert.equal(value, ours[index]! >= 200_000 ? 1 : 0, `${name} up to ${ours[index]}`)
  }
})

test('what a scraper finds beside them is ours by its name', async () => {
  const { types } = read(await scrape())
  const known = new Set(expected.map(({ name }) => name))
  for (const name of types.keys())
    assert.ok(known.has(name) || /^(podpass_webhook|nodejs|process)_/.test(name), name)
})
