/** The latest decision records, bounded, with the ways to find one. */
import { createRecentRecords } from '../../kit/index.ts'
import { viewOf } from './decision-view.ts'
import type { DecisionRecord } from './needs.ts'

export interface Decisions {
  readonly add: (record: DecisionRecord) => void
  /** A record as `account`, which asks, may read it; it sees its own records. */
  readonly find: (which: WhichDecision, account: string) => Promise<DecisionRecord | undefined>
  /** The whole of such a record, to decide on; no account is told it as it is. */
  readonly findWhole: (which: WhichDecision, account: string) => Promise<DecisionRecord | undefined>
  /** Newest first. */
  readonly list: (filter: DecisionFilter) => Promise<readonly DecisionRecord[]>
}

export type WhichDecision =
  | { readonly requestId: string }
  | { readonly eventId: string }
  /** The newest record that is not one of the podpass service itself, which only looks. */
  | 'last'

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

  const findWhole = async (which: WhichDecision, account: string): Promise<DecisionRecord | undefined> =>
    (await visible(account)).find((record) => isThatOne(record, which))

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
    find: async (which, account) => shown(await findWhole(which, account), account),
    findWhole,
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

function isThatOne(record: DecisionRecord, which: WhichDecision): boolean {
  if (which === 'last') return record.service !== 'podpass'
  return 'eventId' in which ? record.eventId === which.eventId : record.requestId === which.requestId
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
