/** What asking to become a role is decided by: its trust policy and its tags. */
import { parseArn } from '../../../arn/index.ts'
import { contextOf } from '../../../policy/index.ts'
import type { Authorization } from '../../protocol/index.ts'
import type { RoleFacts } from '../needs.ts'

/** Without a role there is no trust policy, and what must be granted by one is refused as by a role that does not trust. */
export const onRole = (
  arn: string,
  role: Pick<RoleFacts, 'trustPolicy' | 'tags'> | undefined,
): Omit<Authorization, 'action'> & Required<Pick<Authorization, 'context' | 'resourceAccount'>> => ({
  resource: arn,
  resourceAccount: parseArn(arn)!.account,
  context: contextOf(
    Object.fromEntries(
      Object.entries(role?.tags ?? {}).flatMap(([key, value]) => [
        [`aws:ResourceTag/${key}`, value],
        [`iam:ResourceTag/${key}`, value],
      ]),
    ),
  ),
  ...(role && { resourcePolicy: role.trustPolicy }),
  resourcePolicyRequired: true,
  denial: 'bare',
})
