/** CreateLogGroup: a group that holds streams of events. */
import type { Operation } from '../../protocol/index.ts'
import { onStream, requestTags } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidParameter, notImplemented } from '../errors.ts'
import { addGroup, newId, type Tags } from '../store.ts'

export interface CreateLogGroupInput {
  readonly logGroupName: string
  readonly kmsKeyId?: string
  readonly tags?: Tags
  readonly logGroupClass?: string
  readonly deletionProtectionEnabled?: boolean
}

export const createLogGroup = (context: LogsContext): Operation<CreateLogGroupInput, object> => ({
  authorize: ({ logGroupName: group, tags }, call) => {
    const request = requestTags(tags)
    return [
      onStream(context.store, 'CreateLogGroup', { group, request }, call),
      ...(tags === undefined ? [] : [onStream(context.store, 'TagResource', { group, request }, call)]),
    ]
  },
  invoke: async (input, { account, region, partition, now }) => {
    const { logGroupName: name, logGroupClass = 'STANDARD', tags = {} } = input
    if (input.kmsKeyId !== undefined)
      throw notImplemented('logs:CreateLogGroup with kmsKeyId (there is no KMS)')
    if (logGroupClass === 'DELIVERY')
      throw notImplemented('logs:CreateLogGroup of class DELIVERY (nothing is delivered on)')
    if (name.startsWith('aws/'))
      throw invalidParameter("Log groups starting with 'aws/' are reserved for AWS.")
    const group = {
      id: newId(context),
      name,
      account,
      region,
      partition,
      createdAt: now,
      class: logGroupClass,
      tags,
      ...(input.deletionProtectionEnabled === true && { deletionProtected: true }),
    }
    await context.store.write((txn) => addGroup(txn, group))
    return {}
  },
})
