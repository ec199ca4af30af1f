/** AssumeRole: a signed caller becomes a session of a role that trusts it. */
import { arnOf, contextOf, type ContextKeys, mergeContexts } from '../../../policy/index.ts'
import { assumedRoleArn, parseArn } from '../../../arn/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import {
  arnIsInvalid,
  assumeRoleDenied,
  durationExceedsChaining,
  durationExceedsRole,
  notImplemented,
  rootMayNotAssumeRoles,
  sourceIdentityAlreadySet,
} from '../errors.ts'
import type { RoleFacts, StsNeeds } from '../needs.ts'
import { onRole } from '../request/on-role.ts'
import { packedPolicySize } from '../request/packed-size.ts'
import { type PolicyInput, readRequestedPolicies } from '../request/requested-policies.ts'
import { type SecondFactorInput, showsSecondFactor } from '../request/second-factor.ts'
import {
  inheritTags,
  readSessionTags,
  type SessionTags,
  tagContext,
  type TagInput,
} from '../request/session-tags.ts'
import type { Sessions } from '../session/sessions.ts'
import { type CredentialsOutput, credentialsOutput, trailCredentials } from './credentials-output.ts'

export interface AssumeRoleInput extends PolicyInput, SecondFactorInput {
  readonly RoleArn: string
  readonly RoleSessionName: string
  readonly DurationSeconds?: number
  readonly Tags?: readonly TagInput[]
  readonly TransitiveTagKeys?: readonly string[]
  readonly ExternalId?: string
  readonly SourceIdentity?: string
  readonly ProvidedContexts?: readonly unknown[]
}

export interface AssumeRoleOutput {
  readonly Credentials: CredentialsOutput
  readonly AssumedRoleUser: { readonly AssumedRoleId: string; readonly Arn: string }
  readonly PackedPolicySize?: number
  readonly SourceIdentity?: string
}

export const assumeRole = (
  needs: StsNeeds,
  sessions: Sessions,
): Operation<AssumeRoleInput, AssumeRoleOutput> => ({
  authorize: async (input, call) => {
    const request = readRequest(input, call)
    const secondFactor = await showsSecondFactor(needs, input, call)
    const role = needs.findRole(input.RoleArn)
    const asked = onRole(input.RoleArn, role)
    // The session itself tells nothing of the second factor, as on AWS: the trust policy alone may ask.
    const ofRequest = [requestContext(input, request), contextOf(secondFactor ? shown : {})]
    const context = mergeContexts(asked.context, ...ofRequest)
    return actionsOf(request).map((action) => ({ ...asked, action, context }))
  },
  invoke: (input, call) => {
    const request = readRequest(input, call)
    const role = needs.findRole(input.RoleArn)
    if (role === undefined) throw assumeRoleDenied(arnOf(call.caller.principal), input.RoleArn)
    const durationSeconds = readDuration(input, role, request.chained)
    const policies = readRequestedPolicies(input, role.account, needs.findManagedPolicy)
    const size = packedPolicySize(policies, request.tags)
    const { sourceIdentity } = request
    const handedDown = Object.entries(request.tags.tags).filter(
      ([key]) => !Object.hasOwn(request.requestedTags.tags, key),
    )
    if (handedDown.length > 0)
      call.notes.requestParameters = { incomingTransitiveTags: Object.fromEntries(handedDown) }
    call.notes.resources.push({ arn: role.arn, accountId: role.account, type: 'AWS::IAM::Role' })

    const session = sessions.issue({
      partition: role.partition,
      account: role.account,
      principal: { kind: 'role', id: role.id, sessionName: input.RoleSessionName },
      ...request.tags,
      ...(sourceIdentity !== undefined && { sourceIdentity }),
      ...(policies && { policies }),
      chained: request.chained,
      durationSeconds,
      now: call.now,
    })
    const user = {
      AssumedRoleId: `${role.id}:${input.RoleSessionName}`,
      Arn: assumedRoleArn(role.partition, role.account, role.name, input.RoleSessionName),
    }
    call.notes.responseElements = {
      credentials: trailCredentials(session),
      assumedRoleUser: { assumedRoleId: user.AssumedRoleId, arn: user.Arn },
      ...(size !== undefined && { packedPolicySize: size }),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
    }
    return {
      Credentials: credentialsOutput(session),
      AssumedRoleUser: user,
      ...(size !== undefined && { PackedPolicySize: size }),
      ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
    }
  },
})

const shown = { 'aws:MultiFactorAuthPresent': true, 'aws:MultiFactorAuthAge': 0 }

interface AssumeRequest {
  /** Asked for by a session of another role. */
  readonly chained: boolean
  /** The tags that the request itself names. */
  readonly requestedTags: SessionTags
  /** Those, and what the calling session hands down. */
  readonly tags: SessionTags
  readonly sourceIdentity: string | undefined
}

function readRequest(input: AssumeRoleInput, call: Call): AssumeRequest {
  if (parseArn(input.RoleArn) === undefined) throw arnIsInvalid(input.RoleArn)
  if (input.ProvidedContexts !== undefined && input.ProvidedContexts.length > 0)
    throw notImplemented('AssumeRole with ProvidedContexts is not implemented')
  const { principal, session } = call.caller
  if (principal.kind === 'root') throw rootMayNotAssumeRoles()
  // What GetFederationToken gives may call GetCallerIdentity and nothing else of STS.
  if (principal.kind === 'federated-user') throw assumeRoleDenied(principal.arn, input.RoleArn)
  const requestedTags = readSessionTags(input.Tags ?? [], input.TransitiveTagKeys ?? [], session)
  const inherited = session?.sourceIdentity
  if (inherited !== undefined && input.SourceIdentity !== undefined && input.SourceIdentity !== inherited)
    throw sourceIdentityAlreadySet()
  return {
    chained: principal.kind === 'role-session',
    requestedTags,
    tags: inheritTags(requestedTags, session),
    sourceIdentity: inherited ?? input.SourceIdentity,
  }
}

/** Handing tags or a source identity on needs the role's consent as much as naming them does. */
const actionsOf = (request: AssumeRequest): readonly string[] => [
  'sts:AssumeRole',
  ...(Object.keys(request.tags.tags).length > 0 ? ['sts:TagSession'] : []),
  ...(request.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
]

// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
const requestContext = (input: AssumeRoleInput, request: AssumeRequest): ContextKeys =>
  contextOf(
    {
      'sts:RoleSessionName': input.RoleSessionName,
      'sts:ExternalId': input.ExternalId,
      'sts:SourceIdentity': request.sourceIdentity,
    },
    tagContext(request.requestedTags),
  )

const chainedHour = 3600

function readDuration(input: AssumeRoleInput, role: RoleFacts, chained: boolean): number {
  const seconds = input.DurationSeconds ?? 3600
  if (seconds > role.maxSessionDuration) throw durationExceedsRole()
  if (chained && seconds > chainedHour) throw durationExceedsChaining()
  return seconds
}
