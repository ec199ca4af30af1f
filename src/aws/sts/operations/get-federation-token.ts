/** GetFederationToken: credentials for someone whom a user or root vouches for, within session policies. */
import { contextOf } from '../../../policy/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import { notWithSessionCredentials } from '../errors.ts'
import type { StsNeeds } from '../needs.ts'
import { packedPolicySize } from '../request/packed-size.ts'
import { type PolicyInput, readRequestedPolicies } from '../request/requested-policies.ts'
import { readSessionTags, tagContext, type TagInput } from '../request/session-tags.ts'
import type { SessionPrincipal } from '../session/session.ts'
import type { Sessions } from '../session/sessions.ts'
import { type CredentialsOutput, credentialsOutput, trailCredentials } from './credentials-output.ts'
import { userOrRootSeconds } from './session-lifetime.ts'

export interface GetFederationTokenInput extends PolicyInput {
  readonly Name: string
  readonly DurationSeconds?: number
  readonly Tags?: readonly TagInput[]
}

export interface GetFederationTokenOutput {
  readonly Credentials: CredentialsOutput
  readonly FederatedUser: { readonly FederatedUserId: string; readonly Arn: string }
  readonly PackedPolicySize?: number
}

export const getFederationToken = (
  needs: StsNeeds,
  sessions: Sessions,
): Operation<GetFederationTokenInput, GetFederationTokenOutput> => ({
  authorize: (input, call) => {
    refuseSessions(call)
    const tags = readSessionTags(input.Tags ?? [], [], undefined)
    const context = contextOf(tagContext(tags))
    const actions = ['sts:GetFederationToken', ...(input.Tags?.length ? ['sts:TagSession'] : [])]
    return actions.map((action) => ({ action, resource: federatedUserArn(call, input.Name), context }))
  },
  invoke: (input, call) => {
    refuseSessions(call)
    const tags = readSessionTags(input.Tags ?? [], [], undefined)
    const policies = readRequestedPolicies(input, call.account, needs.findManagedPolicy)
    const size = packedPolicySize(policies, tags)
    const session = sessions.issue({
      partition: call.partition,
      account: call.account,
      principal: federatedUser(input.Name, call),
      ...tags,
      // Without session policies a federated user has no permissions of its own, only those that resource policies give it.
      policies: policies ?? { arns: [] },
      chained: false,
      durationSeconds: userOrRootSeconds(input.DurationSeconds, call.caller.principal),
      now: call.now,
    })
    const user = { FederatedUserId: `${call.account}:${input.Name}`, Arn: federatedUserArn(call, input.Name) }
    call.notes.responseElements = {
      credentials: trailCredentials(session),
      federatedUser: { federatedUserId: user.FederatedUserId, arn: user.Arn },
      ...(size !== undefined && { packedPolicySize: size }),
    }
    return {
      Credentials: credentialsOutput(session),
      FederatedUser: user,
      ...(size !== undefined && { PackedPolicySize: size }),
    }
  },
})

function refuseSessions({ caller: { principal, session } }: Call): void {
  if (session !== undefined || (principal.kind !== 'user' && principal.kind !== 'root'))
    throw notWithSessionCredentials('GetFederationToken')
}

const federatedUserArn = (call: Call, name: string): string =>
  `arn:${call.partition}:sts::${call.account}:federated-user/${name}`

const federatedUser = (name: string, { caller: { principal } }: Call): SessionPrincipal => ({
  kind: 'federated-user',
  name,
  ...(principal.kind === 'user' && { userId: principal.id }),
})
