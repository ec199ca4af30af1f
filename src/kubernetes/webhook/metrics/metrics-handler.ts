/** The plain HTTP door for operators: /metrics, and where it is allowed /debug/alpha/cache. */
import { splitTarget, type Handler, type HttpResponse } from '../../../kit/index.ts'
import { textOf } from '../../api/index.ts'
import { parseGoBool, parseGoInt } from '../go-values.ts'
import type { Annotations } from '../identity.ts'
import type { WebhookOptions } from '../options.ts'
import type { Metrics } from './metrics.ts'

/** What is known of ServiceAccounts, by `namespace/name`. */
export interface InspectedCache {
  readonly entries: () => Iterable<readonly [key: string, annotations: Annotations]>
  /** Reads all of them anew from the API server; returns at once. */
  readonly reread: () => void
}

export interface MetricsHandlerNeeds {
  readonly metrics: Pick<Metrics, 'page'>
  /** Set where `--enable-debugging-handlers` is. */
  readonly debug?: { readonly cache: InspectedCache; readonly options: WebhookOptions }
}

export function createMetricsHandler({ metrics, debug }: MetricsHandlerNeeds): Handler {
  return async ({ method, target }) => {
    const { path } = splitTarget(target)
    if (method !== 'GET' && method !== 'HEAD') return text(405, 'expected GET, HEAD')
    if (path === '/metrics') {
      const page = await metrics.page()
      return { status: 200, headers: { 'content-type': page.type }, body: page.body }
    }
    if (debug === undefined) return text(404, 'not found')
    if (path === '/debug/alpha/cache') return writeCache(debug.cache, debug.options)
    if (path !== '/debug/alpha/cache/clear') return text(404, 'not found')
    // Upstream empties the cache here, and pods go without their role until its next resync.
    debug.cache.reread()
    return text(200, 'all service accounts are read anew; those that are known serve until then')
  }
}

/** In upstream's shape: each account with what its annotations come to. */
function writeCache(cache: InspectedCache, options: WebhookOptions): HttpResponse {
  const entries = [...cache.entries()].map(
    ([key, annotations]) => [key, entryOf(annotations, options)] as const,
  )
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(Object.fromEntries(entries), undefined, 1)}\n`,
  }
}

function entryOf(annotations: Annotations, options: WebhookOptions) {
  const read = (name: string): string => textOf(annotations[`${options.annotationPrefix}/${name}`]) ?? ''
  return {
    RoleARN: read('role-arn'),
    Audience: read('audience') || options.tokenAudience,
    UseRegionalSTS: parseGoBool(read('sts-regional-endpoints')) ?? options.regionalSts,
    TokenExpiration: Math.max(600, parseGoInt(read('token-expiration')) ?? options.tokenExpiration),
  }
}

const text = (status: number, body: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${body}\n`,
})
