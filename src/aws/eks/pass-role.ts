/** What handing a role to EKS asks of the caller: iam:PassRole, within one account alone. */
import { parseArn } from '../../arn/index.ts'
import { contextOf } from '../../policy/index.ts'
import type { Authorization, Call } from '../protocol/index.ts'
import { crossAccountPassRole } from './errors.ts'

export interface PassedTo {
  readonly service?: string
  /** The cluster that the role is for: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_AssociatedResourceARN */
  readonly clusterArn?: string
}

/** A role of another account has no policy that could let it be passed, so nobody may; AWS says that in words of its own. */
export function passRole(
  call: Pick<Call, 'account'>,
  roleArn: string,
  { service = 'eks.amazonaws.com', clusterArn }: PassedTo = {},
): Authorization {
  // A text that is no ARN is refused by who reads it; the empty one AWS takes for another account's.
  const resourceAccount = parseArn(roleArn)?.account ?? (roleArn === '' ? '' : call.account)
  const foreign = resourceAccount !== call.account
  return {
    action: 'iam:PassRole',
    resource: roleArn,
    resourceAccount,
    context: contextOf({ 'iam:PassedToService': service, 'iam:AssociatedResourceArn': clusterArn }),
    ...(foreign && { refuse: crossAccountPassRole }),
  }
}
