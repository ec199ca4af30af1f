/** Writes Kubernetes events about pods that were left without what they should have, once for many like them. */
import { BoundedMap, type Clock } from '../../../kit/index.ts'
import type { KubernetesClient } from '../../api/index.ts'
import type { Decision } from '../decision.ts'
import { makeEvent, namePathOf, pathOfEvents, timeOf, type EventFacts } from './make-event.ts'

export interface EventWriterNeeds {
  readonly client: Pick<KubernetesClient, 'create' | 'patch'>
  readonly clock: Clock
  /** Names the events apart, as a part of a name in Kubernetes. */
  readonly newId: () => string
  /** Which replica writes. */
  readonly instance: string
  readonly onProblem: (message: string) => void
}

export interface EventWriter {
  /** Returns at once; a dry run and a decision without a warning write nothing. */
  readonly record: (decision: Decision) => void
  readonly counts: () => { readonly written: number; readonly dropped: number }
  /** Resolves when all that was recorded is written. */
  readonly idle: () => Promise<void>
}

/** Within this time the same words about the same object are one event with a higher count. */
const sameWithin = 10 * 60_000
/** A count is brought up to date at most so often. */
const countEvery = 60_000
const mostKnown = 4096
const mostWaiting = 100
/** After a refusal of the API server for lack of permission. */
const pauseAfterRefusal = 10 * 60_000

interface Known {
  readonly facts: EventFacts
  count: number
  written: number
}

export function createEventWriter(needs: EventWriterNeeds): EventWriter {
  const { clock, newId } = needs
  const known = new BoundedMap<string, Known>(mostKnown)
  let [waiting, written, dropped, pausedUntil] = [0, 0, 0, 0]
  let last = Promise.resolve()

  const enqueue = (act: () => Promise<boolean>): void => {
    if (waiting >= mostWaiting || clock() < pausedUntil) {
      dropped++
      return
    }
    waiting++
    const before = last
    last = (async () => {
      await before
      const done = await act()
      waiting--
      if (done) written++
      else dropped++
    })()
  }

  /** Whether it was written. */
  const send = async (each: Known): Promise<boolean> => {
    if (clock() < pausedUntil) return false
    const { facts } = each
    const now = clock()
    const isFirst = each.written === 0
    const answer = isFirst
      ? await needs.client.create(pathOfEvents(facts.about.namespace), makeEvent(facts, each.count, now))
      : await needs.client.patch(namePathOf(facts), { count: each.count, lastTimestamp: timeOf(now) })
    if (answer.ok) {
      each.written = now
      return true
    }
    const { code, message } = answer.problem
    // Events are kept for an hour; what comes after is told anew.
    if (!isFirst && code === 404) {
      known.delete(keyOf(facts))
      return false
    }
    if (code === 403) pausedUntil = clock() + pauseAfterRefusal
    needs.onProblem(`an event could not be written: ${message}`)
    return false
  }

  const recordOne = (decision: Decision, message: string): void => {
    const { about } = decision
    const now = clock()
    const key = keyOf({ about, message })
    const before = known.get(key)
    if (before !== undefined && now - before.facts.first < sameWithin) {
      before.count++
      if (before.written > 0 && now - before.written >= countEvery) enqueue(() => send(before))
      return
    }
    const facts: EventFacts = {
      id: newId(),
      about,
      message,
      first: now,
      instance: needs.instance,
      outcome: decision.outcome,
    }
    const made: Known = { facts, count: 1, written: 0 }
    known.set(key, made)
    enqueue(() => send(made))
  }

  return {
    record: (decision) => {
      // Who is refused is told so by the API server, and a controller writes that down itself.
      if (decision.dryRun || decision.outcome === 'refused' || decision.outcome === 'failed') return
      for (const warning of decision.warnings.slice(0, 10))
        recordOne(decision, `service account ${decision.serviceAccount}: ${warning}`)
    },
    counts: () => ({ written, dropped }),
    idle: () => last,
  }
}

const keyOf = ({ about, message }: Pick<EventFacts, 'about' | 'message'>): string =>
  JSON.stringify([about, message])
