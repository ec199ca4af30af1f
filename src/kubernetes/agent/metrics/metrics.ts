/** What the agent counts, under the names of EKS's own, so that dashboards go on. */
import type { AgentEvent } from '../needs.ts'

export interface AgentMetrics {
  readonly count: (event: AgentEvent) => void
  readonly page: () => Promise<{ readonly type: string; readonly body: string }>
}

/** `size` tells how many tokens' credentials are kept. */
export async function createAgentMetrics(size: () => number): Promise<AgentMetrics> {
  const { default: client } = await import('prom-client')
  const registry = new client.Registry()
  client.collectDefaultMetrics({ register: registry })
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new client.Counter({ name, help, labelNames, registers: [registry] })
  const responses = counter('pod_identity_http_response', 'Answers to pods by their status', ['code'])
  const errors = counter('pod_identity_cache_errors', 'Renewals that failed', ['type', 'code'])
  const states = counter('pod_identity_cache_state', 'Renewals (hit), misses and evictions', ['state'])
  const kept = new client.Gauge({
    name: 'podpass_agent_cache_size',
    help: 'Tokens whose credentials are kept.',
    registers: [registry],
    collect: () => {
      kept.set(size())
    },
  })
  return {
    page: async () => ({ type: registry.contentType, body: await registry.metrics() }),
    count: (event) => {
      switch (event.kind) {
        case 'answered':
          return responses.inc({ code: String(event.status) })
        case 'renewal-failed':
          return errors.inc({ type: event.isFinal ? 'NonRecoverable' : 'Recoverable', code: event.code })
        case 'renewed':
          return states.inc({ state: 'hit' })
        case 'missed':
          return states.inc({ state: 'miss' })
        case 'evicted':
          return states.inc({ state: 'evicted' })
        default:
          return undefined
      }
    },
  }
}
