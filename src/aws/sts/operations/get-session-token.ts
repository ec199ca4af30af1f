/** GetSessionToken: a user's or the root's own credentials for a limited time. */
import type { Principal } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { notWithSessionCredentials } from '../errors.ts'
import type { StsNeeds } from '../needs.ts'
import { type SecondFactorInput, showsSecondFactor } from '../request/second-factor.ts'
import { noTags } from '../request/session-tags.ts'
import type { SessionPrincipal } from '../session/session.ts'
import type { Sessions } from '../session/sessions.ts'
import { type CredentialsOutput, credentialsOutput, trailCredentials } from './credentials-output.ts'
import { userOrRootSeconds } from './session-lifetime.ts'

export interface GetSessionTokenInput extends SecondFactorInput {
  readonly DurationSeconds?: number
}

export const getSessionToken = (
  needs: StsNeeds,
  sessions: Sessions,
): Operation<GetSessionTokenInput, { readonly Credentials: CredentialsOutput }> => ({
  authorize: { exempt: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html' },
  invoke: async (input, call) => {
    const { principal, session: calling } = call.caller
    if (calling !== undefined) throw notWithSessionCredentials('GetSessionToken')
    const secondFactor = await showsSecondFactor(needs, input, call)
    const session = sessions.issue({
      partition: call.partition,
      account: call.account,
      principal: sessionPrincipalOf(principal),
      ...noTags,
      chained: false,
      ...(secondFactor && { mfaAuthenticatedAt: Math.floor(call.now / 1000) }),
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
