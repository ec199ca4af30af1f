/** Bounds how many reviews, and how many bytes of them, are held at once; who comes beyond is asked to come again. */
import { splitTarget, type Handler, type HttpRequest, type HttpResponse } from '../../kit/index.ts'

export interface LoadLimits {
  readonly requests: number
  /** Of all bodies together. */
  readonly bytes: number
}

export interface Load {
  /** Undefined when there are too many already. */
  readonly enter: () => Place | undefined
  readonly inFlight: () => number
}

/** One review among those that are held. */
export interface Place {
  /** Whether so many bytes more may be held. */
  readonly hold: (bytes: number) => boolean
  readonly leave: () => void
}

/** The API server tries again after a 429 until its own patience ends. */
export const busy: HttpResponse = {
  status: 429,
  headers: { 'retry-after': '1', 'content-type': 'text/plain; charset=utf-8' },
  body: 'too many reviews at once\n',
}

/** Probes are answered whatever the load is: a busy webhook is no dead one. */
export const isReview = (target: string): boolean => splitTarget(target).path === '/mutate'

export function createLoad(limits: LoadLimits): Load {
  const held = { requests: 0, bytes: 0 }
  return {
    inFlight: () => held.requests,
    enter: () => {
      if (held.requests >= limits.requests || held.bytes >= limits.bytes) return undefined
      held.requests++
      let own = 0
      return {
        hold: (bytes) => {
          own += bytes
          held.bytes += bytes
          return held.bytes <= limits.bytes
        },
        leave: () => {
          held.requests--
          held.bytes -= own
        },
      }
    },
  }
}

/** For bodies that the handler reads as they come. */
export const limitLoad =
  (handler: Handler, load: Load): Handler =>
  async (request) => {
    if (!isReview(request.target)) return handler(request)
    const place = load.enter()
    if (place === undefined) return busy
    try {
      return await handler(counting(request, place))
    } catch (error) {
      if (error instanceof OverLimit) return busy
      throw error
    } finally {
      place.leave()
    }
  }

class OverLimit extends Error {}

function counting(request: HttpRequest, place: Place): HttpRequest {
  const { method, target, headers, peer, body } = request
  return {
    method,
    target,
    headers,
    peer,
    get signal() {
      return request.signal
    },
    body: {
      async *[Symbol.asyncIterator]() {
        for await (const chunk of body) {
          if (!place.hold(chunk.length)) throw new OverLimit()
          yield chunk
        }
      },
    },
  }
}
