/** Checks probes and hooks: each asks in one way. */
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { forbiddenField, invalidField, requiredField } from '../api-error.ts'
import { notNegative } from './fields.ts'
import { findPortNameProblems, validatePortNumber } from './ports.ts'

export const validateLifecycle = (lifecycle: unknown, path: string): FieldProblem[] =>
  ['postStart', 'preStop'].flatMap((hook) => validateHandler(valueAt(lifecycle, hook), `${path}.${hook}`))

export function validateProbes(container: JsonObject, path: string): FieldProblem[] {
  return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name) => {
    const probe = container[name]
    const at = `${path}.${name}`
    const threshold = valueAt(probe, 'successThreshold')
    return [
      ...validateHandler(probe, at),
      ...['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']
        // One after the other, as they are told.
        .flatMap((field) => notNegative(`${at}.${field}`, valueAt(probe, field))),
      ...(name !== 'readinessProbe' && typeof threshold === 'number' && threshold !== 1
        ? [invalidField(`${at}.successThreshold`, threshold, 'must be 1')]
        : []),
    ]
  })
}

const ways = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const

function validateHandler(handler: unknown, path: string): FieldProblem[] {
  if (!isObject(handler)) return []
  const [first, ...others] = ways.filter((way) => isObject(handler[way]))
  if (first === undefined) return [requiredField(path, 'must specify a handler type')]
  return [
    ...validateWay(first, handler[first], `${path}.${first}`),
    ...others.map((way) => forbiddenField(`${path}.${way}`, 'may not specify more than 1 handler type')),
  ]
}

function validateWay(way: (typeof ways)[number], asked: unknown, path: string): FieldProblem[] {
  if (way === 'exec')
    return listOf(valueAt(asked, 'command')).length === 0 ? [requiredField(`${path}.command`)] : []
  if (way === 'sleep') return []
  const port = valueAt(asked, 'port') ?? 0
  if (typeof port === 'string')
    return findPortNameProblems(port).map((problem) => invalidField(`${path}.port`, textOf(port), problem))
  return validatePortNumber(`${path}.port`, port)
}
