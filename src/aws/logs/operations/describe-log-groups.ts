/** DescribeLogGroups: groups by the beginning or a part of their names. */
import type { Operation } from '../../protocol/index.ts'
import { onAnyGroup } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { invalidParameter, notImplemented } from '../errors.ts'
import { groupOutput } from '../outputs.ts'
import { pageOf } from '../page.ts'
import { groupsOf, type LogGroup, ownGroupName } from '../store.ts'

export interface DescribeLogGroupsInput {
  readonly accountIdentifiers?: readonly string[]
  readonly logGroupNamePrefix?: string
  readonly logGroupNamePattern?: string
  readonly logGroupIdentifiers?: readonly string[]
  readonly logGroupClass?: string
  readonly includeLinkedAccounts?: boolean
  readonly nextToken?: string
  readonly limit?: number
}

export interface DescribeLogGroupsOutput {
  readonly logGroups: readonly ReturnType<typeof groupOutput>[]
  readonly nextToken?: string
}

const mostGroups = 50

export const describeLogGroups = ({
  store,
  events,
}: LogsContext): Operation<DescribeLogGroupsInput, DescribeLogGroupsOutput> => ({
  // Whatever is asked for: the prefix narrows no permission.
  authorize: (_, call) => [onAnyGroup('DescribeLogGroups', call)],
  invoke: async (input, call) => {
    const { nextToken, limit = mostGroups, ...question } = input
    const fits = readFilter(input, call)
    const items = groupsOf(call)
      .list(store)
      .map(({ value }) => value)
      .filter(fits)
      .toSorted(byName)
    const page = pageOf({ items, keyOf: ({ name }) => name, nextToken, limit, question })
    const bytes = await events.bytesOf(page.items.map(({ id }) => id))
    return { logGroups: page.items.map((group, at) => groupOutput(group, bytes[at]!)), ...page.more }
  },
})

function readFilter(
  input: DescribeLogGroupsInput,
  call: { readonly account: string; readonly region: string },
): (group: LogGroup) => boolean {
  const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupIdentifiers: named } = input
  if (prefix !== undefined && pattern !== undefined)
    throw invalidParameter(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    )
  if (input.accountIdentifiers?.some((account) => account !== call.account))
    throw notImplemented('logs:DescribeLogGroups of linked accounts')
  const names = named?.map((identifier) => ownGroupName(identifier, call))
  return ({ name, class: own }) =>
    name.startsWith(prefix ?? '') &&
    name.toLowerCase().includes((pattern ?? '').toLowerCase()) &&
    (names === undefined || names.includes(name)) &&
    own === (input.logGroupClass ?? own)
}

/** By code unit, as AWS orders them. */
const byName = (a: LogGroup, b: LogGroup): number => (a.name < b.name ? -1 : 1)
