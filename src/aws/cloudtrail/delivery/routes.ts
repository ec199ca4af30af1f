/** Which trails hold an event; known without asking the store for each of them. */
import type { Store } from '../../../store/index.ts'
import type { TrailEvent } from '../needs.ts'
import { selects, selectsDataEvents } from '../selectors/select-event.ts'
import { defaultSelectors } from '../selectors/selectors.ts'
import { allTrails, trailPrefix } from '../trails/store.ts'
import type { Trail } from '../trails/trail.ts'

export interface Routes {
  readonly trailsFor: (event: TrailEvent) => readonly Trail[]
  /** Whether any trail asks for data events. */
  readonly wantsDataEvents: () => boolean
  readonly close: () => void
}

export function openRoutes(store: Store): Routes {
  let known = read(store)
  const stop = store.watch(trailPrefix, store.revision, () => (known = read(store)))
  return {
    trailsFor: (event) =>
      (known.byAccount.get(String(event['recipientAccountId'])) ?? []).filter((trail) => isFor(trail, event)),
    wantsDataEvents: () => known.wantsData,
    close: stop,
  }
}

function read(store: Store) {
  const logging = allTrails(store).filter((trail) => trail.logging)
  return { byAccount: Map.groupBy(logging, ({ account }) => account), wantsData: logging.some(asksForData) }
}

const asksForData = ({ selectors = defaultSelectors }: Trail): boolean => selectsDataEvents(selectors)

export function isFor(trail: Trail, event: TrailEvent): boolean {
  if (!trail.multiRegion && event['awsRegion'] !== trail.homeRegion) return false
  if (!trail.globalEvents && event.eventSource === 'iam.amazonaws.com') return false
  return selects(trail.selectors ?? defaultSelectors, event)
}
