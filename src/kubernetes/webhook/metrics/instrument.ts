/** Counts and times the requests of a handler. */
import { splitTarget, type Handler } from '../../../kit/index.ts'
import type { Metrics } from './metrics.ts'

/** As upstream: probes would drown reviews, and what strangers write must not make metrics without end. */
const paths = ['/mutate', '/debug/alpha/deny', '/debug/alpha/500']
const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export const instrument =
  (handler: Handler, metrics: Pick<Metrics, 'observeRequest'>, now: () => number): Handler =>
  async (request) => {
    const { path } = splitTarget(request.target)
    if (!paths.includes(path)) return handler(request)
    const started = now()
    let code = 500
    try {
      const response = await handler(request)
      code = response.status
      return response
    } finally {
      metrics.observeRequest(
        verbs.includes(request.method) ? request.method : 'other',
        path,
        code,
        (now() - started) / 1000,
      )
    }
  }
