/** What a webhook does beside its reviews, each only where it is asked for: the CA's copies, the report's count, the check of trust. */
import type { KubernetesClient } from '../kubernetes/api/index.ts'
import {
  holdLease,
  loadCaPublish,
  loadReport,
  type CaPublisher,
  type Lease,
  type MetricsHooks,
  type ScanNeeds,
  type ServiceName,
  type TrustCheck,
  type WebhookOptions,
} from '../kubernetes/webhook/index.ts'
import type { TrustWish } from './webhook-trust/open-trust.ts'

export interface WebhookAdditions {
  /** The file with the CA of the operator's own AWS endpoint, which is published. */
  readonly caFile?: string
  /** A label selector of the namespaces that get it. */
  readonly caNamespaces?: string
  /** Milliseconds between two counts of pods without their identity. */
  readonly reportInterval?: number
  readonly checkTrust?: TrustWish
}

export interface AdditionsNeeds {
  readonly wish: WebhookAdditions
  readonly options: WebhookOptions
  readonly client: KubernetesClient
  readonly service: ServiceName
  /** Another one in each replica. */
  readonly identity: string
  readonly configurationName?: string
  readonly knowledge: Pick<ScanNeeds, 'findServiceAccount' | 'findRoleEntry' | 'hasPodIdentity'>
  readonly isReady: () => boolean
  readonly signal: AbortSignal
  readonly warn: (message: string) => void
}

export interface OpenedAdditions {
  readonly ca?: CaPublisher
  readonly trust?: TrustCheck
  readonly gauges: NonNullable<MetricsHooks['gauges']>
  /** Lets the next replica take over. */
  readonly release: () => Promise<void>
}

/** Rejects where what is asked for cannot be done. */
export async function openAdditions(needs: AdditionsNeeds): Promise<OpenedAdditions> {
  const { wish, options, client, service, signal, warn } = needs
  const { caFile, caNamespaces, reportInterval = 0, checkTrust } = wish
  const leading: { lease?: Lease } = {}
  const isLeader = (): boolean => leading.lease?.isHeld() === true
  const source = options.awsEndpoint?.ca
  const ca =
    caFile === undefined && (source === undefined || 'configMap' in source)
      ? undefined
      : await (
          await loadCaPublish()
        ).openCa({
          client,
          options,
          file: caFile,
          namespaces: caNamespaces,
          isLeader,
          signal,
          onProblem: warn,
        })
  if (ca !== undefined || reportInterval > 0)
    leading.lease = holdLease({
      client,
      namespace: service.namespace,
      name: `${service.name}-leader`,
      identity: needs.identity,
      duration: 15_000,
      signal,
      onHeld: () => ca?.wake(),
      onProblem: warn,
    })
  const trust =
    checkTrust === undefined
      ? undefined
      : await (await import('./webhook-trust/open-trust.ts')).openTrust(checkTrust, client, signal, warn)
  const counted =
    reportInterval === 0
      ? undefined
      : (await loadReport()).countRegularly({
          client,
          options,
          ...needs.knowledge,
          configurationName: needs.configurationName,
          interval: reportInterval,
          isLeader: () => isLeader() && needs.isReady(),
          signal,
          now: Date.now,
          onProblem: warn,
        })
  return {
    ...(ca !== undefined && { ca }),
    ...(trust !== undefined && { trust }),
    gauges: [
      ...(ca === undefined
        ? []
        : [
            {
              name: 'podpass_webhook_ca_copies',
              help: 'Copies of the CA: wanted and right now, written and failed since the start.',
              label: 'state',
              read: ca.counts,
            },
          ]),
      ...(trust === undefined
        ? []
        : [
            {
              name: 'podpass_webhook_trust_checks',
              help: 'Roles of pods by what was known of their trust, since the start.',
              label: 'result',
              read: trust.counts,
            },
          ]),
      ...(counted === undefined
        ? []
        : [
            {
              name: 'podpass_webhook_report_pods',
              help: 'Running pods without the identity that they would be given now, by what is wrong.',
              label: 'finding',
              read: () => counted()?.pods ?? {},
            },
            {
              name: 'podpass_webhook_report',
              help: 'The last count of pods: how many were checked, and when in Unix time.',
              label: 'fact',
              read: () => {
                const last = counted()
                return last === undefined ? {} : { checked: last.checked, timestamp_seconds: last.at / 1000 }
              },
            },
          ]),
    ],
    release: async () => leading.lease?.release(),
  }
}
