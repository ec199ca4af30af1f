/** Which trails hold an event; known without asking the store for each of them. */
import type { Store } from '../../../store/index.ts'
import type { CloudTrailNeeds, TrailEvent } from '../needs.ts'
import { selects, selectsDataEvents } from '../selectors/select-event.ts'
import { defaultSelectors } from '../selectors/selectors.ts'
import { allTrails, trailPrefix } from '../trails/store.ts'
import type { Trail } from '../trails/trail.ts'
import type { Parcel } from './outbox.ts'

export interface Routes {
  readonly parcelsFor: (event: TrailEvent) => readonly Parcel[]
  /** Whether any trail asks for data events. */
  readonly wantsDataEvents: () => boolean
  readonly close: () => void
}

export function openRoutes({ store }: Pick<CloudTrailNeeds, 'store'>): Routes {
  let known = read(store)
  const stop = store.watch(trailPrefix, store.revision, () => (known = read(store)))
  return {
    parcelsFor: (event) =>
      (known.byAccount.get(String(event['recipientAccountId'])) ?? [])
        .filter((trail) => isFor(trail, event))
        .flatMap(parcelsOf),
    wantsDataEvents: () => known.wantsData,
    close: stop,
  }
}

function read(store: Store) {
  const logging = allTrails(store).filter((trail) => trail.logging)
  return { byAccount: Map.groupBy(logging, ({ account }) => account), wantsData: logging.some(asksForData) }
}

const parcelsOf = (trail: Trail): readonly Parcel[] => [
  { trail, way: 'bucket' },
  ...(trail.logs === undefined ? [] : [{ trail, way: 'logs' } as const]),
]

const asksForData = ({ selectors = defaultSelectors }: Trail): boolean => selectsDataEvents(selectors)

function isFor(trail: Trail, event: TrailEvent): boolean {
  if (!trail.multiRegion && event['awsRegion'] !== trail.homeRegion) return false
  if (!trail.globalEvents && event.eventSource === 'iam.amazonaws.com') return false
  return selects(trail.selectors ?? defaultSelectors, event)
}
