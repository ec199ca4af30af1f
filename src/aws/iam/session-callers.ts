/**
 * Which temporary credentials may call IAM at all: those of GetSessionToken only when they were got with MFA, those of
 * GetFederationToken never: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
 */
import type { Call, Operation } from '../protocol/index.ts'
import { sessionMayNotCall } from './errors.ts'

/** The operation, refused to such callers before any permission is asked. */
export function closedToBareSessions(operation: Operation): Operation {
  const { authorize } = operation
  if (typeof authorize !== 'function') return operation
  return {
    ...operation,
    authorize: (input, call) => {
      refuseBareSession(call)
      return authorize(input, call)
    },
  }
}

function refuseBareSession({ caller: { principal, session } }: Call): void {
  if (session === undefined || principal.kind === 'role-session') return
  if (principal.kind === 'federated-user' || !session.mfaAuthenticated) throw sessionMayNotCall()
}
