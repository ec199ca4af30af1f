/** ListDecisions: the latest decision records in short, newest first. */
import type { Operation } from '../../protocol/index.ts'
import { type Decisions, outcomeOf } from '../decisions.ts'
import { invalid } from '../errors.ts'
import type { DecisionRecord } from '../needs.ts'

export interface ListDecisionsInput {
  readonly Outcome?: 'allowed' | 'denied'
  readonly CallerArn?: string
  readonly Service?: string
  readonly Operation?: string
  readonly StartTime?: Date
  readonly EndTime?: Date
  readonly MaxResults?: number
  readonly NextToken?: string
}

export interface DecisionSummary {
  readonly RequestId: string
  readonly EventId: string
  readonly Time: Date
  readonly Service: string
  readonly Operation: string
  readonly Region: string
  readonly CallerArn?: string
  readonly Outcome: 'allowed' | 'denied'
  readonly Status: number
  readonly Code?: string
  readonly Message?: string
}

export interface ListDecisionsOutput {
  readonly Decisions: readonly DecisionSummary[]
  readonly NextToken?: string
}

const defaultResults = 50

export const listDecisions = (decisions: Decisions): Operation<ListDecisionsInput, ListDecisionsOutput> => ({
  authorize: () => [{ action: 'podpass:ListDecisions', resource: '*' }],
  invoke: async (input, { account }) => {
    const limit = input.MaxResults ?? defaultResults
    const found = await decisions.list({
      account,
      limit: limit + 1,
      outcome: input.Outcome,
      callerArn: input.CallerArn,
      service: input.Service,
      operation: input.Operation,
      from: input.StartTime?.getTime(),
      to: input.EndTime?.getTime(),
      after: input.NextToken === undefined ? undefined : await readToken(input.NextToken, decisions, account),
    })
    const page = found.slice(0, limit)
    return {
      Decisions: page.map(summaryOf),
      ...(found.length > limit && { NextToken: page.at(-1)!.eventId }),
    }
  },
})

/** A page goes on after an event; one that is gone, because newer ones took its place, has no next page. */
async function readToken(token: string, decisions: Decisions, account: string): Promise<string> {
  if ((await decisions.find({ eventId: token }, account)) === undefined)
    throw invalid('NextToken is not, or no longer, valid')
  return token
}

const summaryOf = (record: DecisionRecord): DecisionSummary => ({
  RequestId: record.requestId,
  EventId: record.eventId,
  Time: new Date(record.time),
  Service: record.service,
  Operation: record.operation,
  Region: record.region,
  ...(record.caller && { CallerArn: record.caller.arn }),
  Outcome: outcomeOf(record),
  Status: record.outcome.status,
  ...(record.outcome.code !== undefined && { Code: record.outcome.code }),
  ...(record.outcome.message !== undefined && { Message: record.outcome.message }),
})
