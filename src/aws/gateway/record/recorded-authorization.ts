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
  if (decision.effect === 'allow') return new Allowance(request, decision, resourceLabel)
  const { action, resource } = request
  return {
    action,
    resource,
    decision,
    context: plain(request.context),
    resourceLabel,
    explanation: explain(request),
  }
}

export const recordNotedDecision = (noted: NotedDecision): RecordedAuthorization => ({
  ...noted,
  context: plain(noted.context),
})

/** A class, so that its explanation can be asked for and yet is not written with the rest. */
class Allowance implements RecordedAuthorization {
  readonly action: string
  readonly resource: string
  readonly decision: Decision
  readonly context: RecordedAuthorization['context']
  readonly resourceLabel: RecordedAuthorization['resourceLabel']
  readonly #request: PolicyRequest

  constructor(request: PolicyRequest, decision: Decision, resourceLabel: Allowance['resourceLabel']) {
    this.action = request.action
    this.resource = request.resource
    this.decision = decision
    this.context = plain(request.context)
    this.resourceLabel = resourceLabel
    this.#request = request
  }

  get explanation(): unknown {
    return explain(this.#request)
  }
}

const plain = (context: PolicyRequest['context']): RecordedAuthorization['context'] =>
  Object.fromEntries(context)
