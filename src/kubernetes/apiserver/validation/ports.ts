/** Checks the ports of containers, and how ports are named. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { duplicateField, invalidField, requiredField, unsupportedField } from '../api-error.ts'

export function validatePorts(ports: readonly unknown[], path: string): FieldProblem[] {
  const names = new Set<string>()
  return ports.flatMap((port, index) => {
    const at = `${path}[${index}]`
    const name = textOf(valueAt(port, 'name')) ?? ''
    const [inside, outside] = [valueAt(port, 'containerPort') ?? 0, valueAt(port, 'hostPort') ?? 0]
    const isKnown = names.has(name)
    const wrong = name === '' ? [] : findPortNameProblems(name)
    if (wrong.length === 0) names.add(name)
    return [
      ...wrong.map((problem) => invalidField(`${at}.name`, name, problem)),
      ...(name !== '' && wrong.length === 0 && isKnown ? [duplicateField(`${at}.name`, name)] : []),
      ...(inside === 0
        ? [requiredField(`${at}.containerPort`)]
        : validatePortNumber(`${at}.containerPort`, inside)),
      ...(outside === 0 ? [] : validatePortNumber(`${at}.hostPort`, outside)),
      ...validateProtocol(`${at}.protocol`, textOf(valueAt(port, 'protocol')) ?? ''),
    ]
  })
}

const protocols: readonly string[] = ['SCTP', 'TCP', 'UDP']

const validateProtocol = (field: string, protocol: string): FieldProblem[] =>
  protocol === ''
    ? [requiredField(field)]
    : protocols.includes(protocol)
      ? []
      : [unsupportedField(field, protocol, protocols)]

export const validatePortNumber = (field: string, port: unknown): FieldProblem[] =>
  typeof port === 'number' && port > 0 && port < 65_536
    ? []
    : [invalidField(field, port, 'must be between 1 and 65535, inclusive')]

/** What is wrong with the text as the name of a port, empty when nothing is. */
export function findPortNameProblems(name: string): readonly string[] {
  return [
    ...(name.length > 15 ? ['must be no more than 15 characters'] : []),
    ...(/^[-a-z0-9]*$/.test(name)
      ? []
      : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
    ...(/[a-z]/.test(name) ? [] : ['must contain at least one letter (a-z)']),
    ...(name.includes('--') ? ['must not contain consecutive hyphens'] : []),
    ...(/^-|-$/.test(name) ? ['must not begin or end with a hyphen'] : []),
  ]
}

interface Placed {
  readonly container: JsonObject
  readonly path: string
}

/** Two containers of a pod share the node's ports. */
export function findHostPortConflicts(containers: readonly Placed[]): FieldProblem[] {
  const taken = new Set<string>()
  return containers.flatMap(({ container, path }) =>
    listOf(container['ports']).flatMap((port, index) => {
      const number = valueAt(port, 'hostPort')
      if (!number) return []
      const [protocol, address] = ['protocol', 'hostIP'].map((part) => textOf(valueAt(port, part)) ?? '')
      const key = `${protocol}/${address}/${textOf(number) ?? JSON.stringify(number)}`
      if (taken.has(key)) return [duplicateField(`${path}.ports[${index}].hostPort`, key)]
      taken.add(key)
      return []
    }),
  )
}
