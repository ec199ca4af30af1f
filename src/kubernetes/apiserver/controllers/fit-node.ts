/** Whether a pod may run on a node: selectors, affinity by name, taints. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, memberOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { matchesSelector } from '../selectors/match-selector.ts'

export function fitsNode(pod: JsonObject, node: KubernetesObject): boolean {
  const spec = objectOf(pod['spec'])
  const labels = node.metadata.labels
  const selected = Object.entries(objectOf(spec['nodeSelector'])).every(
    ([key, value]) => memberOf(labels, key) === value,
  )
  return selected && matchesAffinity(spec, node) && toleratesAll(spec, node)
}

function matchesAffinity(spec: JsonObject, node: KubernetesObject): boolean {
  const required = valueAt(spec, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution')
  if (required === undefined) return true
  return listOf(valueAt(required, 'nodeSelectorTerms')).some((term) => {
    const fields = { 'metadata.name': node.metadata.name }
    return (
      matchesSelector({ matchExpressions: valueAt(term, 'matchExpressions') ?? [] }, node.metadata.labels) &&
      matchesSelector({ matchExpressions: valueAt(term, 'matchFields') ?? [] }, fields)
    )
  })
}

function toleratesAll(spec: JsonObject, node: KubernetesObject): boolean {
  const taints = listOf(valueAt(node, 'spec', 'taints')).filter((taint) =>
    ['NoSchedule', 'NoExecute'].includes(textOf(valueAt(taint, 'effect')) ?? ''),
  )
  const cordoned = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }
  const all = valueAt(node, 'spec', 'unschedulable') === true ? [...taints, cordoned] : taints
  return all.every((taint) => listOf(spec['tolerations']).some((each) => tolerates(each, taint)))
}

function tolerates(toleration: unknown, taint: unknown): boolean {
  const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map((name) =>
    valueAt(toleration, name),
  )
  if (effect && effect !== valueAt(taint, 'effect')) return false
  if (!key) return operator === 'Exists'
  if (key !== valueAt(taint, 'key')) return false
  return operator === 'Exists' || (value ?? '') === (valueAt(taint, 'value') ?? '')
}
