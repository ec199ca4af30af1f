/** Where the store keeps log groups and streams. */
import { toHex } from '../../kit/index.ts'
import { collection, type Collection, type Reader, type Transaction } from '../../store/index.ts'
import type { Call } from '../protocol/index.ts'
import { groupNameIn, type Place } from './arns.ts'
import { groupExists, invalidParameter, limitExceeded, noGroup, noStream, streamExists } from './errors.ts'
import type { LogsNeeds } from './needs.ts'

export type Tags = Readonly<Record<string, string>>

export interface LogGroup extends Place {
  /** By which its events are found; a group that is made again has another. */
  readonly id: string
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly class: string
  readonly tags: Tags
  readonly retentionInDays?: number
  readonly deletionProtected?: boolean
}

export interface LogStream {
  readonly id: string
  readonly name: string
  readonly createdAt: number
}

type Region = Pick<Place, 'account' | 'region'>

/** AWS lets an account have a million groups. */
const mostGroups = 100_000
const mostStreams = 100_000

export const groupsOf = ({ account, region }: Region): Collection<LogGroup> =>
  collection<LogGroup>('logs', account, region, 'group')

export const streamsOf = (group: LogGroup): Collection<LogStream> =>
  collection<LogStream>('logs', group.account, group.region, 'stream', group.id)

export const findGroup = (from: Reader, region: Region, name: string): LogGroup | undefined =>
  groupsOf(region).get(from, name)?.value

export function requireGroup(from: Reader, region: Region, name: string): LogGroup {
  const group = findGroup(from, region, name)
  if (group === undefined) throw noGroup()
  return group
}

export const findStream = (from: Reader, group: LogGroup, name: string): LogStream | undefined =>
  streamsOf(group).get(from, name)?.value

export function requireStream(from: Reader, group: LogGroup, name: string): LogStream {
  const stream = findStream(from, group, name)
  if (stream === undefined) throw noStream()
  return stream
}

/** All groups of all accounts. */
export const allGroups = (from: Reader): readonly LogGroup[] =>
  from
    .list<LogGroup>('logs/')
    .filter(({ key }) => key.split('/')[3] === 'group')
    .map(({ value }) => value)

export function addGroup(txn: Transaction, group: LogGroup): void {
  const groups = groupsOf(group)
  if (groups.get(txn, group.name) !== undefined) throw groupExists()
  if (groups.list(txn, { limit: mostGroups }).length >= mostGroups)
    throw limitExceeded('Resource limit exceeded.')
  groups.put(txn, group.name, group)
}

export function addStream(txn: Transaction, group: LogGroup, stream: LogStream): void {
  const streams = streamsOf(group)
  if (streams.get(txn, stream.name) !== undefined) throw streamExists()
  if (streams.list(txn, { limit: mostStreams }).length >= mostStreams)
    throw limitExceeded('Resource limit exceeded.')
  streams.put(txn, stream.name, stream)
}

export const newId = ({ random }: Pick<LogsNeeds, 'random'>): string => toHex(random(12))

/** What may name a group in calls that take more than its name. */
export interface GroupInput {
  readonly logGroupName?: string
  readonly logGroupIdentifier?: string
}

/** The name of the group that a call is about. */
export function groupNameOf(input: GroupInput, call: Pick<Call, 'account' | 'region'>): string {
  const { logGroupName: name, logGroupIdentifier: identifier } = input
  if (name !== undefined && identifier !== undefined)
    throw invalidParameter('LogGroup name and LogGroup ARN are mutually exclusive parameters.')
  if (name === undefined && identifier === undefined)
    throw invalidParameter('Either logGroupName or logGroupIdentifier must be specified.')
  return name ?? ownGroupName(identifier!, call)
}

export function ownGroupName(identifier: string, call: Pick<Call, 'account' | 'region'>): string {
  const name = groupNameIn(identifier, call)
  // Groups of other accounts are shared by observability links, which nobody can make here.
  if (name === undefined) throw noGroup()
  return name
}
