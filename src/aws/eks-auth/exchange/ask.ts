/** Asks policies for all that one assumption needs, and notes each decision. */
import { decide, explain, type PolicyRequest } from '../../../policy/index.ts'
import type { Call } from '../../protocol/index.ts'

/** Undefined when all is allowed, else why not. */
export function ask(
  request: Omit<PolicyRequest, 'action'>,
  actions: readonly string[],
  { notes }: Call,
): string | undefined {
  for (const action of actions) {
    const asked = { ...request, action }
    const decision = decide(asked)
    const denied = decision.effect !== 'allow'
    const explanation = denied ? explain(asked) : undefined
    ;(notes.decisions ??= []).push({
      action,
      resource: request.resource,
      decision,
      context: request.context,
      explanation,
    })
    if (denied) return `${action} on \`${request.resource}\`: ${explanation!.summary}`
  }
  return undefined
}
