/** Refusals of an API server, and failures to reach it, as data. */
import { isObject, textOf, valueAt } from './json.ts'

export interface ApiProblem {
  /** The HTTP status; 0 when there was no answer. */
  readonly code: number
  /** As `NotFound`; `Unreachable` when there was no answer. */
  readonly reason: string
  readonly message: string
  /** Seconds that the server wishes to be left alone. */
  readonly retryAfter?: number
}

/** Reads a Status object; a body that is none is quoted in short. */
export function problemOf(code: number, body: unknown, text: string): ApiProblem {
  const status = isObject(body) && body['kind'] === 'Status' ? body : {}
  const retryAfter = valueAt(status, 'details', 'retryAfterSeconds')
  return {
    code,
    reason: textOf(status['reason']) ?? '',
    message: textOf(status['message']) ?? `the API server answered ${code}: ${text.slice(0, 200).trim()}`,
    ...(typeof retryAfter === 'number' && retryAfter > 0 && { retryAfter: Math.min(retryAfter, 60) }),
  }
}

export const unreachable = (server: string, error: unknown): ApiProblem => ({
  code: 0,
  reason: 'Unreachable',
  message: `cannot reach the API server at ${server}: ${error instanceof Error ? error.message : 'unknown error'}`,
})
