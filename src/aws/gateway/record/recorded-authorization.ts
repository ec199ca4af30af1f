/** One decision as the decision record keeps it. */
import { type Decision, explain, type PolicyRequest } from '../../../policy/index.ts'
import type { Authorization, NotedDecision } from '../../protocol/index.ts'
import type { RecordedAuthorization } from '../ports.ts'

/** A denial is explained at once; an allowed request when somebody asks. */
export function recordAuthorization(
  { resourceLabel }: Pick<Authorization, 'resourceLabel'>,
  request: PolicyRequest,
  decision: Decision,
): RecordedAuthorization {
  const { action, resource } = request
  const record: RecordedAuthorization = {
    action,
    resource,
    decision,
    get context() {
      return plain(request.context)
    },
    resourceLabel,
  }
  if (decision.effect !== 'allow') return { ...record, explanation: explain(request) }
  return Object.defineProperty(record, 'explanation', { get: () => explain(request), enumerable: false })
}

export const recordNotedDecision = (noted: NotedDecision): RecordedAuthorization => ({
  ...noted,
  context: plain(noted.context),
})

const plain = (context: PolicyRequest['context']): RecordedAuthorization['context'] =>
  Object.fromEntries(context)
