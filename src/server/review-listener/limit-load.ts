/** Bounds how many reviews, and how many bytes of them, are held at once; who comes beyond is asked to come again. */
import { splitTarget, type Handler, type HttpRequest, type HttpResponse } from '../../kit/index.ts'

export interface LoadLimits {
  readonly requests: number
  /** Of all bodies together. */
  readonly bytes: number
}

/** The API server tries again after a 429 until its own patience ends. */
const busy: HttpResponse = {
  status: 429,
  headers: { 'retry-after': '1', 'content-type': 'text/plain; charset=utf-8' },
  body: 'too many reviews at once\n',
}

export interface LimitedLoad {
  readonly handler: Handler
  readonly inFlight: () => number
}

/** Probes are answered whatever the load is: a busy webhook is no dead one. */
export function limitLoad(handler: Handler, limits: LoadLimits): LimitedLoad {
  const held = { requests: 0, bytes: 0 }
  return {
    inFlight: () => held.requests,
    handler: async (request) => {
      if (splitTarget(request.target).path !== '/mutate') return handler(request)
      if (held.requests >= limits.requests || held.bytes >= limits.bytes) return busy
      const own = { bytes: 0 }
      held.requests++
      try {
        return await handler(counting(request, held, own, limits))
      } catch (error) {
        if (error instanceof OverLimit) return busy
        throw error
      } finally {
        held.requests--
        held.bytes -= own.bytes
      }
    },
  }
}

class OverLimit extends Error {}

function counting(
  request: HttpRequest,
  held: { bytes: number },
  own: { bytes: number },
  limits: LoadLimits,
): HttpRequest {
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
          own.bytes += chunk.length
          held.bytes += chunk.length
          if (held.bytes > limits.bytes) throw new OverLimit()
          yield chunk
        }
      },
    },
  }
}
