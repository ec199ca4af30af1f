/** GetSessionToken: a user's or the root's own credentials for a limited time. */
import type { Principal } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { notImplemented, notWithSessionCredentials } from '../errors.ts'
import { noTags } from '../request/session-tags.ts'
import type { SessionPrincipal } from '../session/session.ts'
import type { Sessions } from '../session/sessions.ts'
import { type CredentialsOutput, credentialsOutput, trailCredentials } from './credentials-output.ts'
import { userOrRootSeconds } from './session-lifetime.ts'

export interface GetSessionTokenInput {
  readonly DurationSeconds?: number
  readonly SerialNumber?: string
  readonly TokenCode?: string
}

export const getSessionToken = (
  sessions: Sessions,
): Operation<GetSessionTokenInput, { readonly Credentials: CredentialsOutput }> => ({
  authorize: { exempt: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html' },
  invoke: (input, call) => {
    const { principal, session: calling } = call.caller
    if (calling !== undefined) throw notWithSessionCredentials('GetSessionToken')
    if (input.SerialNumber !== undefined || input.TokenCode !== undefined)
      throw notImplemented(
        'GetSessionToken with SerialNumber and TokenCode is not implemented: there are no MFA devices',
      )
    const session = sessions.issue({
      partition: call.partition,
      account: call.account,
      principal: sessionPrincipalOf(principal),
      ...noTags,
      chained: false,
      durationSeconds: userOrRootSeconds(input.DurationSeconds, principal),
      now: call.now,
    })
    call.notes.responseElements = { credentials: trailCredentials(session) }
    return { Credentials: credentialsOutput(session) }
  },
})

function sessionPrincipalOf(principal: Principal): SessionPrincipal {
  if (principal.kind === 'root') return { kind: 'root' }
  if (principal.kind === 'user') return { kind: 'user', id: principal.id }
  throw notWithSessionCredentials('GetSessionToken')
}
