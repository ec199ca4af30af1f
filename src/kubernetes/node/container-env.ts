/** The environment of a container: what the node gives, then what the pod says. */
import type { JsonObject } from '../api/index.ts'
import { isObject, listOf, objectOf, textOf, valueAt } from '../api/index.ts'
import { expand } from './expand.ts'
import type { Found } from './problem.ts'
import { problem } from './problem.ts'

export function containerEnv(
  pod: JsonObject,
  container: JsonObject,
  given: Readonly<Record<string, string>>,
): Found<Readonly<Record<string, string>>> {
  const name = textOf(container['name']) ?? ''
  const required = listOf(container['envFrom']).find((source) => !isOptional(source))
  if (required !== undefined)
    return problem(`container \`${name}\` has envFrom, which this node does not support`)
  const env = new Map(Object.entries(given))
  for (const variable of listOf(container['env'])) {
    const key = textOf(valueAt(variable, 'name')) ?? ''
    const from = valueAt(variable, 'valueFrom')
    const value = isObject(from)
      ? readSource(pod, from)
      : expand(textOf(valueAt(variable, 'value')) ?? '', env)
    if (value === undefined)
      return problem(
        `variable \`${key}\` of container \`${name}\` comes from ${Object.keys(objectOf(from)).join(', ')} \`${describe(from)}\`, which this node does not support`,
      )
    if (value !== absent) env.set(key, value)
  }
  return { ok: true, value: Object.fromEntries(env) }
}

const isOptional = (source: unknown): boolean =>
  valueAt(source, 'configMapRef', 'optional') === true || valueAt(source, 'secretRef', 'optional') === true

/** An optional source that is not there sets nothing. */
const absent = Symbol('absent')

function readSource(pod: JsonObject, source: JsonObject): string | typeof absent | undefined {
  if (isObject(source['fieldRef'])) return readField(pod, textOf(source['fieldRef']['fieldPath']) ?? '')
  const reference = source['configMapKeyRef'] ?? source['secretKeyRef']
  return valueAt(reference, 'optional') === true ? absent : undefined
}

const describe = (source: unknown): string =>
  textOf(valueAt(source, 'fieldRef', 'fieldPath')) ??
  textOf(valueAt(source, 'configMapKeyRef', 'name')) ??
  textOf(valueAt(source, 'secretKeyRef', 'name')) ??
  textOf(valueAt(source, 'resourceFieldRef', 'resource')) ??
  ''

const fields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
]
/** Everything runs on this machine. */
const addresses = ['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs']

/** The downward API, for variables and volumes alike; undefined for a field that it does not have here. */
export function readField(pod: JsonObject, fieldPath: string): string | undefined {
  if (fields.includes(fieldPath)) return textOf(valueAt(pod, ...fieldPath.split('.'))) ?? ''
  if (addresses.includes(fieldPath)) return '127.0.0.1'
  const [, map, key] = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(fieldPath) ?? []
  if (map !== undefined) return textOf(valueAt(pod, 'metadata', map, key!)) ?? ''
  if (fieldPath !== 'metadata.labels' && fieldPath !== 'metadata.annotations') return undefined
  return Object.entries(objectOf(valueAt(pod, ...fieldPath.split('.'))))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .sort()
    .join('\n')
}
