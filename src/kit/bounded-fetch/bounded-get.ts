/** One GET on behalf of somebody who is not trusted: https only, and limits to time, size, redirects and addresses. */
import type { Destination } from './destination.ts'
import {
  type BoundedGet,
  type BoundedGetNeeds,
  type BoundedGetOptions,
  defaultFetchLimits,
  failure,
  type Fetched,
  type FetchFailure,
  type FetchLimits,
} from './types.ts'

export function createBoundedGet(needs: BoundedGetNeeds): BoundedGet {
  if (needs.table !== undefined && needs.localCa === undefined)
    throw new TypeError('a host table needs a local CA')
  const limits = { ...defaultFetchLimits, ...needs.limits }
  const limit = createLimiter(limits)
  return (url, options = {}) =>
    limit(options.signal, (signal) => follow(url, { needs, limits, options, signal }))
}

/** Runs work within the time and number of requests that the limits allow. */
export function createLimiter(limits: FetchLimits) {
  let underWay = 0
  return async <Result>(
    given: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result | FetchFailure> => {
    if (underWay >= limits.concurrent)
      return failure('busy', `${limits.concurrent} requests are under way already`)
    underWay++
    const stop = new AbortController()
    const late = Promise.withResolvers<FetchFailure>()
    const giveUp = (): void => {
      late.resolve(failure('timeout', `gave up after ${limits.milliseconds} ms or when asked to`))
      stop.abort()
    }
    const timer = setTimeout(giveUp, limits.milliseconds)
    given?.addEventListener('abort', giveUp)
    if (given?.aborted === true) giveUp()
    // A look-up in DNS cannot be cancelled, so it counts as under way until it ends, though nobody waits for it.
    const working = work(stop.signal)
      .catch((fault: unknown) => failure('unreachable', `request failed: ${nameOf(fault)}`))
      .finally(() => underWay--)
    try {
      return await Promise.race([late.promise, working])
    } finally {
      clearTimeout(timer)
      given?.removeEventListener('abort', giveUp)
      stop.abort()
    }
  }
}

/** The fault's code or class; its text may hold what a stranger wrote. */
const nameOf = (fault: unknown): string =>
  fault instanceof Error ? ((fault as NodeJS.ErrnoException).code ?? fault.name) : 'unknown fault'

interface Way {
  readonly needs: BoundedGetNeeds
  readonly limits: FetchLimits
  readonly options: BoundedGetOptions
  readonly signal: AbortSignal
}

async function follow(text: string, way: Way): Promise<Fetched> {
  let target = text
  for (let redirects = 0; redirects <= way.limits.redirects; redirects++) {
    const url = readHttpsUrl(target)
    if (url === undefined)
      return redirects === 0
        ? failure('url', 'URL is not an https URL without user and password')
        : failure('redirect', 'answer leads away from https')
    const answer = await getOnce(url, way)
    const location = answer.ok && isRedirect(answer.status) ? answer.headers.location : undefined
    if (typeof location !== 'string') return answer
    target = URL.parse(location, url)?.href ?? ''
  }
  return failure('redirect', `answer leads on after ${way.limits.redirects} redirects`)
}

async function getOnce(url: URL, { needs, limits, options, signal }: Way): Promise<Fetched> {
  const { findDestination, openTrustedConnection, readResponse } = await import('./network.ts')
  const destination: Destination | FetchFailure = await findDestination(url, needs)
  if (!destination.ok) return destination
  const connection = await openTrustedConnection(destination, needs, options.thumbprints ?? [], signal)
  if (!connection.ok) return connection
  const close = (): void => void connection.socket.destroy()
  signal.addEventListener('abort', close)
  if (signal.aborted) close()
  return readResponse(url, connection, options.maxBytes ?? limits.bytes)
}

export function readHttpsUrl(text: string): URL | undefined {
  const url = URL.parse(text)
  if (url === null || url.protocol !== 'https:' || url.hostname === '') return undefined
  return url.username === '' && url.password === '' ? url : undefined
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status)
