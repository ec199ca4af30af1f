/** Whose user an operation speaks of when it names none: the caller's own. */
import { rootArn } from '../../arn/index.ts'
import type { Authorization, Authorize, Call } from '../protocol/index.ts'
import { holderAuthorization } from './authorize.ts'
import { holderNotFound, userNameRequired } from './errors.ts'
import type { UserRecord } from './model.ts'
import type { IamNeeds } from './needs.ts'
import type { Reader } from '../../store/index.ts'
import { findHolderById, requireHolder } from './store.ts'

/** The user named, or the caller's own user or root. Roles have no user, so their sessions must name one. */
export function userOrCaller(from: Reader, name: string | undefined, call: Call): UserRecord | 'root' {
  if (name !== undefined) return requireHolder(from, 'user', call.account, name)
  const { principal } = call.caller
  if (principal.kind === 'root') return 'root'
  if (principal.kind !== 'user') throw userNameRequired()
  const user = findHolderById(from, 'user', principal.id)
  if (user === undefined)
    throw holderNotFound('user', principal.arn.slice(principal.arn.lastIndexOf('/') + 1))
  return user
}

export const onUserOrCaller =
  <Input extends { readonly UserName?: string }>(needs: IamNeeds, action: string): Authorize<Input> =>
  (input, call) => [userOrCallerAuthorization(needs, call, action, input.UserName)]

function userOrCallerAuthorization(
  needs: IamNeeds,
  call: Call,
  action: string,
  name: string | undefined,
): Authorization {
  if (name !== undefined) return holderAuthorization(needs, call, 'user', action, name)
  const user = userOrCaller(needs.store, undefined, call)
  if (user === 'root') return { action, resource: rootArn(call.partition, call.account) }
  return holderAuthorization(needs, call, 'user', action, user.name)
}
