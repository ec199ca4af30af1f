/** Keeps copies of one thing at several places: what lacks it gets it, what was changed gets it back. */
import { sleep, type ApiAnswer } from '../../api/index.ts'

export interface CopiesNeeds {
  /** Where a copy belongs; undefined while that is not known. */
  readonly places: () => Iterable<string> | undefined
  readonly isRight: (place: string) => boolean
  readonly write: (place: string, timeout?: number) => Promise<ApiAnswer>
  /** Whether this replica is the one that writes. */
  readonly isLeader: () => boolean
  readonly signal: AbortSignal
  readonly onProblem: (message: string) => void
  /** Milliseconds that only go forward. */
  readonly now: () => number
}

export interface Copies {
  /** Looks at once. */
  readonly wake: () => void
  /** Writes one place now, whoever leads. Never rejects, and resolves soon. */
  readonly writeNow: (place: string) => Promise<boolean>
  readonly counts: () => { readonly written: number; readonly failed: number }
}

/** Written at the same time. */
const atOnce = 8
/** What an admission may be held up by. */
const patience = 1500
const lookEvery = 30_000
const longestPause = 5 * 60_000

export function keepCopies(needs: CopiesNeeds): Copies {
  const { signal, now } = needs
  const pauses = new Map<string, { until: number; failures: number }>()
  const writing = new Map<string, Promise<boolean>>()
  let [written, failed] = [0, 0]
  let wakeUp = (): void => undefined

  const write = (place: string, timeout?: number): Promise<boolean> => {
    const running = writing.get(place)
    if (running !== undefined) return running
    const started = tryToWrite(place, timeout).finally(() => writing.delete(place))
    writing.set(place, started)
    return started
  }
  const tryToWrite = async (place: string, timeout?: number): Promise<boolean> => {
    const answer = await needs.write(place, timeout)
    if (answer.ok) {
      written++
      pauses.delete(place)
      return true
    }
    const { code, message } = answer.problem
    // The place is gone, or is on its way out.
    const isGone = code === 404 || (code === 403 && message.includes('being terminated'))
    const failures = (pauses.get(place)?.failures ?? 0) + 1
    if (!isGone) failed++
    if (!isGone && failures === 1 && !signal.aborted) needs.onProblem(message)
    pauses.set(place, { until: now() + Math.min(longestPause, 500 * 2 ** failures), failures })
    return false
  }

  const findWork = (): readonly string[] => {
    const work: string[] = []
    const there = new Set<string>()
    for (const place of needs.places() ?? []) {
      there.add(place)
      if (needs.isRight(place)) pauses.delete(place)
      else if ((pauses.get(place)?.until ?? 0) <= now()) work.push(place)
    }
    for (const place of pauses.keys()) if (!there.has(place)) pauses.delete(place)
    return work
  }
  const work = async (): Promise<void> => {
    const queue = findWork()[Symbol.iterator]()
    const one = async (): Promise<void> => {
      for (const place of queue) {
        if (signal.aborted || !needs.isLeader()) return
        if (!needs.isRight(place)) await write(place)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, one))
  }

  void (async () => {
    while (!signal.aborted) {
      const woken = new AbortController()
      wakeUp = () => woken.abort()
      if (needs.isLeader()) await work()
      const next = Math.min(...[...pauses.values()].map(({ until }) => until - now()), lookEvery)
      await sleep(needs.isLeader() ? Math.max(next, 50) : lookEvery, AbortSignal.any([signal, woken.signal]))
    }
  })()

  return {
    wake: () => wakeUp(),
    writeNow: async (place) => (pauses.has(place) ? false : write(place, patience)),
    counts: () => ({ written, failed }),
  }
}
