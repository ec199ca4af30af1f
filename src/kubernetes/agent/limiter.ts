/** Lets so many through a second, and so many more at a stroke. */
import type { Clock } from '../../kit/index.ts'

export interface LimiterFacts {
  readonly rate: number
  readonly burst: number
  readonly clock: Clock
}

export function createLimiter({ rate, burst, clock }: LimiterFacts): () => boolean {
  let [left, at] = [burst, clock()]
  return () => {
    const now = clock()
    left = Math.min(burst, left + (Math.max(0, now - at) / 1000) * rate)
    at = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
