/** ListLogGroups: groups by patterns of their names, without the rest of what is known of them. */
import type { Operation } from '../../protocol/index.ts'
import { groupArn } from '../arns.ts'
import { onAnyGroup } from '../authorize.ts'
import type { LogsContext } from '../context.ts'
import { notImplemented } from '../errors.ts'
import { pageOf } from '../page.ts'
import { groupsOf } from '../store.ts'

export interface ListLogGroupsInput {
  /** Up to five beginnings (`^`) or parts, parted by `|`. */
  readonly logGroupNamePattern?: string
  readonly logGroupClass?: string
  readonly includeLinkedAccounts?: boolean
  readonly accountIdentifiers?: readonly string[]
  readonly dataSources?: readonly unknown[]
  readonly fieldIndexNames?: readonly string[]
  readonly logGroupTags?: readonly unknown[]
  readonly nextToken?: string
  readonly limit?: number
}

export interface ListLogGroupsOutput {
  readonly logGroups: readonly {
    readonly logGroupName: string
    readonly logGroupArn: string
    readonly logGroupClass: string
  }[]
  readonly nextToken?: string
}

const usualLimit = 50

export const listLogGroups = ({
  store,
}: LogsContext): Operation<ListLogGroupsInput, ListLogGroupsOutput> => ({
  authorize: (_, call) => [onAnyGroup('ListLogGroups', call)],
  invoke: (input, call) => {
    const { nextToken, limit = usualLimit, ...question } = input
    for (const name of ['dataSources', 'fieldIndexNames', 'logGroupTags'] as const)
      if (input[name] !== undefined) throw notImplemented(`logs:ListLogGroups with ${name}`)
    if (input.accountIdentifiers?.some((account) => account !== call.account))
      throw notImplemented('logs:ListLogGroups of linked accounts')
    const parts = input.logGroupNamePattern?.split('|') ?? ['']
    const fits = (name: string): boolean =>
      parts.some((part) => (part.startsWith('^') ? name.startsWith(part.slice(1)) : name.includes(part)))
    const items = groupsOf(call)
      .list(store)
      .map(({ value }) => value)
      .filter((group) => fits(group.name) && group.class === (input.logGroupClass ?? group.class))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const page = pageOf({ items, keyOf: ({ name }) => name, nextToken, limit, question })
    return {
      logGroups: page.items.map((group) => ({
        logGroupName: group.name,
        logGroupArn: groupArn(group, group.name),
        logGroupClass: group.class,
      })),
      ...page.more,
    }
  },
})
