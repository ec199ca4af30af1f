/** An event in the spool: for whom it waits, and the event itself. */
import type { Reader } from '../../../store/index.ts'
import type { TrailEvent } from '../needs.ts'
import { idOf, trails } from '../trails/store.ts'
import { readTrailArn, trailArn } from '../trails/trail.ts'
import { type Parcel, ways } from './outbox.ts'

export interface Spooled {
  readonly parcels: readonly Parcel[]
  readonly event: TrailEvent
  readonly line: string
}

/** Neither ARNs nor JSON hold a tab. */
const border = '\t'

export const spooledLine = (parcels: readonly Parcel[], line: string): string =>
  `${parcels.map(({ trail, way }) => `${way} ${trailArn(trail)}`).join(',')}${border}${line}`

/** Nothing of half a line; trails that are gone get nothing more. */
export function readSpooled(from: Reader, text: string): readonly Spooled[] {
  const at = text.indexOf(border)
  const line = text.slice(at + 1)
  const event = eventIn(line)
  if (at === -1 || event === undefined) return []
  const parcels = text
    .slice(0, at)
    .split(',')
    .flatMap((to) => parcelIn(from, to))
  return [{ parcels, event, line }]
}

function parcelIn(from: Reader, to: string): readonly Parcel[] {
  const [word, arn = ''] = to.split(' ')
  const way = ways.find((each) => each === word)
  const named = readTrailArn(arn)
  const trail = named && trails(named.account).get(from, idOf(named))?.value
  return way === undefined || trail === undefined ? [] : [{ trail, way }]
}

function eventIn(line: string): TrailEvent | undefined {
  try {
    return JSON.parse(line) as TrailEvent
  } catch {
    // Half a line, as a kill leaves it.
    return undefined
  }
}
