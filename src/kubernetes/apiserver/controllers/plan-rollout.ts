/** Which ReplicaSets of a Deployment get how many replicas next. */
import { valueAt } from '../../api/index.ts'
import type { KubernetesObject } from '../objects/objects.ts'
import { numberAt } from './world.ts'

export interface Step {
  readonly set: KubernetesObject
  readonly replicas: number
}

const wantedOf = (set: KubernetesObject): number => numberAt(set, 'spec', 'replicas')
const availableOf = (set: KubernetesObject): number => numberAt(set, 'status', 'availableReplicas')
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

/** Those that change; `newest` is undefined while a paused Deployment has no ReplicaSet of its template. */
export function planRollout(
  deployment: KubernetesObject,
  newest: KubernetesObject | undefined,
  owned: readonly KubernetesObject[],
): readonly Step[] {
  const wanted = numberAt(deployment, 'spec', 'replicas')
  const current = owned.find((set) => set.metadata.uid === newest?.metadata.uid)
  const old = owned.filter((set) => set !== current && wantedOf(set) > 0)
  const steps =
    current === undefined || old.length === 0
      ? scaleOne(current ?? old[0], wanted)
      : valueAt(deployment, 'spec', 'paused') === true
        ? []
        : valueAt(deployment, 'spec', 'strategy', 'type') === 'Recreate'
          ? recreate(owned, current, old, wanted)
          : roll(deployment, current, old, wanted)
  return steps.filter(({ set, replicas }) => replicas !== wantedOf(set))
}

const scaleOne = (set: KubernetesObject | undefined, replicas: number): readonly Step[] =>
  set === undefined ? [] : [{ set, replicas }]

/** Nothing new begins before all that is old has ended. */
function recreate(
  owned: readonly KubernetesObject[],
  current: KubernetesObject,
  old: readonly KubernetesObject[],
  wanted: number,
): readonly Step[] {
  if (old.length > 0) return old.map((set) => ({ set, replicas: 0 }))
  const isOver = owned.every((set) => set === current || numberAt(set, 'status', 'replicas') === 0)
  return isOver ? [{ set: current, replicas: wanted }] : []
}

function roll(
  deployment: KubernetesObject,
  current: KubernetesObject,
  old: readonly KubernetesObject[],
  wanted: number,
): readonly Step[] {
  const { surge, unavailable } = boundsOf(deployment, wanted)
  const total = wantedOf(current) + sum(old.map(wantedOf))
  const room = Math.max(0, wanted + surge - total)
  const grown = Math.min(wanted, wantedOf(current) + room)
  // What does not serve anybody may go at once; of the rest, as many as the new ones stand in for.
  const serving = availableOf(current) + sum(old.map(availableOf))
  let spare = Math.max(0, serving - (wanted - unavailable))
  const shrunk = old.map((set) => {
    const idle = Math.max(0, wantedOf(set) - availableOf(set))
    const going = Math.min(spare, wantedOf(set) - idle)
    spare -= going
    return { set, replicas: wantedOf(set) - idle - going }
  })
  return [{ set: current, replicas: grown }, ...shrunk]
}

export function boundsOf(
  deployment: KubernetesObject,
  wanted: number,
): { readonly surge: number; readonly unavailable: number } {
  const read = (name: string, round: (value: number) => number): number => {
    const value = valueAt(deployment, 'spec', 'strategy', 'rollingUpdate', name)
    if (typeof value === 'number') return value
    const percent = typeof value === 'string' ? Number.parseInt(value, 10) : 0
    return round((percent * wanted) / 100)
  }
  if (valueAt(deployment, 'spec', 'strategy', 'type') === 'Recreate') return { surge: 0, unavailable: wanted }
  const surge = read('maxSurge', Math.ceil)
  const unavailable = read('maxUnavailable', Math.floor)
  // Both at nothing would never get anywhere.
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}
