/** Where the store keeps trails, and how they are found by name or ARN. */
import { collection, type Collection, type Reader, type Store } from '../../../store/index.ts'
import type { Call } from '../../protocol/index.ts'
import { invalidArn, notAtHome, unknownTrail } from '../errors.ts'
import { checkTrailName } from './check-name.ts'
import { type DeliveryStatus, readTrailArn, type Trail, type TrailName } from './trail.ts'

export const trailPrefix = 'cloudtrail/trail/'
const trailsOf = (account: string): Collection<Trail> => collection<Trail>('cloudtrail', 'trail', account)
export const statuses = collection<DeliveryStatus>('cloudtrail', 'delivery')

export const idOf = ({ homeRegion, name }: Pick<TrailName, 'homeRegion' | 'name'>): readonly string[] => [
  homeRegion,
  name,
]
export const statusId = (trail: TrailName): readonly string[] => [trail.account, ...idOf(trail)]
export const trails = (account: string): Collection<Trail> => trailsOf(account)

export const allTrails = (from: Reader): readonly Trail[] =>
  from.list<Trail>(trailPrefix).map(({ value }) => value)

export const trailsOfAccount = (from: Reader, account: string): readonly Trail[] =>
  trailsOf(account)
    .list(from)
    .map(({ value }) => value)

export async function noteStatus(store: Store, trail: Trail, patch: DeliveryStatus): Promise<void> {
  await store.write((txn) => {
    // Deleted in the meantime: nobody could take the status away again.
    if (trails(trail.account).get(txn, idOf(trail)) === undefined) return
    const before = statuses.get(txn, statusId(trail))?.value
    statuses.put(txn, statusId(trail), { ...before, ...patch })
  })
}

export type Asker = Pick<Call, 'account' | 'region' | 'partition'>

/** A trail of several regions is seen from all of them, as its shadow. */
export const isSeenFrom = ({ region }: Asker, { homeRegion, multiRegion }: Trail): boolean =>
  homeRegion === region || multiRegion

/** The name that a caller means, whether or not there is such a trail: what policies are asked for. */
export function readIdentifier(text: string, call: Asker): TrailName {
  if (text.startsWith('arn:')) {
    const named = readTrailArn(text)
    if (named === undefined) throw invalidArn(text)
    return named
  }
  checkTrailName(text)
  return { partition: call.partition, account: call.account, homeRegion: call.region, name: text }
}

/** A name means the trail of this region, else the shadow of one that has its home elsewhere. */
export function findTrail(from: Reader, text: string, call: Asker): Trail | undefined {
  const { account, homeRegion, name } = readIdentifier(text, call)
  if (account !== call.account) return undefined
  const own = trailsOf(account).get(from, [homeRegion, name])?.value
  if (own !== undefined) return isSeenFrom(call, own) ? own : undefined
  if (text.startsWith('arn:')) return undefined
  return trailsOfAccount(from, account).find((trail) => trail.name === name && trail.multiRegion)
}

export function requireTrail(from: Reader, text: string, call: Asker): Trail {
  const trail = findTrail(from, text, call)
  if (trail === undefined) throw unknownTrail(text, call.account)
  return trail
}

/** Trails are changed at home alone. */
export function requireTrailAtHome(from: Reader, text: string, call: Asker): Trail {
  const trail = requireTrail(from, text, call)
  if (trail.homeRegion !== call.region) throw notAtHome(trail.homeRegion)
  return trail
}
