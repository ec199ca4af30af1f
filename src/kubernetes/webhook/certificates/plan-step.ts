/** What has to be done next with authority and certificate, if anything: decided from what is kept and the time. */
import { X509Certificate } from 'node:crypto'
import { lifetimes } from '../../../kit/index.ts'
import { isVouchedFor, judgePair } from './judge-pair.ts'
import type { KeptState } from './kept-state.ts'

export type Step =
  /** There is nothing that can be used. */
  | 'found'
  | 'prepare-authority'
  | 'note-publication'
  | 'promote-authority'
  | 'retire-authority'
  | 'renew-serving'

/** In milliseconds. */
export interface Periods {
  readonly authority: Life
  readonly serving: Life
  /** From the moment that every caBundle holds a new authority until it signs: an API server may be behind. */
  readonly settle: number
  /** From the moment that a new authority signs until the old one is no longer trusted: a replica may be behind. */
  readonly retire: number
}

export interface Life {
  readonly life: number
  /** Well before two thirds of it, so that a long failure to renew does no harm. */
  readonly renewAfter: number
}

const [minute, day] = [60_000, 86_400_000]

export const defaultPeriods: Periods = {
  authority: { life: 730 * day, renewAfter: 438 * day },
  serving: { life: 90 * day, renewAfter: 54 * day },
  settle: 5 * minute,
  retire: 60 * minute,
}

export interface StepFacts {
  readonly now: number
  readonly periods: Periods
  readonly names: readonly string[]
  /** Whether every API server has been told to trust this authority. */
  readonly isPublished: (certificate: string) => boolean
}

export function planStep(state: KeptState | undefined, facts: StepFacts): Step | undefined {
  const { now, periods, names } = facts
  if (state === undefined || hasExpired(state.authority.certificate, now)) return 'found'
  const { authority, next, nextPublishedAt, previous, replacedAt, serving } = state
  if (next !== undefined && nextPublishedAt === undefined && facts.isPublished(next.certificate))
    return 'note-publication'
  // Looked at once more: the bundle may have been taken back since.
  if (
    next !== undefined &&
    nextPublishedAt !== undefined &&
    now - nextPublishedAt >= periods.settle &&
    facts.isPublished(next.certificate)
  )
    return 'promote-authority'
  if (previous !== undefined && now - (replacedAt ?? 0) >= periods.retire) return 'retire-authority'
  if (
    next === undefined &&
    previous === undefined &&
    ageOf(authority.certificate, now) >= periods.authority.renewAfter
  )
    return 'prepare-authority'
  if (
    judgePair(serving, now, names) !== undefined ||
    !isVouchedFor(serving.cert, authority.certificate, now) ||
    ageOf(serving.cert, now) >= periods.serving.renewAfter
  )
    return 'renew-serving'
  return undefined
}

const ageOf = (pem: string, now: number): number =>
  now - new X509Certificate(pem).validFromDate.getTime() - lifetimes.backdating

const hasExpired = (pem: string, now: number): boolean =>
  new X509Certificate(pem).validToDate.getTime() <= now
