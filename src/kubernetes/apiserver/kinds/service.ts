/** Services, as records: each gets an address of its own, which nothing here listens on. */
import { isIP } from 'node:net'
import type { JsonObject } from '../../api/index.ts'
import { equalJson, isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField, requiredField, unsupportedField } from '../api-error.ts'
import { findLabelProblems } from '../objects/names.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { listEntries } from '../objects/objects.ts'
import { freeAddress, withNodePorts } from './service-addresses.ts'
import type { Making, Strategy } from './strategy.ts'

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
    ...validateAddress(clusterIP),
    ...listOf(ports).flatMap((port, at) => validatePort(port, `spec.ports[${at}]`, listOf(ports).length > 1)),
    ...(type === 'ExternalName' && !spec['externalName'] ? [requiredField('spec.externalName')] : []),
    ...findDoubles(listOf(ports)),
  ]
}

const validateAddress = (address: unknown): readonly FieldProblem[] =>
  typeof address !== 'string' || address === '' || address === 'None' || isIP(address) !== 0
    ? []
    : [
        invalidField(
          'spec.clusterIPs[0]',
          address,
          'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
        ),
      ]

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
            message: `Duplicate value: ${JSON.stringify(inGo(port))}`,
          },
        ]
      : []
  })
}

/** With the names that its fields have in Go; of a double, port and protocol alone are told. */
const inGo = (port: unknown): JsonObject => ({
  Name: '',
  Protocol: valueAt(port, 'protocol'),
  AppProtocol: null,
  Port: valueAt(port, 'port'),
  TargetPort: 0,
  NodePort: 0,
})
