/** How tags of a group are read and changed, for the calls that name it by its ARN and the older ones that name it by its name. */
import type { Call } from '../../protocol/index.ts'
import { readGroupArn } from '../arns.ts'
import type { LogsContext } from '../context.ts'
import { invalidParameter, noResource, tooManyTags } from '../errors.ts'
import { groupsOf, requireGroup, type Tags } from '../store.ts'

const mostTags = 50

/** The group's name. AWS takes no `:*` behind the ARN here, yet clients pass on what DescribeLogGroups gave them. */
export function taggedGroup(resourceArn: string, call: Pick<Call, 'account' | 'region'>): string {
  const named = readGroupArn(resourceArn)
  if (named === undefined)
    throw invalidParameter(
      `1 validation error detected: Value '${resourceArn}' at 'resourceArn' is not valid.`,
    )
  if (named.account !== call.account || named.region !== call.region) throw noResource()
  return named.name
}

export async function setTags({ store }: LogsContext, call: Call, name: string, added: Tags): Promise<void> {
  if (Object.keys(added).some((key) => key.toLowerCase().startsWith('aws:')))
    throw invalidParameter('aws: prefixed tag key names are not allowed for external use.')
  await store.write((txn) => {
    const group = requireGroup(txn, call, name)
    const tags = { ...group.tags, ...added }
    if (Object.keys(tags).length > mostTags) throw tooManyTags(name)
    groupsOf(call).put(txn, name, { ...group, tags })
  })
}

export async function removeTags(
  { store }: LogsContext,
  call: Call,
  name: string,
  keys: readonly string[],
): Promise<void> {
  await store.write((txn) => {
    const group = requireGroup(txn, call, name)
    const tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !keys.includes(key)))
    groupsOf(call).put(txn, name, { ...group, tags })
  })
}
