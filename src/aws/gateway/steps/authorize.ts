/** Asks the policies for every permission that the operation says it needs. */
import { decide } from '../../../policy/index.ts'
import { callOf } from '../authorize/call-of.ts'
import { denialOf } from '../authorize/denial-of.ts'
import { policyRequest } from '../authorize/policy-request.ts'
import { filled, type Passage } from '../passage.ts'
import { recordAuthorization } from '../record/recorded-authorization.ts'

export async function authorize(passage: Passage): Promise<string> {
  const call = callOf(passage)
  passage.call = call
  const declared = filled(passage.handler, 'handler').authorize
  if (typeof declared !== 'function') return 'AWS asks no permission for it'
  const authorizations = await declared(filled(passage.input, 'input'), call)
  const refused = new Map<string, Error>()
  const { resourceControlOf } = passage.gateway.needs
  for (const authorization of authorizations) {
    const request = policyRequest(call, authorization, resourceControlOf)
    const decision = decide(request)
    passage.authorizations.push(recordAuthorization(authorization, request, decision))
    if (decision.effect !== 'allow') {
      const { family } = filled(passage.service, 'service')
      const denial = denialOf({ family, authorization, request, decision })
      if (authorization.item === undefined) throw denial
      if (!refused.has(authorization.item)) refused.set(authorization.item, denial)
    }
  }
  if (refused.size > 0) passage.call = { ...call, refused }
  return (
    authorizations.map(({ action, resource }) => `${action} on ${resource}`).join(', ') || 'nothing is asked'
  )
}
