/** Asks the policies for every permission that the operation says it needs. */
import { decide } from '../../../policy/index.ts'
import type { Authorization } from '../../protocol/index.ts'
import { PassingCall } from '../authorize/passing-call.ts'
import { denialOf } from '../authorize/denial-of.ts'
import { policyRequest } from '../authorize/policy-request.ts'
import { filled, type Passage } from '../passage.ts'
import { recordAuthorization } from '../record/recorded-authorization.ts'

export function authorize(passage: Passage): string | Promise<string> {
  const call = new PassingCall(passage)
  passage.call = call
  const declared = filled(passage.handler, 'handler').authorize
  if (typeof declared !== 'function') return 'AWS asks no permission for it'
  const asked = declared(filled(passage.input, 'input'), call)
  return asked instanceof Promise ? asked.then((all) => ask(passage, call, all)) : ask(passage, call, asked)
}

function ask(passage: Passage, call: PassingCall, authorizations: readonly Authorization[]): string {
  const refused = new Map<string, Error>()
  const { needs } = passage.gateway
  for (const authorization of authorizations) {
    const request = policyRequest(call, authorization, needs)
    const decision = decide(request)
    passage.authorizations.push(recordAuthorization(authorization, request, decision))
    if (decision.effect !== 'allow') {
      const { family } = filled(passage.service, 'service')
      const denial = denialOf({ family, authorization, request, decision })
      if (authorization.item === undefined) throw denial
      if (!refused.has(authorization.item)) refused.set(authorization.item, denial)
    }
  }
  if (refused.size > 0) call.refused = refused
  return (
    authorizations.map(({ action, resource }) => `${action} on ${resource}`).join(', ') || 'nothing is asked'
  )
}
