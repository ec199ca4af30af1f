/** Reads a probe with its defaults: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/ */
import { isObject, listOf, textOf, type JsonObject } from '../../api/index.ts'

export type Check =
  | { readonly kind: 'exec'; readonly command: readonly string[] }
  | {
      readonly kind: 'http'
      readonly scheme: 'http' | 'https'
      readonly host?: string
      readonly port: unknown
      readonly path: string
      readonly headers: readonly (readonly [string, string])[]
    }
  | { readonly kind: 'tcp'; readonly host?: string; readonly port: unknown }
  /** Of a kind that this node does not know. */
  | { readonly kind: 'unsupported'; readonly name: string }

export interface Probe {
  readonly type: 'Startup' | 'Liveness' | 'Readiness'
  readonly check: Check
  /** Seconds. */
  readonly initialDelay: number
  readonly period: number
  readonly timeout: number
  readonly successThreshold: number
  readonly failureThreshold: number
  readonly gracePeriod?: number
}

const types = { startupProbe: 'Startup', livenessProbe: 'Liveness', readinessProbe: 'Readiness' } as const

export function readProbe(container: JsonObject, name: keyof typeof types): Probe | undefined {
  const probe = container[name]
  if (!isObject(probe)) return undefined
  const number = (field: string, otherwise: number): number => {
    const value = probe[field]
    return typeof value === 'number' && value > 0 ? value : otherwise
  }
  const grace = probe['terminationGracePeriodSeconds']
  return {
    type: types[name],
    check: readCheck(probe),
    initialDelay: number('initialDelaySeconds', 0),
    period: number('periodSeconds', 10),
    timeout: number('timeoutSeconds', 1),
    successThreshold: number('successThreshold', 1),
    failureThreshold: number('failureThreshold', 3),
    ...(typeof grace === 'number' && { gracePeriod: grace }),
  }
}

/** Of a probe or of a hook. */
export function readCheck(action: JsonObject): Check {
  const { exec, httpGet, tcpSocket } = action
  if (isObject(exec))
    return { kind: 'exec', command: listOf(exec['command']).filter((word) => typeof word === 'string') }
  if (isObject(httpGet))
    return {
      kind: 'http',
      scheme: textOf(httpGet['scheme'])?.toUpperCase() === 'HTTPS' ? 'https' : 'http',
      host: textOf(httpGet['host']) || undefined,
      port: httpGet['port'],
      path: textOf(httpGet['path']) || '/',
      headers: listOf(httpGet['httpHeaders'])
        .filter(isObject)
        .map((header) => [textOf(header['name']) ?? '', textOf(header['value']) ?? ''] as const),
    }
  if (isObject(tcpSocket))
    return { kind: 'tcp', host: textOf(tcpSocket['host']) || undefined, port: tcpSocket['port'] }
  const name = ['grpc', 'sleep'].find((each) => action[each] !== undefined)
  return { kind: 'unsupported', name: name ?? 'no action' }
}
