/** The rows of services and of what lies behind them. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { Row } from './cells.ts'
import { ageOf } from './human-duration.ts'
import { labelsText } from './selector-text.ts'

export function serviceCells(service: JsonObject, now: number): Row {
  const spec = objectOf(service['spec'])
  const ports = listOf(spec['ports']).map((port) => {
    const [number, node] = [valueAt(port, 'port'), Number(valueAt(port, 'nodePort') ?? 0)]
    return `${String(number)}${node > 0 ? `:${node}` : ''}/${textOf(valueAt(port, 'protocol')) ?? ''}`
  })
  return {
    cells: [
      textOf(valueAt(service, 'metadata', 'name')),
      textOf(spec['type']),
      textOf(listOf(spec['clusterIPs'])[0]) ?? '<none>',
      externalOf(service, spec),
      ports.join(',') || '<none>',
      ageOf(valueAt(service, 'metadata', 'creationTimestamp'), now),
      labelsText(objectOf(spec['selector'])),
    ],
  }
}

function externalOf(service: JsonObject, spec: JsonObject): string {
  const given = listOf(spec['externalIPs']).map(String)
  if (spec['type'] === 'ExternalName') return textOf(spec['externalName']) ?? ''
  if (spec['type'] !== 'LoadBalancer') return given.join(',') || '<none>'
  const ingress = listOf(valueAt(service, 'status', 'loadBalancer', 'ingress')).map(
    (each) => textOf(valueAt(each, 'ip')) || textOf(valueAt(each, 'hostname')) || '',
  )
  return [...ingress.filter((each) => each !== ''), ...given].join(',') || '<pending>'
}

export function endpointSliceCells(slice: JsonObject, now: number): Row {
  const ports = listOf(slice['ports']).map((port) => {
    const number = valueAt(port, 'port')
    return typeof number === 'number' ? String(number) : (textOf(valueAt(port, 'name')) ?? '*')
  })
  const addresses = listOf(slice['endpoints']).flatMap((each) =>
    listOf(valueAt(each, 'addresses')).map(String),
  )
  return {
    cells: [
      textOf(valueAt(slice, 'metadata', 'name')),
      textOf(slice['addressType']),
      someOf(ports),
      someOf(addresses),
      ageOf(valueAt(slice, 'metadata', 'creationTimestamp'), now),
    ],
  }
}

/** Three of them, and how many there are beside. */
function someOf(texts: readonly string[]): string {
  if (texts.length === 0) return '<unset>'
  const shown = texts.slice(0, 3).join(',')
  return texts.length > 3 ? `${shown} + ${texts.length - 3} more...` : shown
}
