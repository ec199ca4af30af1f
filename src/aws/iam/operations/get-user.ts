/** GetUser: one user; the caller's own when the request names none. */
import { rootArn } from '../../../arn/index.ts'
import type { Call, Operation } from '../../protocol/index.ts'
import { onUserOrCaller, userOrCaller } from '../calling-user.ts'
import type { IamNeeds } from '../needs.ts'
import { userOutput } from '../outputs.ts'
import { findAccount } from '../store.ts'

interface GetUserInput {
  readonly UserName?: string
}

export const getUser = (needs: IamNeeds): Operation<GetUserInput> => ({
  authorize: onUserOrCaller(needs, 'iam:GetUser'),
  invoke: (input, call) => {
    const user = userOrCaller(needs.store, input.UserName, call)
    return { User: user === 'root' ? rootOutput(needs, call) : userOutput(user) }
  },
})

/** Root has neither a name nor a path. */
const rootOutput = (needs: IamNeeds, call: Call) => ({
  UserId: call.account,
  Arn: rootArn(call.partition, call.account),
  CreateDate: new Date(findAccount(needs.store, call.account)?.createdAt ?? 0),
})
