/** Events that a service of ours writes itself, as EKS does for its control planes. */
import type { Place } from './arns.ts'
import type { LogsContext } from './context.ts'
import { addGroup, addStream, findGroup, findStream, type LogGroup, type LogStream, newId } from './store.ts'

export interface Delivery {
  readonly place: Place
  readonly group: string
  readonly stream: string
  readonly events: readonly { readonly timestamp: number; readonly message: string }[]
}

export async function deliver(
  context: LogsContext,
  { place, group: name, stream: streamName, events }: Delivery,
): Promise<void> {
  const group = await ensureGroup(context, place, name)
  const stream = await ensureStream(context, group, streamName)
  await context.events.append([{ group: group.id, stream: stream.id, ingestedAt: context.clock(), events }])
}

export async function ensureGroup(context: LogsContext, place: Place, name: string): Promise<LogGroup> {
  const { store, clock } = context
  const known = findGroup(store, place, name)
  if (known !== undefined) return known
  const made = { ...place, id: newId(context), name, createdAt: clock(), class: 'STANDARD', tags: {} }
  const { result } = await store.write((txn) => {
    const found = findGroup(txn, place, name)
    if (found === undefined) addGroup(txn, made)
    return found ?? made
  })
  return result
}

async function ensureStream(context: LogsContext, group: LogGroup, name: string): Promise<LogStream> {
  const { store, clock } = context
  const known = findStream(store, group, name)
  if (known !== undefined) return known
  const made = { id: newId(context), name, createdAt: clock() }
  const { result } = await store.write((txn) => {
    const found = findStream(txn, group, name)
    if (found === undefined) addStream(txn, group, made)
    return found ?? made
  })
  return result
}
