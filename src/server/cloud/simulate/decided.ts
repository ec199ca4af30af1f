/** A decision as the podpass service tells it: always with its explanation, for nobody waits for it on the way of a call. */
import type { DecidedAuthorization } from '../../../aws/podpass/index.ts'
import { decide, explain, type PolicyRequest } from '../../../policy/index.ts'

export function decided(request: PolicyRequest): DecidedAuthorization {
  const { action, resource, resourceAccount, context } = request
  return {
    action,
    resource,
    ...(resourceAccount !== undefined && { resourceAccount }),
    decision: decide(request),
    context: Object.fromEntries(context),
    explanation: explain(request),
  }
}
