/** How much may be asked of the API server at once and in a second; who is over it waits its turn. */

export interface LookupBudget {
  /** Resolves when one may ask, and gives what to call afterwards. Rejects when too many wait or it takes too long. */
  readonly enter: (deadline: number) => Promise<() => void>
}

export interface BudgetFacts {
  /** In a second. */
  readonly rate: number
  readonly burst: number
  readonly atOnce: number
  readonly waiting: number
  /** Milliseconds that only go forward. */
  readonly now: () => number
}

interface Waiter {
  readonly deadline: number
  readonly resolve: (leave: () => void) => void
  readonly reject: (error: Error) => void
}

export function createLookupBudget(facts: BudgetFacts): LookupBudget {
  const { rate, burst, atOnce, now } = facts
  const queue: Waiter[] = []
  let tokens = burst
  let filled = now()
  let inside = 0
  let timer: NodeJS.Timeout | undefined

  const refill = (): void => {
    const time = now()
    tokens = Math.min(burst, tokens + ((time - filled) * rate) / 1000)
    filled = time
  }
  const leave = (): (() => void) => {
    let left = false
    return () => {
      if (left) return
      left = true
      inside--
      serve()
    }
  }
  const serve = (): void => {
    refill()
    for (;;) {
      const next = queue[0]
      if (next === undefined) return
      if (now() >= next.deadline) {
        queue.shift()
        next.reject(new Error('too many service accounts are being looked up'))
      } else if (inside < atOnce && tokens >= 1) {
        queue.shift()
        tokens--
        inside++
        next.resolve(leave())
      } else break
    }
    // One timer for all: the next token, or the next who has waited too long.
    const untilToken = tokens >= 1 ? Number.POSITIVE_INFINITY : ((1 - tokens) / rate) * 1000
    const untilDeadline = queue[0]!.deadline - now()
    clearTimeout(timer)
    timer = setTimeout(serve, Math.max(1, Math.min(untilToken, untilDeadline))).unref()
  }

  return {
    enter: (deadline) =>
      new Promise((resolve, reject) => {
        if (queue.length >= facts.waiting)
          return reject(new Error('too many service accounts are being looked up'))
        queue.push({ deadline, resolve, reject })
        serve()
      }),
  }
}
