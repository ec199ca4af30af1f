/** Counts and times the requests of a handler. */
import { splitTarget, type Handler } from '../../../kit/index.ts'
import type { Metrics } from './metrics.ts'

/** Only these become labels: what strangers write must not make metrics without end. */
const paths = ['/mutate', '/healthz', '/livez', '/readyz', '/debug/alpha/deny', '/debug/alpha/500']
const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export const instrument =
  (handler: Handler, metrics: Pick<Metrics, 'observeRequest'>, now: () => number): Handler =>
  async (request) => {
    const started = now()
    const { path } = splitTarget(request.target)
    let code = 500
    try {
      const response = await handler(request)
      code = response.status
      return response
    } finally {
      metrics.observeRequest(
        verbs.includes(request.method) ? request.method : 'other',
        paths.includes(path) ? path : 'other',
        code,
        (now() - started) / 1000,
      )
    }
  }
