/** What handing a role to EKS asks of the caller: iam:PassRole, within one account alone. */
import { parseArn } from '../../arn/index.ts'
import { contextOf } from '../../policy/index.ts'
import type { Authorization, Call } from '../protocol/index.ts'
import { crossAccountPassRole } from './errors.ts'

/** A role of another account has no policy that could let it be passed, so nobody may; AWS says that in words of its own. */
export function passRole(
  call: Pick<Call, 'account'>,
  roleArn: string,
  service = 'eks.amazonaws.com',
): Authorization {
  const resourceAccount = parseArn(roleArn)?.account || call.account
  return {
    action: 'iam:PassRole',
    resource: roleArn,
    resourceAccount,
    context: contextOf({ 'iam:PassedToService': service }),
    ...(resourceAccount !== call.account && { refuse: crossAccountPassRole }),
  }
}
