/** GetServiceLinkedRoleDeletionStatus: how a deletion went; here it is done when its task is made. */
import { roleArn } from '../../../arn/index.ts'
import type { Operation } from '../../protocol/index.ts'
import { deletionTaskNotFound, invalidInput } from '../errors.ts'
import { deletionTaskKey } from '../keys.ts'
import type { IamNeeds } from '../needs.ts'

interface GetServiceLinkedRoleDeletionStatusInput {
  readonly DeletionTaskId: string
}

const shape = /^task(\/aws-service-role\/[^/]+\/)([^/]+)\/[^/]+$/

export const getServiceLinkedRoleDeletionStatus = (
  needs: IamNeeds,
): Operation<GetServiceLinkedRoleDeletionStatusInput> => ({
  authorize: ({ DeletionTaskId: id }, { partition, account }) => {
    const [, path = '/', name = '*'] = shape.exec(id) ?? []
    const resource = roleArn(partition, account, path, name)
    return [{ action: 'iam:GetServiceLinkedRoleDeletionStatus', resource }]
  },
  invoke: ({ DeletionTaskId: id }, call) => {
    if (!shape.test(id)) throw invalidInput('The deletion task id is not valid.')
    if (needs.store.get(deletionTaskKey(call.account, id)) === undefined) throw deletionTaskNotFound(id)
    return { Status: 'SUCCEEDED' }
  },
})
