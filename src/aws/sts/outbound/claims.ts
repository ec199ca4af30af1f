/** What a token for the world outside says of its bearer: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html */
import { accountOf, arnOf, type Principal } from '../../../policy/index.ts'
import { isoSeconds, toUnixSeconds } from '../../../kit/index.ts'
import type { JsonObject } from '../../../token/index.ts'
import type { Call } from '../../protocol/index.ts'

export interface OutboundTokenRequest {
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly seconds: number
  readonly requestTags: Readonly<Record<string, string>>
  /** The role's or user's own. */
  readonly principalTags: Readonly<Record<string, string>>
  /** Where the account stands, if it is in an organization. */
  readonly organization?: { readonly organizationId: string; readonly path: string }
  readonly tokenId: string
}

export function outboundClaims(request: OutboundTokenRequest, call: Call): JsonObject {
  const issuedAt = toUnixSeconds(call.now)
  return {
    aud: request.audiences.length === 1 ? request.audiences[0]! : request.audiences,
    sub: subjectOf(call.caller.principal),
    'https://sts.amazonaws.com/': identityClaims(request, call),
    iss: request.issuer,
    exp: issuedAt + request.seconds,
    iat: issuedAt,
    jti: request.tokenId,
  }
}

/** What does not apply to the bearer is left out. */
function identityClaims(request: OutboundTokenRequest, call: Call): JsonObject {
  const { requestTags, principalTags, organization } = request
  const { principal, session } = call.caller
  const tags = withSessionTags(principalTags, session?.tags ?? {})
  const claims = {
    aws_account: accountOf(principal),
    org_id: organization?.organizationId,
    ou_path: organization && [organization.path],
    original_session_exp: session && isoSeconds(session.expiresAt * 1000),
    federated_provider: session?.webIdentity?.federatedProvider,
    ec2_role_delivery: session?.ec2RoleDelivery,
    source_identity: session?.sourceIdentity,
    source_region: call.region,
    principal_id: subjectOf(principal),
    principal_tags: isEmpty(tags) ? undefined : tags,
    request_tags: isEmpty(requestTags) ? undefined : requestTags,
  }
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined))
}

/** A role stands for its sessions. */
export const subjectOf = (principal: Principal): string =>
  principal.kind === 'role-session' ? principal.roleArn : arnOf(principal)

/** As for `aws:PrincipalTag`: a session tag stands before the principal's own of the same key, whatever its case. */
function withSessionTags(
  own: Readonly<Record<string, string>>,
  ofSession: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const keys = new Set(Object.keys(ofSession).map((key) => key.toLowerCase()))
  const kept = Object.entries(own).filter(([key]) => !keys.has(key.toLowerCase()))
  return { ...Object.fromEntries(kept), ...ofSession }
}

const isEmpty = (tags: object): boolean => Object.keys(tags).length === 0
