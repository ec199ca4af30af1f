/** What is kept of a call so that its outcome can be told afterwards. */
import { accountOf, arnOf } from '../../../policy/index.ts'
import type { OperationModel } from '../../protocol/index.ts'
import type { Passage, Service } from '../passage.ts'
import type { DecisionRecord } from '../ports.ts'
import { recordNotedDecision } from './recorded-authorization.ts'

export function decisionRecord(
  passage: Passage,
  service: Service,
  operation: OperationModel,
): DecisionRecord {
  const { ids, now, region, checks, authorizations, notes } = passage
  return {
    requestId: ids.requestId,
    eventId: ids.eventId,
    time: now,
    service: service.model.name,
    operation: operation.name,
    region,
    account: ownerOf(passage),
    caller: callerOf(passage),
    steps: checks.slice(),
    authorizations: [...authorizations, ...(notes.decisions ?? []).map(recordNotedDecision)],
    outcome: outcomeOf(passage, operation),
  }
}

const ownerOf = ({ caller, notes }: Passage): string | undefined =>
  (caller && accountOf(caller.principal)) ?? notes.account ?? notes.resources[0]?.accountId

function callerOf({ caller }: Passage): DecisionRecord['caller'] {
  if (caller === undefined) return undefined
  return {
    arn: arnOf(caller.principal),
    userId: caller.userId,
    account: accountOf(caller.principal),
    accessKeyId: caller.accessKeyId,
  }
}

function outcomeOf({ failure, response }: Passage, operation: OperationModel): DecisionRecord['outcome'] {
  if (failure === undefined) return { status: response?.status ?? operation.responseCode ?? 200 }
  return { status: failure.status, code: failure.code, message: failure.text?.slice(0, 4096) }
}
