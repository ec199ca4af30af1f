/** Which labels a node may not give itself: by them workloads are kept apart. */
import type { JsonObject } from '../../api/index.ts'

const ownLabels: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'beta.kubernetes.io/instance-type',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'node.kubernetes.io/instance-type',
  'node.kubernetes.io/windows-build',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
])

/** Those among the changed ones, in order. */
export function restrictedLabels(now: JsonObject, before: JsonObject): readonly string[] {
  const names = new Set([...Object.keys(now), ...Object.keys(before)])
  return [...names].filter((name) => now[name] !== before[name] && isRestricted(name)).sort()
}

function isRestricted(label: string): boolean {
  const slash = label.indexOf('/')
  const domain = slash === -1 ? '' : label.slice(0, slash)
  if (isBelow(domain, 'node-restriction.kubernetes.io')) return true
  if (!isBelow(domain, 'kubernetes.io') && !isBelow(domain, 'k8s.io')) return false
  if (ownLabels.has(label)) return false
  return !isBelow(domain, 'kubelet.kubernetes.io') && !isBelow(domain, 'node.kubernetes.io')
}

const isBelow = (domain: string, parent: string): boolean =>
  domain === parent || domain.endsWith(`.${parent}`)
