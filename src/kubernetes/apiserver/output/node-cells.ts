/** The row of a node. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { Row } from './cells.ts'
import { ageOf } from './human-duration.ts'

const rolePrefix = 'node-role.kubernetes.io/'

export function nodeCells(node: JsonObject, now: number): Row {
  const info = (name: string, otherwise: string): string =>
    textOf(valueAt(node, 'status', 'nodeInfo', name)) || otherwise
  return {
    cells: [
      textOf(valueAt(node, 'metadata', 'name')),
      stateOf(node),
      rolesOf(objectOf(valueAt(node, 'metadata', 'labels'))),
      ageOf(valueAt(node, 'metadata', 'creationTimestamp'), now),
      info('kubeletVersion', ''),
      addressOf(node, 'InternalIP'),
      addressOf(node, 'ExternalIP'),
      ...['osImage', 'kernelVersion', 'containerRuntimeVersion'].map((name) => info(name, '<unknown>')),
    ],
  }
}

function stateOf(node: JsonObject): string {
  const ready = listOf(valueAt(node, 'status', 'conditions')).find(
    (each) => valueAt(each, 'type') === 'Ready',
  )
  const state = ready === undefined ? 'Unknown' : valueAt(ready, 'status') === 'True' ? 'Ready' : 'NotReady'
  return valueAt(node, 'spec', 'unschedulable') === true ? `${state},SchedulingDisabled` : state
}

function rolesOf(labels: JsonObject): string {
  const roles = Object.entries(labels).flatMap(([key, value]) => {
    if (key.startsWith(rolePrefix)) return [key.slice(rolePrefix.length)]
    return key === 'kubernetes.io/role' ? [textOf(value) ?? ''] : []
  })
  return [...new Set(roles.filter((role) => role !== ''))].toSorted().join(',') || '<none>'
}

function addressOf(node: JsonObject, type: string): string {
  const found = listOf(valueAt(node, 'status', 'addresses')).find((each) => valueAt(each, 'type') === type)
  return textOf(valueAt(found, 'address')) ?? '<none>'
}
