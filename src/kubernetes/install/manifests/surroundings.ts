/** What stands around the replicas: Service, disruption budget, network policy, monitor. */
import type { JsonObject } from '../../api/index.ts'
import { labels, metadata, selectorLabels, type Wish } from './common.ts'

export function serviceOf(wish: Wish): JsonObject {
  const { values } = wish
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(wish, values.name, values.service.annotations),
    spec: {
      selector: selectorLabels(wish),
      ports: [
        { name: 'https', port: values.service.port, targetPort: 'https', protocol: 'TCP' },
        { name: 'metrics', port: values.ports.metrics, targetPort: 'metrics', protocol: 'TCP' },
      ],
    },
  }
}

export const disruptionBudgetOf = (wish: Wish): JsonObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: metadata(wish),
  spec: {
    maxUnavailable: wish.values.podDisruptionBudget.maxUnavailable,
    // Replicas that do not work must not hold up the draining of a node.
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    selector: { matchLabels: selectorLabels(wish) },
  },
})

export function networkPolicyOf(wish: Wish): JsonObject {
  const { networkPolicy, ports } = wish.values
  const own = { podSelector: { matchLabels: selectorLabels(wish) } }
  const tcp = (port: number | string): JsonObject => ({ port, protocol: 'TCP' })
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(wish),
    spec: {
      ...own,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        // API servers and kubelets call from addresses that no selector knows.
        { ports: [tcp('https')] },
        ...(networkPolicy.metricsFrom.length > 0
          ? [{ ports: [tcp('metrics')], from: networkPolicy.metricsFrom }]
          : []),
      ],
      egress: [
        { ports: [{ port: 53, protocol: 'UDP' }, tcp(53)] },
        { ports: networkPolicy.apiServerPorts.map(tcp) },
        // The check that a call through the Service arrives.
        { ports: [tcp(ports.https)], to: [own] },
        ...networkPolicy.extraEgress,
      ],
    },
  }
}

export const serviceMonitorOf = (wish: Wish): JsonObject => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: { ...metadata(wish), labels: { ...labels(wish), ...wish.values.serviceMonitor.labels } },
  spec: {
    selector: { matchLabels: selectorLabels(wish) },
    endpoints: [{ port: 'metrics', path: '/metrics', interval: wish.values.serviceMonitor.interval }],
  },
})
