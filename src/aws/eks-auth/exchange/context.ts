/** What policies can ask about an assumption that Pod Identity makes for a pod. */
import { isoSeconds, toUnixSeconds } from '../../../kit/index.ts'
import { contextOf, type ContextKeys } from '../../../policy/index.ts'
import type { Call } from '../../protocol/index.ts'
import type { ClusterName, RoleFacts } from '../needs.ts'
import type { AssumedRole } from './assumed-role.ts'

type Tags = Readonly<Record<string, string>>

/** For the first role: a service calls on behalf of a cluster. */
export const requestContext = (
  call: Call,
  wish: {
    readonly service: string
    readonly source: ClusterName & { readonly arn: string }
    readonly sessionName: string
    readonly tags: Tags
  },
): ContextKeys =>
  contextOf(timeAndPlace(call), requestTags(wish.tags), {
    'aws:PrincipalIsAWSService': true,
    'aws:PrincipalServiceName': wish.service,
    'aws:SourceAccount': wish.source.account,
    'aws:SourceArn': wish.source.arn,
    'sts:RoleSessionName': wish.sessionName,
  })

/** For the target role: the first role's session calls. */
export const sessionContext = (
  call: Call,
  wish: {
    readonly by: AssumedRole
    readonly tags: Tags
    readonly target: RoleFacts
    readonly externalId: string
    readonly sessionName: string
  },
): ContextKeys =>
  contextOf(
    timeAndPlace(call),
    prefixed('aws:PrincipalTag/', wish.by.role.tags),
    prefixed('aws:PrincipalTag/', wish.tags),
    requestTags(wish.tags),
    prefixed('aws:ResourceTag/', wish.target.tags),
    prefixed('iam:ResourceTag/', wish.target.tags),
    {
      'aws:PrincipalIsAWSService': false,
      'aws:PrincipalType': 'AssumedRole',
      'aws:PrincipalAccount': wish.by.role.account,
      'aws:PrincipalArn': wish.by.role.arn,
      'aws:userid': wish.by.user.id,
      'aws:TokenIssueTime': new Date(toUnixSeconds(call.now) * 1000),
      'aws:MultiFactorAuthPresent': false,
      'aws:ResourceAccount': wish.target.account,
      'sts:ExternalId': wish.externalId,
      'sts:RoleSessionName': wish.sessionName,
    },
  )

const timeAndPlace = ({ now, region }: Call) => ({
  'aws:CurrentTime': isoSeconds(now),
  'aws:EpochTime': String(toUnixSeconds(now)),
  'aws:RequestedRegion': region,
  'aws:SecureTransport': true,
  'aws:ViaAWSService': false,
})

/** Pod Identity names the tags in each of its requests: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
const requestTags = (tags: Tags): Readonly<Record<string, string | readonly string[]>> =>
  Object.keys(tags).length === 0
    ? {}
    : {
        ...prefixed('aws:RequestTag/', tags),
        'aws:TagKeys': Object.keys(tags),
        'sts:TransitiveTagKeys': Object.keys(tags),
      }

const prefixed = (prefix: string, tags: Tags): Record<string, string> =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]))
