/** Services, as records: each gets an address of its own, which nothing here listens on. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField, requiredField, unsupportedField } from '../api-error.ts'
import { findLabelProblems } from '../objects/names.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { listEntries } from '../objects/objects.ts'
import type { Making, Strategy } from './strategy.ts'

/** Where EKS puts services; the first address is the API server's own. */
const network = [10, 100] as const
export const apiServerAddress = '10.100.0.1'

export const serviceStrategy: Strategy = {
  findNameProblems: (name) =>
    /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name) && name.length <= 63
      ? []
      : findLabelProblems(name).length === 0
        ? [dns1035]
        : [...findLabelProblems(name).filter((problem) => problem.startsWith('must be')), dns1035],
  fill: (service) => ({ ...service, spec: defaultSpec(objectOf(service['spec'])) }),
  begin: (service, making) => ({
    ...service,
    spec: withAddress(objectOf(service['spec']), making),
    status: { loadBalancer: {} },
  }),
  change: (service, before) => ({ ...service, spec: keepAddress(service, before) }),
  validate: (service) => validateSpec(objectOf(service['spec'])),
  validateChange: (service, before) => {
    const [now, old] = [valueAt(service, 'spec', 'clusterIP'), valueAt(before, 'spec', 'clusterIP')]
    const isFixed = valueAt(before, 'spec', 'type') !== 'ExternalName' && old
    return isFixed && now !== old && valueAt(service, 'spec', 'type') !== 'ExternalName'
      ? [invalidField('spec.clusterIPs[0]', [now], 'may not change once set')]
      : []
  },
  selectable: ['spec.clusterIP', 'spec.type'],
  returnsDeleted: true,
  createsOnUpdate: true,
}

const dns1035 =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"

function defaultSpec(spec: JsonObject): JsonObject {
  const type = spec['type'] || 'ClusterIP'
  const isExternalName = type === 'ExternalName'
  const ports = listOf(spec['ports']).map((port) =>
    isObject(port)
      ? {
          ...port,
          protocol: port['protocol'] || 'TCP',
          targetPort: port['targetPort'] || port['port'],
        }
      : port,
  )
  return {
    ...spec,
    type,
    sessionAffinity: spec['sessionAffinity'] || 'None',
    ...(ports.length > 0 && { ports }),
    ...(!isExternalName && {
      ipFamilies: spec['ipFamilies'] ?? ['IPv4'],
      ipFamilyPolicy: spec['ipFamilyPolicy'] ?? 'SingleStack',
      internalTrafficPolicy: spec['internalTrafficPolicy'] ?? 'Cluster',
    }),
    ...((type === 'NodePort' || type === 'LoadBalancer') && {
      externalTrafficPolicy: spec['externalTrafficPolicy'] || 'Cluster',
    }),
    ...(type === 'LoadBalancer' && {
      allocateLoadBalancerNodePorts: spec['allocateLoadBalancerNodePorts'] ?? true,
    }),
  }
}

function withAddress(spec: JsonObject, making: Making): JsonObject {
  const { clusterIP, type } = spec
  if (type === 'ExternalName') return spec
  if (clusterIP) return { ...spec, clusterIPs: [clusterIP] }
  const services = listEntries(making.reader, making, 'services').map((entry) => entry.value)
  const address = freeAddress(services, making)
  const withPorts =
    type === 'NodePort' || type === 'LoadBalancer' ? withNodePorts(spec, services, making) : spec
  return { ...withPorts, clusterIP: address, clusterIPs: [address] }
}

function freeAddress(services: readonly KubernetesObject[], { random }: Making): string {
  const taken = new Set(services.map((each) => valueAt(each, 'spec', 'clusterIP')))
  for (;;) {
    const [third = 0, fourth = 0] = random(2)
    const address = [...network, third, fourth].join('.')
    if (fourth > 1 && fourth < 255 && !taken.has(address)) return address
  }
}

function withNodePorts(
  spec: JsonObject,
  services: readonly KubernetesObject[],
  { random }: Making,
): JsonObject {
  const taken = new Set(
    services.flatMap((each) =>
      listOf(valueAt(each, 'spec', 'ports')).map((port) => valueAt(port, 'nodePort')),
    ),
  )
  const draw = (): number => {
    for (;;) {
      const [high = 0, low = 0] = random(2)
      const port = 30_000 + ((high * 256 + low) % 2768)
      if (!taken.has(port)) return port
    }
  }
  const ports = listOf(spec['ports']).map((port) => {
    if (!isObject(port) || port['nodePort']) return port
    const nodePort = draw()
    taken.add(nodePort)
    return { ...port, nodePort }
  })
  return { ...spec, ports }
}

/** A client that replaces a service need not know its address. */
function keepAddress(service: KubernetesObject, before: KubernetesObject): JsonObject {
  const [spec, old] = [objectOf(service['spec']), objectOf(before['spec'])]
  if (spec['type'] === 'ExternalName' || old['type'] === 'ExternalName') return spec
  const clusterIP = spec['clusterIP'] || old['clusterIP']
  return clusterIP ? { ...spec, clusterIP, clusterIPs: [clusterIP] } : spec
}

function validateSpec(spec: JsonObject): readonly FieldProblem[] {
  const { type, ports, clusterIP } = spec
  const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
  const isHeadless = clusterIP === 'None'
  return [
    ...(type !== 'ExternalName' && !isHeadless && listOf(ports).length === 0
      ? [requiredField('spec.ports')]
      : []),
    ...(types.includes(textOf(type) ?? '') ? [] : [unsupportedField('spec.type', type, types)]),
    ...listOf(ports).flatMap((port, at) => validatePort(port, `spec.ports[${at}]`, listOf(ports).length > 1)),
    ...(type === 'ExternalName' && !spec['externalName'] ? [requiredField('spec.externalName')] : []),
    ...findDoubles(listOf(ports)),
  ]
}

function validatePort(port: unknown, path: string, isOneOfMany: boolean): readonly FieldProblem[] {
  const [number, name] = [valueAt(port, 'port'), textOf(valueAt(port, 'name')) ?? '']
  const protocol = textOf(valueAt(port, 'protocol')) ?? ''
  const protocols = ['SCTP', 'TCP', 'UDP']
  return [
    ...(isOneOfMany && name === '' ? [requiredField(`${path}.name`)] : []),
    ...(typeof number === 'number' && number > 0 && number < 65_536
      ? []
      : [invalidField(`${path}.port`, number ?? 0, 'must be between 1 and 65535, inclusive')]),
    ...(protocols.includes(protocol) ? [] : [unsupportedField(`${path}.protocol`, protocol, protocols)]),
  ]
}

function findDoubles(ports: readonly unknown[]): readonly FieldProblem[] {
  return ports.flatMap((port, at) => {
    const key = (each: unknown): unknown => [valueAt(each, 'port'), valueAt(each, 'protocol')]
    return ports.slice(0, at).some((each) => equalJson(key(each), key(port)))
      ? [
          {
            type: 'FieldValueDuplicate' as const,
            field: `spec.ports[${at}]`,
            message: `Duplicate value: ${JSON.stringify({ port: valueAt(port, 'port'), protocol: valueAt(port, 'protocol') })}`,
          },
        ]
      : []
  })
}
