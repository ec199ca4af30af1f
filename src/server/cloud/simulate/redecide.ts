/** An authorization of a recorded call, decided by the policies of today: the same caller, action, resource and context. */
import { policyRequest } from '../../../aws/gateway/index.ts'
import type { DecidedAuthorization, DecisionRecord, Redecided } from '../../../aws/podpass/index.ts'
import type { Caller } from '../../../aws/protocol/index.ts'
import type { ContextKeys, Explanation, PolicySet } from '../../../policy/index.ts'
import { decided } from './decided.ts'
import { type Asking } from './find-principal.ts'
import { findResource } from './find-resource.ts'
import type { SimulationsNeeds } from './needs.ts'
import { findRecorded } from './find-recorded.ts'

export function redecide(
  needs: SimulationsNeeds,
  record: DecisionRecord,
  each: DecidedAuthorization,
): Redecided {
  const context: ContextKeys = new Map(Object.entries(each.context ?? {}))
  const asking = findRecorded(needs, record, each.action, context)
  if ('problem' in asking) return { refused: asking.problem, notes: [] }
  const principal = asking.vouched ?? asking.caller.principal
  const found = findResource(needs, { ...each, principal, region: record.region })
  if ('problem' in found) return { refused: found.problem, notes: [] }
  const { resourceAccount = found.authorization.resourceAccount } = each
  const ofSession = sessionPolicies(each)
  const request = policyRequest(
    { caller: withSession(asking, ofSession), context: new Map() },
    { ...found.authorization, ...(resourceAccount !== undefined && { resourceAccount }), context },
    needs,
  )
  return {
    decided: decided({ ...request, principal }),
    notes:
      ofSession === undefined
        ? []
        : [`the session policies of that call are no longer there; they ${ofSession} it then, and do so now`],
  }
}

function withSession({ caller }: Asking, ofSession: 'allowed' | 'refused' | undefined): Caller {
  const session: PolicySet['session'] = ofSession === 'refused' ? [] : undefined
  return { ...caller, policies: { ...caller.policies, ...(session && { session }) } }
}

const ofSessions = 'session policy'

/** What a session's own policies said then, which end with it and never change; undefined where it had none. */
function sessionPolicies({ decision, explanation }: DecidedAuthorization): 'allowed' | 'refused' | undefined {
  if (decision.by === ofSessions || decision.missing === ofSessions) return 'refused'
  if (decision.statements?.some(({ policyType }) => policyType === ofSessions)) return 'allowed'
  const policies = (explanation as Explanation | undefined)?.policies ?? []
  const held = policies.filter(({ policyType }) => policyType === ofSessions)
  if (held.length === 0) return undefined
  const applying = held.flatMap(({ statements }) => statements.filter(({ applies }) => applies))
  const allows = applying.length > 0 && applying.every(({ effect }) => effect === 'Allow')
  return allows ? 'allowed' : 'refused'
}
