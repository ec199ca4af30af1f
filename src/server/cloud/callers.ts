/** Callers as policies see them: users, roots and sessions, with the policies that they hold at this moment. */
import { assumedRoleArn } from '../../arn/index.ts'
import type { IamLookups } from '../../aws/iam/index.ts'
import type { Caller, SessionFacts } from '../../aws/protocol/index.ts'
import { contextOfSession, ec2DeliveryOf, type OpenedSession, type Session } from '../../aws/sts/index.ts'
import { contextOf, mergeContexts, type PolicySet } from '../../policy/index.ts'

export interface CallersNeeds {
  readonly iam: Pick<IamLookups, 'findUserById' | 'policiesOfUser' | 'findRoleById' | 'policiesOfRole'>
  /** The service control policies that an account is under, one list a level. */
  readonly serviceControlOf: (account: string) => PolicySet['serviceControl']
}

export function rootCaller(needs: CallersNeeds, partition: string, account: string): Caller {
  return {
    principal: { kind: 'root', partition, account },
    userId: account,
    context: contextOf({ 'aws:userid': account }),
    policies: { identity: [], serviceControl: needs.serviceControlOf(account) },
  }
}

export function userCaller(needs: CallersNeeds, userId: string): Caller | undefined {
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

/** A session and its policies, whether it was opened from a token or is thought up. */
export type HeldSession = Pick<Extract<OpenedSession, { outcome: 'open' }>, 'session' | 'sessionPolicies'>

/** The caller of a session, or undefined when its principal is no longer there. */
export function sessionCaller(needs: CallersNeeds, opened: HeldSession, now: number): Caller | undefined {
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
  needs: CallersNeeds,
  { session, sessionPolicies }: HeldSession,
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
  { session, sessionPolicies }: HeldSession,
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
  needs: CallersNeeds,
  { session, sessionPolicies }: HeldSession,
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
