/** What the webhook counts: upstream's names and labels, so that dashboards go on, and behind them what they lack. */
import type * as PromClient from 'prom-client'
import type { Decision } from '../decision.ts'
import { createDecisionTally, type DecisionTally } from './decision-tally.ts'
import { createRequestTally } from './request-tally.ts'

export interface CacheFacts {
  readonly size: number
  /** Seconds since anything was heard of its source. */
  readonly age?: number
}

/** Asked when the page is read. */
export interface MetricsHooks {
  /** By name, as `service_accounts`. */
  readonly caches?: () => Readonly<Record<string, CacheFacts>>
  readonly certificateExpiry?: () => Date | undefined
  readonly isReady?: () => boolean
  /** How often the watch over certificates found or did something, by kind. */
  readonly certificateFindings?: () => Readonly<Record<string, number>>
  readonly events?: () => { readonly written: number; readonly dropped: number }
  /** Of whatever else is done beside reviews. */
  readonly gauges?: readonly LabelledGauge[]
}

export interface LabelledGauge {
  readonly name: string
  readonly help: string
  readonly label: string
  /** By the label's value; what is not there is not shown. */
  readonly read: () => Readonly<Record<string, number>>
}

export interface Metrics {
  readonly observeRequest: (verb: string, path: string, code: number, seconds: number) => void
  readonly countDecision: (decision: Decision) => void
  /** How old the serving certificate was when another took its place. */
  readonly observeRotation: (seconds: number) => void
  readonly page: () => Promise<{ readonly type: string; readonly body: string }>
}

const rotationBuckets = [
  60, 3600, 14_400, 86_400, 604_800, 2_592_000, 7_776_000, 15_552_000, 31_104_000, 124_416_000,
]

/** Counting costs little; prom-client is loaded with the first page, so that no start waits for it. */
export function createMetrics(hooks: MetricsHooks = {}): Metrics {
  const requests = createRequestTally()
  const decisions = createDecisionTally()
  const rotations: number[] = []
  let others: Promise<OtherMetrics> | undefined
  return {
    observeRequest: requests.observe,
    countDecision: decisions.count,
    observeRotation: (seconds) => void rotations.push(seconds),
    page: async () => {
      const { registry, observeRotation } = await (others ??= openOthers(hooks, decisions))
      for (const seconds of rotations.splice(0)) observeRotation(seconds)
      return { type: registry.contentType, body: requests.page() + (await registry.metrics()) }
    },
  }
}

interface OtherMetrics {
  readonly registry: PromClient.Registry
  readonly observeRotation: (seconds: number) => void
}

async function openOthers(hooks: MetricsHooks, tally: DecisionTally): Promise<OtherMetrics> {
  const { default: client } = await import('prom-client')
  const registry = new client.Registry()
  client.collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const rotations = new client.Histogram({
    name: 'certificate_manager_server_rotation_seconds',
    help: 'Age of the serving certificate when it was replaced, in seconds.',
    buckets: rotationBuckets,
    registers,
  })
  addCounters(client, registry, tally)
  const used = new client.Gauge({
    name: 'pod_identity_webhook_used',
    help: '1 once a service account is known.',
    registers,
    collect: () => {
      if (Object.values(hooks.caches?.() ?? {}).some(({ size }) => size > 0)) used.set(1)
    },
  })
  addGauges(client, registry, hooks)
  return { registry, observeRotation: (seconds) => rotations.observe(seconds) }
}

function addCounters(
  client: (typeof PromClient)['default'],
  registry: PromClient.Registry,
  tally: DecisionTally,
): void {
  const registers = [registry]
  const pods = new client.Counter({
    name: 'pod_identity_webhook_pod_count',
    help: 'Pods that were given an identity, by method.',
    labelNames: ['method'] as const,
    registers,
    collect: () => {
      pods.reset()
      for (const [method, count] of tally.methods()) pods.inc({ method }, count)
    },
  })
  const missing = new client.Counter({
    name: 'pod_identity_webhook_missing_sa_count',
    help: 'Pods whose service account was not found.',
    registers,
    collect: () => {
      missing.reset()
      missing.inc(tally.missing())
    },
  })
  const decisions = new client.Counter({
    name: 'podpass_webhook_decisions_total',
    help: 'Reviews by what was decided and why.',
    labelNames: ['decision', 'reason'] as const,
    registers,
    collect: () => {
      decisions.reset()
      for (const { decision, reason, count } of tally.decisions()) decisions.inc({ decision, reason }, count)
    },
  })
  const warnings = new client.Counter({
    name: 'podpass_webhook_warnings_total',
    help: 'Warnings that were given to authors of pods.',
    registers,
    collect: () => {
      warnings.reset()
      warnings.inc(tally.warnings())
    },
  })
}

function addGauges(
  client: (typeof PromClient)['default'],
  registry: PromClient.Registry,
  { caches, certificateExpiry, isReady, certificateFindings, events, gauges = [] }: MetricsHooks,
): void {
  const registers = [registry]
  const gauge = (name: string, help: string, read: () => number | undefined): void => {
    const made = new client.Gauge({
      name,
      help,
      registers,
      collect: () => {
        const value = read()
        if (value !== undefined) made.set(value)
      },
    })
  }
  const perCache = (name: string, help: string, read: (facts: CacheFacts) => number | undefined): void => {
    const made = new client.Gauge({
      name,
      help,
      labelNames: ['cache'] as const,
      registers,
      collect: () => {
        for (const [cache, facts] of Object.entries(caches?.() ?? {})) {
          const value = read(facts)
          if (value !== undefined) made.set({ cache }, value)
        }
      },
    })
  }
  if (caches !== undefined) {
    perCache(
      'podpass_webhook_cache_size',
      'What the webhook knows of the cluster, by cache.',
      ({ size }) => size,
    )
    perCache(
      'podpass_webhook_cache_age_seconds',
      'Seconds since the cache heard of its source.',
      ({ age }) => age,
    )
  }
  if (certificateExpiry !== undefined)
    gauge(
      'podpass_webhook_certificate_expiry_seconds',
      'When the serving certificate expires, in Unix time.',
      () => {
        const expiry = certificateExpiry()
        return expiry === undefined ? undefined : expiry.getTime() / 1000
      },
    )
  if (isReady !== undefined)
    gauge('podpass_webhook_ready', '1 when the webhook is ready to review pods.', () => (isReady() ? 1 : 0))
  if (certificateFindings !== undefined) {
    const made = new client.Gauge({
      name: 'podpass_webhook_certificate_findings',
      help: 'What the watch over certificate and caBundle found or did since the start, by kind.',
      labelNames: ['kind'] as const,
      registers,
      collect: () => {
        for (const [kind, count] of Object.entries(certificateFindings())) made.set({ kind }, count)
      },
    })
  }
  for (const { name, help, label, read } of gauges) {
    const made = new client.Gauge({
      name,
      help,
      labelNames: [label],
      registers,
      collect: () => {
        made.reset()
        for (const [value, count] of Object.entries(read())) made.set({ [label]: value }, count)
      },
    })
  }
  if (events !== undefined) {
    gauge('podpass_webhook_events_written', 'Events written since the start.', () => events().written)
    gauge('podpass_webhook_events_dropped', 'Events that were too many to write.', () => events().dropped)
  }
}
