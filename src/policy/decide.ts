/** Whether a request is allowed: all policy types composed as AWS does. */
import type { Decision, PolicyRequest } from './types.ts'

export function decide(request: PolicyRequest): Decision {
  throw new Error(`deciding on ${request.action} is not built yet`)
}
