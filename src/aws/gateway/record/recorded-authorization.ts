/** One decision as the decision record keeps it. */
import { type Decision, explain, type PolicyRequest } from '../../../policy/index.ts'
import type { Authorization, NotedDecision } from '../../protocol/index.ts'
import type { RecordedAuthorization } from '../ports.ts'

/** A denial is explained; of what is allowed the deciding statements say enough. */
export function recordAuthorization(
  { resourceLabel }: Pick<Authorization, 'resourceLabel'>,
  request: PolicyRequest,
  decision: Decision,
): RecordedAuthorization {
  const { action, resource, resourceAccount } = request
  return {
    action,
    resource,
    ...(resourceAccount !== undefined && { resourceAccount }),
    decision,
    context: plain(request.context),
    explanation: decision.effect === 'allow' ? undefined : explain(request),
    resourceLabel,
  }
}

export const recordNotedDecision = ({
  action,
  resource,
  decision,
  context,
  explanation,
}: NotedDecision): RecordedAuthorization => ({
  action,
  resource,
  decision,
  context: plain(context),
  explanation,
})

const plain = (context: PolicyRequest['context']): RecordedAuthorization['context'] =>
  Object.fromEntries(context)
