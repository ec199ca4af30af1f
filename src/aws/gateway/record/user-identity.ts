/** CloudTrail's userIdentity: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
import { isoSeconds } from '../../../kit/index.ts'
import { accountOf, arnOf, type Principal } from '../../../policy/index.ts'
import type { Caller, SessionFacts } from '../../protocol/index.ts'
import { claimedScope } from '../identify/claimed-scope.ts'
import type { Passage, Service } from '../passage.ts'

type UserIdentity = Readonly<Record<string, unknown>>

const types: Readonly<Record<Principal['kind'], string>> = {
  anonymous: 'Unknown',
  root: 'Root',
  user: 'IAMUser',
  'role-session': 'AssumedRole',
  'federated-user': 'FederatedUser',
  'web-identity': 'WebIdentityUser',
  service: 'AWSService',
}

export function userIdentity(passage: Passage, { family }: Service): UserIdentity {
  const { caller } = passage
  if (caller === undefined) return unknownIdentity(claimedScope(passage)?.accessKeyId)
  const { principal } = caller
  if (principal.kind === 'service') return { type: 'AWSService', invokedBy: principal.name }
  if (principal.kind !== 'anonymous') return identityOf(caller)
  return family === 's3'
    ? { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' }
    : unknownIdentity(undefined)
}

/** Whoever could not be told; the key is what the request claimed. */
const unknownIdentity = (accessKeyId: string | undefined): UserIdentity => ({
  type: 'Unknown',
  accessKeyId: accessKeyId?.slice(0, 128) || undefined,
})

function identityOf({ principal, userId, accessKeyId, session }: Caller): UserIdentity {
  const arn = arnOf(principal)
  return {
    type: types[principal.kind],
    principalId: userId,
    arn,
    accountId: accountOf(principal),
    accessKeyId: accessKeyId || undefined,
    userName: principal.kind === 'user' ? arn.slice(arn.lastIndexOf('/') + 1) : undefined,
    sessionContext: session && sessionContext(session),
  }
}

function sessionContext(session: SessionFacts): UserIdentity {
  const { issuer, webIdentity, issuedAt, mfaAuthenticated, sourceIdentity } = session
  return {
    sessionIssuer: issuer && { ...issuer, type: issuer.type === 'User' ? 'IAMUser' : issuer.type },
    webIdFederationData: webIdentity,
    attributes: {
      creationDate: isoSeconds(issuedAt * 1000),
      mfaAuthenticated: String(mfaAuthenticated),
    },
    sourceIdentity: sourceIdentity || undefined,
    ec2RoleDelivery: session.ec2RoleDelivery,
  }
}
