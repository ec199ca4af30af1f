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

type RouteNeeds = Pick<CloudTrailNeeds, 'store' | 'organizationOf'>

export function openRoutes({ store, organizationOf }: RouteNeeds): Routes {
  let known = read(store)
  const stop = store.watch(trailPrefix, store.revision, () => (known = read(store)))
  /** Those of its own account, and that of another which holds the events of all its organization. */
  const trailsOf = (account: string): readonly Trail[] => {
    const own = known.byAccount.get(account) ?? []
    if (known.ofOrganizations.length === 0) return own
    const id = organizationOf?.(account)?.organizationId
    const others = known.ofOrganizations.filter(
      (trail) => trail.organization === id && trail.account !== account,
    )
    return others.length === 0 ? own : [...own, ...others]
  }
  return {
    parcelsFor: (event) =>
      trailsOf(String(event['recipientAccountId']))
        .filter((trail) => isFor(trail, event))
        .flatMap(parcelsOf),
    wantsDataEvents: () => known.wantsData,
    close: stop,
  }
}

function read(store: Store) {
  const logging = allTrails(store).filter((trail) => trail.logging)
  return {
    byAccount: Map.groupBy(logging, ({ account }) => account),
    ofOrganizations: logging.filter(({ organization }) => organization !== undefined),
    wantsData: logging.some(asksForData),
  }
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
