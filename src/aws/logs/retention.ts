/** How long events are kept: by their group's retention, and no more than a bound in all. */
import type { EventLog } from './events/event-log.ts'
import type { LogsContext } from './context.ts'
import { allGroups, type LogGroup } from './store.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const retentionDays: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

const day = 86_400_000

/** The time of the oldest event that the group still shows. */
export const oldestKept = ({ retentionInDays }: LogGroup, now: number): number =>
  retentionInDays === undefined ? 0 : Math.max(0, now - retentionInDays * day)

const mebibyte = 1024 * 1024
const mostBytesByDefault = 512 * mebibyte

/** Drops what is past its group's retention, what belongs to no group any more, and the oldest of what is too much in all. */
export async function sweep(context: LogsContext): Promise<void> {
  const { events, store, clock, mostBytes = mostBytesByDefault } = context
  const groups = allGroups(store)
  for (const group of groups)
    if (group.retentionInDays !== undefined)
      await dropAll(() => events.dropOlder(group.id, oldestKept(group, clock())))
  const known = allGroups(store).map(({ id }) => id)
  for (const stranger of await events.strangers(known)) await dropAll(() => events.dropStream(stranger))
  await dropAll(() => events.dropOldest(mostBytes))
  await events.shrink()
}

/** A step at a time, so that others get their turn in between. */
export async function dropAll(drop: () => ReturnType<EventLog['dropOldest']>): Promise<void> {
  while (await drop());
}
