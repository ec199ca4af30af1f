/** DeliverInstanceCredentials: what EC2 does for an instance with a role, once the role's trust policy lets EC2 in. */
import { assumedRoleArn } from '../../../arn/index.ts'
import { contextOf, decide, explain, type PolicyRequest, putOrganizationKeys } from '../../../policy/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import { invalid, unauthorizedInstanceRole } from '../errors.ts'
import type { InstanceRole, InstanceRoles } from '../needs.ts'

export interface DeliverInstanceCredentialsInput {
  readonly RoleArn: string
  readonly InstanceId: string
  /** Of the metadata protocol by which the instance asks. */
  readonly MetadataVersion: '1.0' | '2.0'
}

export interface DeliverInstanceCredentialsOutput {
  readonly Credentials: {
    readonly AccessKeyId: string
    readonly SecretAccessKey: string
    readonly SessionToken: string
    readonly Expiration: Date
  }
}

const service = 'ec2.amazonaws.com'
/** Seconds. */
const sixHours = 21_600

export const deliverInstanceCredentials = (
  needs: InstanceRoles,
): Operation<DeliverInstanceCredentialsInput, DeliverInstanceCredentialsOutput> => ({
  authorize: ({ RoleArn }) => [{ action: 'podpass:DeliverInstanceCredentials', resource: RoleArn }],
  invoke: ({ RoleArn, InstanceId, MetadataVersion }, call) => {
    if (!/^i-[0-9a-f]{8,17}$/.test(InstanceId)) throw invalid('InstanceId is not that of an instance')
    const role = needs.findRole(RoleArn)
    if (role === undefined || role.account !== call.account || !letsIn(needs, role, call))
      throw unauthorizedInstanceRole(RoleArn)
    const session = needs.issueSession({
      partition: role.partition,
      account: role.account,
      principal: { kind: 'role', id: role.id, sessionName: InstanceId },
      tags: {},
      transitiveTagKeys: [],
      chained: false,
      delivery: MetadataVersion === '1.0' ? 'ec2-1.0' : 'ec2-2.0',
      durationSeconds: sixHours,
      now: call.now,
    })
    needs.recordAssumption({
      userIdentity: { type: 'AWSService', invokedBy: service },
      service,
      region: call.region,
      now: call.now,
      role,
      requestParameters: { roleArn: role.arn, roleSessionName: InstanceId },
      assumed: {
        assumedRoleId: `${role.id}:${InstanceId}`,
        arn: assumedRoleArn(role.partition, role.account, role.name, InstanceId),
        accessKeyId: session.accessKeyId,
        expiration: session.expiration,
      },
    })
    return Promise.resolve({
      Credentials: {
        AccessKeyId: session.accessKeyId,
        SecretAccessKey: session.secretAccessKey,
        SessionToken: session.sessionToken,
        Expiration: session.expiration,
      },
    })
  },
})

function letsIn(needs: InstanceRoles, role: InstanceRole, { notes, now, region }: Call): boolean {
  const context = new Map(
    contextOf({
      'aws:CurrentTime': new Date(now),
      'aws:EpochTime': Math.floor(now / 1000),
      'aws:RequestedRegion': region,
      'aws:ResourceAccount': role.account,
      'aws:SourceAccount': role.account,
      'aws:PrincipalIsAWSService': true,
      'aws:PrincipalServiceName': service,
      'aws:SecureTransport': true,
    }),
  )
  putOrganizationKeys(context, needs.organizationOf, { source: role.account, resource: role.account })
  const asked: PolicyRequest = {
    action: 'sts:AssumeRole',
    principal: { kind: 'service', name: service },
    resource: role.arn,
    resourceAccount: role.account,
    context,
    policies: {
      identity: [],
      resource: role.trustPolicy,
      resourceRequired: true,
      resourceControl: needs.resourceControlOf(role.account),
    },
  }
  const decision = decide(asked)
  const isAllowed = decision.effect === 'allow'
  ;(notes.decisions ??= []).push({
    action: asked.action,
    resource: role.arn,
    decision,
    context: asked.context,
    explanation: isAllowed ? undefined : explain(asked),
  })
  return isAllowed
}
