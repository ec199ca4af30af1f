/** DeleteServiceLinkedRole: deletes a service's role at once, and keeps the task that tools then ask about. */
import type { Operation } from '../../protocol/index.ts'
import { onRole } from '../authorize.ts'
import { holderNotFound } from '../errors.ts'
import { deletionTaskKey } from '../keys.ts'
import type { IamNeeds } from '../needs.ts'
import { isServiceLinked } from '../service-linked-roles.ts'
import { deleteAttachment, deleteHolder, requireHolder } from '../store.ts'

interface DeleteServiceLinkedRoleInput {
  readonly RoleName: string
}

export const deleteServiceLinkedRole = (needs: IamNeeds): Operation<DeleteServiceLinkedRoleInput> => ({
  authorize: onRole(needs, 'iam:DeleteServiceLinkedRole'),
  invoke: async (input, call) => {
    const task = Buffer.from(needs.random(16)).toString('hex')
    const { result } = await needs.store.write((txn) => {
      const role = requireHolder(txn, 'role', call.account, input.RoleName)
      if (!isServiceLinked(role)) throw holderNotFound('role', input.RoleName)
      for (const arn of role.attachedPolicies) deleteAttachment(txn, role, arn, 'PermissionsPolicy')
      deleteHolder(txn, 'role', role)
      const id = `task${role.path}${role.name}/${task}`
      txn.put(deletionTaskKey(call.account, id), { finishedAt: call.now })
      return id
    })
    return { DeletionTaskId: result }
  },
})
