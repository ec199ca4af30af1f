/** The latest decision records, bounded, with the ways to find one. */
import type { DecisionRecord } from './needs.ts'

export interface Decisions {
  readonly add: (record: DecisionRecord) => void
  /** `account` is the one that asks: it sees its own records and those of nobody's account. */
  readonly byRequestId: (id: string, account: string) => DecisionRecord | undefined
  readonly byEventId: (id: string, account: string) => DecisionRecord | undefined
  /** The newest record that is not one of the podpass service itself, which only looks. */
  readonly last: (account: string) => DecisionRecord | undefined
  /** Newest first. */
  readonly list: (filter: DecisionFilter) => readonly DecisionRecord[]
}

export interface DecisionFilter {
  readonly account: string
  readonly outcome?: 'allowed' | 'denied'
  readonly callerArn?: string
  readonly service?: string
  readonly operation?: string
  /** Milliseconds since the epoch, both included. */
  readonly from?: number
  readonly to?: number
  /** Only records older than the one with this event id. */
  readonly after?: string
  readonly limit: number
}

export interface DecisionsNeeds {
  readonly append: (record: DecisionRecord) => void
  readonly earlier: readonly DecisionRecord[]
  readonly limit: number
}

export function createDecisions({ append, earlier, limit }: DecisionsNeeds): Decisions {
  /** By event id, oldest first. */
  const records = new Map<string, DecisionRecord>()
  const eventIds = new Map<string, string>()

  const remember = (record: DecisionRecord): void => {
    records.set(record.eventId, record)
    eventIds.set(record.requestId, record.eventId)
    if (records.size <= limit) return
    const oldest = records.values().next().value!
    records.delete(oldest.eventId)
    if (eventIds.get(oldest.requestId) === oldest.eventId) eventIds.delete(oldest.requestId)
  }
  const byEventId: Decisions['byEventId'] = (id, account) => {
    const record = records.get(id)
    return record !== undefined && isVisible(record, account) ? record : undefined
  }

  for (const record of earlier.slice(-limit)) remember(record)
  return {
    add: (record) => {
      remember(record)
      append(record)
    },
    byEventId,
    byRequestId: (id, account) => byEventId(eventIds.get(id) ?? '', account),
    last: (account) =>
      newestFirst(records).find((record) => record.service !== 'podpass' && isVisible(record, account)),
    list: (filter) => {
      const all = newestFirst(records)
      const start =
        filter.after === undefined ? 0 : all.findIndex(({ eventId }) => eventId === filter.after) + 1
      return all
        .slice(start)
        .filter((record) => fits(record, filter))
        .slice(0, filter.limit)
    },
  }
}

/** Refused at a step, or without the permission it needed. A call that was allowed and then failed is `allowed`. */
export const outcomeOf = (record: DecisionRecord): 'allowed' | 'denied' =>
  record.steps.some((step) => !step.passed) ||
  record.authorizations.some(({ decision }) => decision.effect !== 'allow')
    ? 'denied'
    : 'allowed'

const newestFirst = (records: ReadonlyMap<string, DecisionRecord>): DecisionRecord[] =>
  [...records.values()].toReversed()

const isVisible = (record: DecisionRecord, account: string): boolean =>
  record.caller?.account === undefined || record.caller.account === account

const fits = (record: DecisionRecord, filter: DecisionFilter): boolean =>
  isVisible(record, filter.account) &&
  (filter.outcome === undefined || outcomeOf(record) === filter.outcome) &&
  (filter.callerArn === undefined || record.caller?.arn === filter.callerArn) &&
  (filter.service === undefined || record.service === filter.service) &&
  (filter.operation === undefined || record.operation === filter.operation) &&
  (filter.from === undefined || record.time >= filter.from) &&
  (filter.to === undefined || record.time <= filter.to)
