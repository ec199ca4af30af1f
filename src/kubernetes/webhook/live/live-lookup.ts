/** Asks the API server for a ServiceAccount that is not known yet: once for all who wait, within a budget and a time. */
import { BoundedMap } from '../../../kit/index.ts'
import type { Annotations } from '../identity.ts'
import type { LookupBudget } from './lookup-budget.ts'

export interface LiveLookupNeeds {
  /** Undefined when there is no such account; rejects when that cannot be told. */
  readonly ask: (key: string, deadline: number) => Promise<Annotations | undefined>
  readonly onceKnown: (key: string, tell: (annotations: Annotations) => void) => () => void
  readonly budget: LookupBudget
  /** Milliseconds that only go forward. */
  readonly now: () => number
  /** Milliseconds for one lookup with all its waits: the API server's own patience with webhooks is ten seconds. */
  readonly timeLimit: number
  /** How long an account that is not there is not asked for again; who asks meanwhile waits for the next answer. */
  readonly missPause: number
}

interface Round {
  readonly answer: Promise<Annotations | undefined>
  /** Whether the question has left. */
  isAsked: boolean
  next?: Promise<Annotations | undefined>
}

export type LiveLookup = (key: string) => Promise<Annotations | undefined>

export function createLiveLookup(needs: LiveLookupNeeds): LiveLookup {
  const rounds = new Map<string, Round>()
  const misses = new BoundedMap<string, number>(4096)

  const begin = (key: string): Promise<Annotations | undefined> => {
    const round: Round = { isAsked: false, answer: undefined as never }
    const answer = run(key, round).finally(() => {
      if (rounds.get(key) === round) rounds.delete(key)
    })
    rounds.set(key, Object.assign(round, { answer }))
    return answer
  }

  const run = async (key: string, round: Round): Promise<Annotations | undefined> => {
    const deadline = needs.now() + needs.timeLimit
    let stop = (): void => undefined
    const known = new Promise<Annotations>((resolve) => (stop = needs.onceKnown(key, resolve)))
    try {
      return await Promise.race([known, ask(key, round, deadline)])
    } finally {
      stop()
    }
  }

  const ask = async (key: string, round: Round, deadline: number): Promise<Annotations | undefined> => {
    const missed = misses.get(key)
    const pause = missed === undefined ? 0 : missed + needs.missPause - needs.now()
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
    const leave = await needs.budget.enter(deadline)
    round.isAsked = true
    try {
      const found = await needs.ask(key, deadline)
      if (found === undefined) misses.set(key, needs.now())
      else misses.delete(key)
      return found
    } finally {
      leave()
    }
  }

  return async (key) => {
    const round = rounds.get(key)
    if (round === undefined) return begin(key)
    if (!round.isAsked) return round.answer
    // A question that left before this review came may find the account, but cannot say that there is none by now.
    const found = await round.answer.catch(() => undefined)
    return found ?? (round.next ??= begin(key))
  }
}
