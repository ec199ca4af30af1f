/** Who makes a cluster, by what stays of a session after it has ended. */
import { rootArn } from '../../../arn/index.ts'
import { arnOf } from '../../../policy/index.ts'
import type { Caller } from '../../protocol/index.ts'
import type { Creator } from './record.ts'

export function creatorOf({ principal, userId }: Caller): Creator {
  switch (principal.kind) {
    case 'role-session':
      return { arn: principal.roleArn, id: principal.roleId }
    case 'root':
      return { arn: rootArn(principal.partition, principal.account), id: principal.account }
    default:
      return { arn: arnOf(principal), id: userId }
  }
}
