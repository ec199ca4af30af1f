/** How long to wait before a container that keeps ending is started again: nothing at first, then twice as long each time. */

export interface BackOffTimes {
  /** Milliseconds. */
  readonly initial: number
  readonly max: number
}

export const usualBackOff: BackOffTimes = { initial: 10_000, max: 300_000 }

export interface BackOff {
  /** Milliseconds after its end at which it may start again. */
  next(finishedAt: number): number
}

/** What has run well for twice the longest wait begins anew. */
export function createBackOff({ initial, max }: BackOffTimes): BackOff {
  let delay = 0
  let last = 0
  return {
    next: (finishedAt) => {
      if (last !== 0 && finishedAt - last > 2 * max) delay = 0
      const wait = delay
      delay = delay === 0 ? initial : Math.min(max, delay * 2)
      last = finishedAt
      return wait
    },
  }
}

/** As Go prints a duration: `10s`, `1m20s`, `5m0s`. */
export function goDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds}ms`
  const seconds = Math.floor(milliseconds / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}
