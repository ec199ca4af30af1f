/** The latest decision records, bounded, with the ways to find one. */
import { createRecentRecords } from '../../kit/index.ts'
import { viewOf } from './decision-view.ts'
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
  /** Takes a record as one line of JSON. */
  readonly append: (line: string) => void
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
  const idOf = ({ eventId }: DecisionRecord): string => eventId
  const records = createRecentRecords({ earlier, idOf, onFault, limit })

  const visible = async (account: string): Promise<IteratorObject<DecisionRecord>> =>
    Iterator.from(await records.newestFirst()).filter((record) => ownerOf(record) === account)

  const shown = (record: DecisionRecord | undefined, account: string): DecisionRecord | undefined =>
    record && viewOf(record, { account, managementAccount: needs.managementAccount })

  const ownerOf = ({ account, caller }: DecisionRecord): string => {
    const named = account ?? caller?.account
    return named !== undefined && needs.hasAccount(named) ? named : needs.managementAccount
  }

  return {
    add: (record) => {
      const line = JSON.stringify(record)
      records.add(line)
      append(line)
    },
    byEventId: async (id, account) =>
      shown(
        (await visible(account)).find((record) => record.eventId === id),
        account,
      ),
    byRequestId: async (id, account) =>
      shown(
        (await visible(account)).find((record) => record.requestId === id),
        account,
      ),
    last: async (account) =>
      shown(
        (await visible(account)).find((record) => record.service !== 'podpass'),
        account,
      ),
    list: async (filter) => {
      const all = await visible(filter.account)
      const asked = filter.after === undefined ? all : olderThan(filter.after, all)
      return asked
        .filter((record) => fits(record, filter))
        .take(filter.limit)
        .toArray()
    },
  }
}

function* olderThan(
  eventId: string,
  newestFirst: Iterable<DecisionRecord>,
): Generator<DecisionRecord, void, undefined> {
  let isOlder = false
  for (const record of newestFirst) {
    if (isOlder) yield record
    isOlder ||= record.eventId === eventId
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
