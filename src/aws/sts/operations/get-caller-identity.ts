/** GetCallerIdentity: who signed the call. */
import { accountOf, arnOf } from '../../../policy/index.ts'
import type { Operation } from '../../protocol/index.ts'

export interface CallerIdentity {
  readonly UserId: string
  readonly Account: string
  readonly Arn: string
}

export const getCallerIdentity = (): Operation<object, CallerIdentity> => ({
  authorize: { exempt: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html' },
  invoke: (_input, call) => ({
    UserId: call.caller.userId,
    Account: accountOf(call.caller.principal) ?? call.account,
    Arn: arnOf(call.caller.principal),
  }),
})
