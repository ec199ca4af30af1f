/** A call that reached into other accounts as the trails of those accounts have it: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html#shared-event-ID */
import { newUuid } from '../../../kit/index.ts'
import { accountOf } from '../../../policy/index.ts'
import type { Caller, CallNotes } from '../../protocol/index.ts'
import type { Passage } from '../passage.ts'
import type { TrailEvent } from '../ports.ts'
import { dataResources, trailResources } from './trail-resources.ts'

/**
 * The accounts that own what the call was about, beside the caller's. One whose door stayed shut is told nothing,
 * so that nobody fills the trail of another.
 */
export function otherOwners({ caller, failure, notes }: Passage): readonly string[] {
  const account = caller && accountOf(caller.principal)
  if (account === undefined || failure !== undefined) return []
  return [...new Set(notes.resources.map(({ accountId }) => accountId))].filter((owner) => owner !== account)
}

/** The caller's event as an owner gets it: with its own id, its own resources, and of the caller the account and the id alone. */
export function ownerEvent(
  event: TrailEvent,
  owner: string,
  { caller, gateway, notes, query }: Passage,
): TrailEvent {
  return {
    ...event,
    userIdentity: strangerOf(caller!),
    eventID: newUuid(gateway.random),
    resources:
      event['eventCategory'] === 'Data'
        ? dataResources(ownedBy(owner, notes), query)
        : trailResources(ownedBy(owner, notes)),
    recipientAccountId: owner,
  }
}

const strangerOf = ({ principal, userId }: Caller): Readonly<Record<string, unknown>> => ({
  type: 'AWSAccount',
  principalId: userId,
  accountId: accountOf(principal),
})

const ownedBy = (owner: string, { resources }: CallNotes): CallNotes['resources'] =>
  resources.filter(({ accountId }) => accountId === owner)
