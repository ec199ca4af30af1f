/** What cluster login counts, under the names of aws-iam-authenticator, so that dashboards go on. */
import type * as PromClient from 'prom-client'
import type { Attempt } from '../needs.ts'

export interface LoginMetrics {
  readonly observe: (outcome: Attempt['outcome'], seconds: number) => void
  readonly countSts: (host: string, result: number | 'connection-failure' | 'throttled') => void
  readonly countEc2Call: () => void
  readonly page: () => Promise<{ readonly type: string; readonly body: string }>
}

/** Upstream's spelling, by which dashboards find it. */
const results: Readonly<Record<Attempt['outcome'], string>> = {
  success: 'success',
  invalid_token: 'invalid_token',
  sts_error: 'sts_error',
  sts_throttling: 'sts_throttling',
  unknown_user: 'uknown_user',
  malformed_request: 'malformed_request',
}

export async function createLoginMetrics(watchFailures: () => number = () => 0): Promise<LoginMetrics> {
  const { default: client } = await import('prom-client')
  const registry = new client.Registry()
  client.collectDefaultMetrics({ register: registry })
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new client.Counter({ name: `aws_iam_authenticator_${name}`, help, labelNames, registers: [registry] })
  const latency = new client.Histogram({
    name: 'aws_iam_authenticator_authenticate_latency_seconds',
    help: 'Authenticate call latency',
    labelNames: ['result'] as const,
    registers: [registry],
  })
  const failures = counter('sts_connection_failures_total', 'Calls to STS that got no answer', ['StsRegion'])
  const throttled = counter('sts_throttling_total', 'Calls that STS throttled', ['StsRegion'])
  const responses = counter('sts_responses_total', 'Answers of STS by their status', [
    'ResponseCode',
    'StsRegion',
  ])
  const ec2Calls = counter('ec2_describe_instances_calls_total', 'Calls of ec2:DescribeInstances', [])
  addWatchFailures(client, registry, watchFailures)
  return {
    observe: (outcome, seconds) => latency.observe({ result: results[outcome] }, seconds),
    countSts: (host, result) => {
      if (result === 'connection-failure') failures.inc({ StsRegion: host })
      else if (result === 'throttled') throttled.inc({ StsRegion: host })
      else responses.inc({ ResponseCode: String(result), StsRegion: host })
    },
    countEc2Call: () => ec2Calls.inc(),
    page: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  }
}

function addWatchFailures(
  client: (typeof PromClient)['default'],
  registry: PromClient.Registry,
  read: () => number,
): void {
  const made = new client.Counter({
    name: 'aws_iam_authenticator_configmap_watch_failures_total',
    help: 'Breaks of the watch over aws-auth',
    registers: [registry],
    collect: () => {
      made.reset()
      made.inc(read())
    },
  })
}
