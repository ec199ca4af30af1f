/** What the policies are asked for a call that nobody makes. */
import { imaginedRequest, type RequestFacts } from '../../../aws/gateway/index.ts'
import type { Authorization } from '../../../aws/protocol/index.ts'
import { type ContextKeys, contextOf, mergeContexts, type PolicyRequest } from '../../../policy/index.ts'
import type { Asking } from './find-principal.ts'
import type { SimulationsNeeds } from './needs.ts'

export interface Imagined extends RequestFacts {
  readonly asking: Asking
  readonly authorization: Authorization
  /** Stands above what the gateway fills in. */
  readonly given: ContextKeys
}

export function requestOf(needs: SimulationsNeeds, imagined: Imagined): PolicyRequest {
  const { asking, authorization, given, ...facts } = imagined
  const { caller, vouched } = asking
  if (vouched === undefined) {
    const context = mergeContexts(authorization.context ?? new Map(), given)
    return imaginedRequest({ ...facts, caller, authorization: { ...authorization, context } }, needs)
  }
  // STS shows trust policies no tags of the role when they judge a token.
  const ofToken = contextOf({ 'aws:FederatedProvider': vouched.provider, 'sts:RoleAuthorizedByIdp': false })
  const context = mergeContexts(ofToken, given)
  const request = imaginedRequest({ ...facts, caller, authorization: { ...authorization, context } }, needs)
  return { ...request, principal: vouched }
}
