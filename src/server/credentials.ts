/** Who holds an access key: joins IAM's long-term keys and STS's sessions for the gateway. */
import { assumedRoleArn } from '../arn/index.ts'
import type { CredentialLookup, Credentials } from '../aws/gateway/index.ts'
import type { IamLookups } from '../aws/iam/index.ts'
import type { Caller, SessionFacts } from '../aws/protocol/index.ts'
import {
  contextOfSession,
  ec2DeliveryOf,
  type OpenedSession,
  type Session,
  type Sts,
} from '../aws/sts/index.ts'
import { contextOf, mergeContexts, type PolicySet } from '../policy/index.ts'

export interface CredentialsNeeds {
  readonly iam: IamLookups
  readonly openSession: Sts['openSession']
  /** The service control policies that an account is under, one list a level. */
  readonly serviceControlOf: (account: string) => PolicySet['serviceControl']
  /** Whether an account was closed: then none of its credentials are good for anything. */
  readonly isClosed: (account: string) => boolean
}

/** Temporary keys are looked up by their token; a token sent with a long-term key makes the pair unknown. */
export function createCredentials(needs: CredentialsNeeds): Credentials {
  return {
    find: (accessKeyId, sessionToken, now) => {
      if (!accessKeyId.startsWith('ASIA'))
        return sessionToken === undefined ? findLongTerm(needs, accessKeyId) : { outcome: 'mismatched-token' }
      if (sessionToken === undefined) return { outcome: 'missing-token' }
      return findSession(needs, accessKeyId, needs.openSession(accessKeyId, sessionToken, now), now)
    },
  }
}

function findLongTerm(needs: CredentialsNeeds, accessKeyId: string): CredentialLookup {
  const key = needs.iam.findAccessKey(accessKeyId)
  if (key === undefined || needs.isClosed(key.account)) return { outcome: 'unknown-key' }
  if (key.status !== 'Active') return { outcome: 'inactive-key' }
  const caller =
    key.user === 'root' ? rootCaller(needs, key.partition, key.account) : userCaller(needs, key.user.id)
  return caller === undefined
    ? { outcome: 'principal-gone' }
    : { outcome: 'found', secretAccessKey: key.secretAccessKey, caller: { ...caller, accessKeyId } }
}

function findSession(
  needs: CredentialsNeeds,
  accessKeyId: string,
  opened: OpenedSession,
  now: number,
): CredentialLookup {
  switch (opened.outcome) {
    case 'malformed':
      return { outcome: 'malformed-token' }
    case 'mismatched':
      return { outcome: 'mismatched-token' }
    case 'expired':
      return { outcome: 'expired' }
    case 'open': {
      if (needs.isClosed(opened.session.account)) return { outcome: 'principal-gone' }
      const caller = sessionCaller(needs, opened, now)
      return caller === undefined
        ? { outcome: 'principal-gone' }
        : { outcome: 'found', secretAccessKey: opened.secretAccessKey, caller: { ...caller, accessKeyId } }
    }
  }
}

function rootCaller(needs: CredentialsNeeds, partition: string, account: string): Caller {
  return {
    principal: { kind: 'root', partition, account },
    userId: account,
    context: contextOf({ 'aws:userid': account }),
    policies: { identity: [], serviceControl: needs.serviceControlOf(account) },
  }
}

function userCaller(needs: CredentialsNeeds, userId: string): Caller | undefined {
  const user = needs.iam.findUserById(userId)
  const held = needs.iam.policiesOfUser(userId)
  if (user === undefined || held === undefined) return undefined
  const { partition, account, arn, id } = user
  const tags = Object.fromEntries(
    Object.entries(user.tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]),
  )
  return {
    principal: { kind: 'user', partition, account, arn, id },
    userId: id,
    context: contextOf({ 'aws:userid': id, 'aws:username': user.name }, tags),
    policies: { ...held, serviceControl: needs.serviceControlOf(account) },
  }
}

type OpenSession = Extract<OpenedSession, { outcome: 'open' }>

