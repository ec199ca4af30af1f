/** Assumes the role of an association, and by it the target role where there is one. */
import { type ContextKeys, type PolicyRequest, putOrganizationKeys } from '../../../policy/index.ts'
import { AwsError, type Call } from '../../protocol/index.ts'
import { mayNotAssume, mayNotAssumeTarget, sessionTooLarge } from '../errors.ts'
import type { EksAuthNeeds, PodRole, PodSession, RoleFacts } from '../needs.ts'
import { ask } from './ask.ts'
import { type AssumedRole, userOf } from './assumed-role.ts'
import { requestContext, sessionContext } from './context.ts'
import { newSessionName, type PodIdentity, sessionTagsOf } from './pod-identity.ts'
import { recordOf, serviceIdentity, sessionIdentity } from './record.ts'

/** Seconds: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html */
const sixHours = 21_600
const fiftyNineMinutes = 3540

const podIdentity = 'pods.eks.amazonaws.com'

interface Assumption {
  readonly role: RoleFacts
  readonly sessionName: string
  readonly tags: Readonly<Record<string, string>>
  readonly durationSeconds: number
  readonly chained: boolean
  readonly policy: string | undefined
}

export function assumePodRole(
  needs: EksAuthNeeds,
  pod: PodIdentity,
  podRole: PodRole,
  call: Call,
): AssumedRole {
  const { target, disableSessionTags, policy } = podRole
  const tags = disableSessionTags ? {} : sessionTagsOf(pod)
  const sessionName = newSessionName(pod, needs.random)
  const role = trusting(needs, { podRole, pod, tags, sessionName }, call)
  // A policy limits what the pod gets in the end, and not what leads there.
  const ownPolicy = target === undefined ? policy : undefined
  const own = { role, sessionName, tags, durationSeconds: sixHours, chained: false, policy: ownPolicy }
  const assumed = issue(needs, own, call)
  needs.recordAssumption(recordOf(serviceIdentity, { ...own, assumed }, call))
  if (target === undefined) return assumed

  const targetName = newSessionName(pod, needs.random)
  const context = { externalId: target.externalId, sessionName: targetName, tags }
  const targetRole = trustingTarget(needs, { arn: target.roleArn, by: assumed, tags, context }, call)
  const chained = {
    role: targetRole,
    sessionName: targetName,
    tags,
    durationSeconds: fiftyNineMinutes,
    chained: true,
    policy,
  }
  const got = issue(needs, chained, call)
  needs.recordAssumption(
    recordOf(
      sessionIdentity(assumed, call.now),
      { ...chained, assumed: got, externalId: target.externalId },
      call,
    ),
  )
  return got
}

/** The role of the association, once its trust policy let Pod Identity in. */
function trusting(
  needs: EksAuthNeeds,
  wish: {
    readonly podRole: PodRole
    readonly pod: PodIdentity
    readonly tags: Readonly<Record<string, string>>
    readonly sessionName: string
  },
  call: Call,
): RoleFacts {
  const { podRole, pod, tags, sessionName } = wish
  const role = needs.findRole(podRole.roleArn)
  if (role === undefined) throw mayNotAssume(`role \`${podRole.roleArn}\` is not there`)
  const request: Omit<PolicyRequest, 'action'> = {
    principal: { kind: 'service', name: podIdentity },
    resource: role.arn,
    resourceAccount: role.account,
    context: withAccounts(
      needs,
      requestContext(call, { service: podIdentity, source: pod.cluster, sessionName, tags }),
      { source: pod.cluster.account, resource: role.account },
    ),
    policies: {
      identity: [],
      resource: role.trustPolicy,
      resourceRequired: true,
      resourceControl: needs.resourceControlOf(role.account),
    },
  }
  const denied = ask(request, actionsFor(tags), call)
  if (denied !== undefined) throw mayNotAssume(denied)
  return role
}

/** The target role, once it and the first role agreed. */
function trustingTarget(
  needs: EksAuthNeeds,
  wish: {
    readonly arn: string
    readonly by: AssumedRole
    readonly tags: Readonly<Record<string, string>>
    readonly context: { readonly externalId: string; readonly sessionName: string }
  },
  call: Call,
): RoleFacts {
  const { arn, by, tags, context } = wish
  const target = needs.findRole(arn)
  const held = needs.policiesOfRole(by.role.id)
  if (target === undefined || held === undefined) throw mayNotAssumeTarget(`role \`${arn}\` is not there`)
  const { partition, account, arn: roleArn, id: roleId } = by.role
  const request: Omit<PolicyRequest, 'action'> = {
    principal: {
      kind: 'role-session',
      partition,
      account,
      arn: by.user.arn,
      roleArn,
      roleId,
      sessionName: by.sessionName,
    },
    resource: target.arn,
    resourceAccount: target.account,
    context: withAccounts(needs, sessionContext(call, { by, tags, ...context, target }), {
      principal: account,
      resource: target.account,
    }),
    policies: {
      ...held,
      serviceControl: needs.serviceControlOf(account),
      resource: target.trustPolicy,
      resourceRequired: true,
      resourceControl: needs.resourceControlOf(target.account),
    },
  }
  const denied = ask(request, actionsFor(tags), call)
  if (denied !== undefined) throw mayNotAssumeTarget(denied)
  return target
}

/** The organizations of the accounts, and whose the role is. */
function withAccounts(
  { organizationOf }: EksAuthNeeds,
  context: ContextKeys,
  accounts: { readonly principal?: string; readonly source?: string; readonly resource: string },
): ContextKeys {
  const keys = new Map(context).set('aws:resourceaccount', [accounts.resource])
  putOrganizationKeys(keys, organizationOf, accounts)
  return keys
}

const actionsFor = (tags: Readonly<Record<string, string>>): readonly string[] => [
  'sts:AssumeRole',
  ...(Object.keys(tags).length > 0 ? ['sts:TagSession'] : []),
]

function issue(needs: EksAuthNeeds, wish: Assumption, call: Call): AssumedRole {
  const { role, sessionName, tags, durationSeconds, chained, policy } = wish
  const session = tryToIssue(() =>
    needs.issueSession({
      partition: role.partition,
      account: role.account,
      principal: { kind: 'role', id: role.id, sessionName },
      tags,
      transitiveTagKeys: Object.keys(tags),
      ...(policy !== undefined && { policies: { arns: [], inline: policy } }),
      chained,
      delivery: 'eks-pod-identity',
      durationSeconds,
      now: call.now,
    }),
  )
  return { role, sessionName, user: userOf(role, sessionName), session }
}

function tryToIssue(make: () => PodSession): PodSession {
  try {
    return make()
  } catch (cause) {
    if (cause instanceof AwsError && cause.code === 'PackedPolicyTooLarge') throw sessionTooLarge(cause)
    throw cause
  }
}
