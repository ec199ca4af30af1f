/** An assumption of a role that a service made for a pod or an instance, as a CloudTrail event of STS. */
import type { ServiceAssumption } from '../../aws/eks-auth/index.ts'
import type { TrailEvent } from '../../aws/cloudtrail/index.ts'
import { trailCredentials } from '../../aws/sts/index.ts'
import { isoSeconds, newUuid, type Random } from '../../kit/index.ts'

const podIdentity = 'pods.eks.amazonaws.com'

export type MadeAssumption = ServiceAssumption & { readonly service?: string }

/** One for the account of the role; where a role of another account assumed it, that account has its own too. */
export function assumptionEvents(assumption: MadeAssumption, random: Random): readonly TrailEvent[] {
  const event = assumptionEvent(assumption, random)
  const { principalId, accountId } = assumption.userIdentity
  if (typeof accountId !== 'string' || accountId === assumption.role.account) return [event]
  const stranger = { type: 'AWSAccount', principalId, accountId, invokedBy: event.sourceIPAddress }
  return [
    { ...event, recipientAccountId: accountId },
    { ...event, userIdentity: stranger, eventID: newUuid(random) },
  ]
}

const assumptionEvent = (
  { userIdentity, service = podIdentity, region, now, requestParameters, role, assumed }: MadeAssumption,
  random: Random,
): TrailEvent => ({
  eventVersion: '1.11',
  userIdentity,
  eventTime: isoSeconds(now),
  eventSource: 'sts.amazonaws.com',
  eventName: 'AssumeRole',
  awsRegion: region,
  sourceIPAddress: service,
  userAgent: service,
  requestParameters,
  responseElements: {
    credentials: trailCredentials(assumed),
    assumedRoleUser: { assumedRoleId: assumed.assumedRoleId, arn: assumed.arn },
  },
  requestID: newUuid(random),
  eventID: newUuid(random),
  readOnly: true,
  resources: [{ accountId: role.account, type: 'AWS::IAM::Role', ARN: role.arn }],
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: role.account,
  sharedEventID: newUuid(random),
  eventCategory: 'Management',
})