/** The caller of a session, or undefined when its principal is no longer there. */
function sessionCaller(needs: CredentialsNeeds, opened: OpenSession, now: number): Caller | undefined {
  const { principal } = opened.session
  switch (principal.kind) {
    case 'role':
      return roleCaller(needs, opened, principal, now)
    case 'user':
      return onBehalf(userCaller(needs, principal.id), opened, now)
    case 'root':
      return onBehalf(rootCaller(needs, opened.session.partition, opened.session.account), opened, now)
    case 'federated-user':
      return federatedCaller(needs, opened, principal, now)
  }
}

function roleCaller(
  needs: CredentialsNeeds,
  { session, sessionPolicies }: OpenSession,
  { id, sessionName }: Extract<Session['principal'], { kind: 'role' }>,
  now: number,
): Caller | undefined {
  const role = needs.iam.findRoleById(id)
  const held = needs.iam.policiesOfRole(id)
  if (role === undefined || held === undefined) return undefined
  const { partition, account, arn: roleArn, name } = role
  const arn = assumedRoleArn(partition, account, name, sessionName)
  const userId = `${id}:${sessionName}`
  return {
    principal: { kind: 'role-session', partition, account, arn, roleArn, roleId: id, sessionName },
    userId,
    context: mergeContexts(contextOf({ 'aws:userid': userId }), contextOfSession(session, role.tags, now)),
    policies: { ...held, session: sessionPolicies, serviceControl: needs.serviceControlOf(account) },
    session: factsOf(session, {
      type: 'Role',
      principalId: id,
      arn: roleArn,
      accountId: account,
      userName: name,
    }),
  }
}

/** A session that GetSessionToken gave: the same principal with the session's keys added. */
function onBehalf(
  caller: Caller | undefined,
  { session, sessionPolicies }: OpenSession,
  now: number,
): Caller | undefined {
  if (caller === undefined) return undefined
  return {
    ...caller,
    context: mergeContexts(caller.context, contextOfSession(session, {}, now)),
    policies:
      sessionPolicies === undefined ? caller.policies : { ...caller.policies, session: sessionPolicies },
    session: factsOf(session),
  }
}

/** A federated user has what both its user's policies and the session's allow; without session policies, nothing. */
function federatedCaller(
  needs: CredentialsNeeds,
  { session, sessionPolicies }: OpenSession,
  { userId, name }: Extract<Session['principal'], { kind: 'federated-user' }>,
  now: number,
): Caller | undefined {
  const { partition, account } = session
  const owner = userId === undefined ? rootCaller(needs, partition, account) : userCaller(needs, userId)
  if (owner === undefined) return undefined
  const id = `${account}:${name}`
  const ownerArn =
    owner.principal.kind === 'user' ? owner.principal.arn : `arn:${partition}:iam::${account}:root`
  return {
    principal: {
      kind: 'federated-user',
      partition,
      account,
      arn: `arn:${partition}:sts::${account}:federated-user/${name}`,
      userArn: ownerArn,
    },
    userId: id,
    context: mergeContexts(contextOf({ 'aws:userid': id }), contextOfSession(session, {}, now)),
    policies: { ...owner.policies, session: sessionPolicies ?? [] },
    session: factsOf(session, {
      type: userId === undefined ? 'Root' : 'User',
      principalId: owner.userId,
      arn: ownerArn,
      accountId: account,
      userName: ownerArn.slice(ownerArn.lastIndexOf('/') + 1),
    }),
  }
}

function factsOf(session: Session, issuer?: SessionFacts['issuer']): SessionFacts {
  const { issuedAt, expiresAt, sourceIdentity, tags, transitiveTagKeys, chained, webIdentity } = session
  return {
    issuedAt,
    expiresAt,
    mfaAuthenticated: session.mfaAuthenticatedAt !== undefined,
    sourceIdentity,
    tags,
    transitiveTagKeys,
    chained,
    issuer,
    ec2RoleDelivery: ec2DeliveryOf(session),
    webIdentity:
      webIdentity === undefined
        ? undefined
        : { federatedProvider: webIdentity.provider, attributes: webIdentity.attributes },
  }
}
