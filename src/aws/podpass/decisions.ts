/** The latest decision records, bounded, with the ways to find one. */
import type { DecisionRecord } from './needs.ts'

export interface Decisions {
  readonly add: (record: DecisionRecord) => void
  /** `account` is the one that asks, and sees its own records. */
  readonly byRequestId: (id: string, account: string) => Promise<DecisionRecord | undefined>
  readonly byEventId: (id: string, account: string) => Promise<DecisionRecord | undefined>
  /** The newest record that is not one of the podpass service itself, which only looks. */
  readonly last: (account: string) => Promise<DecisionRecord | undefined>
  /** Newest first. */
  readonly list: (filter: DecisionFilter) => Promise<readonly DecisionRecord[]>
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
  readonly earlier: () => Promise<readonly DecisionRecord[]>
  readonly onFault: (fault: unknown) => void
  readonly limit: number
  /** Whether an account is one of this installation. */
  readonly hasAccount: (account: string) => boolean
  /** Sees the records that are of no account here, such as a role's of an account that does not exist. */
  readonly managementAccount: string
}

export function createDecisions(needs: DecisionsNeeds): Decisions {
  const { append, earlier, onFault, limit } = needs
  /** By event id, oldest first. */
  let records = new Map<string, DecisionRecord>()
  let restoring: Promise<void> | undefined

  const restore = async (): Promise<void> => {
    const before = await earlier().catch((fault: unknown) => {
      onFault(fault)
      return []
    })
    const all = [...before, ...records.values()].map((record) => [record.eventId, record] as const)
    records = new Map(all.slice(-limit))
  }
  const visible = async (account: string): Promise<readonly DecisionRecord[]> => {
    await (restoring ??= restore())
    return [...records.values()].toReversed().filter((record) => ownerOf(record) === account)
  }

  const ownerOf = ({ account, caller }: DecisionRecord): string => {
    const named = account ?? caller?.account
    return named !== undefined && needs.hasAccount(named) ? named : needs.managementAccount
  }

  return {
    add: (record) => {
      records.set(record.eventId, record)
      if (records.size > limit) records.delete(records.keys().next().value!)
      append(record)
    },
    byEventId: async (id, account) => (await visible(account)).find((record) => record.eventId === id),
    byRequestId: async (id, account) => (await visible(account)).find((record) => record.requestId === id),
    last: async (account) => (await visible(account)).find((record) => record.service !== 'podpass'),
    list: async (filter) => {
      const all = await visible(filter.account)
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

const fits = (record: DecisionRecord, filter: DecisionFilter): boolean =>
  (filter.outcome === undefined || outcomeOf(record) === filter.outcome) &&
  (filter.callerArn === undefined || record.caller?.arn === filter.callerArn) &&
  (filter.service === undefined || record.service === filter.service) &&
  (filter.operation === undefined || record.operation === filter.operation) &&
  (filter.from === undefined || record.time >= filter.from) &&
  (filter.to === undefined || record.time <= filter.to)
