/** Writes findings as events of the webhook's Service, at most one of a kind in ten minutes. */
import type { JsonObject, KubernetesClient } from '../../api/index.ts'
import { pathOf } from '../../api/index.ts'
import type { ServiceName } from './configuration.ts'
import type { Finding } from './finding.ts'

export interface FindingNeeds {
  readonly client: Pick<KubernetesClient, 'create'>
  readonly service: ServiceName
  readonly now: () => number
  /** Which replica writes. */
  readonly instance: string
  /** Names the events apart, as a part of a name in Kubernetes. */
  readonly newId: () => string
  readonly onProblem: (message: string) => void
}

const reasons: Readonly<Record<Finding['kind'], string>> = {
  'ca-bundle-mismatch': 'CABundleMismatch',
  'ca-bundle-written': 'CABundleWritten',
  'service-unreachable': 'WebhookUnreachable',
}

const quietFor = 10 * 60_000

export function createFindingWriter(needs: FindingNeeds): (finding: Finding) => void {
  const { service, now, instance } = needs
  const written = new Map<Finding['kind'], number>()
  return ({ kind, message }) => {
    const before = written.get(kind)
    if (before !== undefined && now() - before < quietFor) return
    written.set(kind, now())
    const time = new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z')
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${service.name}.${needs.newId()}`, namespace: service.namespace },
      involvedObject: { apiVersion: 'v1', kind: 'Service', ...service },
      type: kind === 'ca-bundle-written' ? 'Normal' : 'Warning',
      reason: reasons[kind],
      message: message.slice(0, 1000),
      source: { component: 'podpass-webhook' },
      reportingComponent: 'podpass-webhook',
      reportingInstance: instance,
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    }
    void write(needs, event)
  }
}

async function write({ client, service, onProblem }: FindingNeeds, event: JsonObject): Promise<void> {
  const answer = await client.create(pathOf('events', service.namespace), event)
  if (!answer.ok) onProblem(`an event could not be written: ${answer.problem.message}`)
}
