/** Restarts owners one after another, and stops at the first whose pods do not become ready. */
import { evictPods } from './evict-pods.ts'
import { nameOwner, type Left, type Repair } from './plan-repairs.ts'
import { left, type RenewalNeeds } from './renewal.ts'
import { restartRollout } from './restart-rollout.ts'

export interface Repaired {
  readonly done: readonly Repair[]
  /** Nothing was changed of these. */
  readonly left: readonly Left[]
  /** Where it ended before its end. */
  readonly stopped?: Left
  readonly untried: readonly Repair[]
}

export async function runRepairs(needs: RenewalNeeds, repairs: readonly Repair[]): Promise<Repaired> {
  const finished: Repair[] = []
  const leftAlone: Left[] = []
  for (const [index, repair] of repairs.entries()) {
    const { owner } = repair
    if (needs.signal.aborted) return { done: finished, left: leftAlone, untried: repairs.slice(index) }
    const renewal =
      owner.renews === 'by-rollout'
        ? await restartRollout(needs, owner)
        : owner.renews === 'when-gone'
          ? await evictPods(needs, repair)
          : left('it is not restarted')
    if (renewal.outcome === 'done') {
      finished.push(repair)
      continue
    }
    const { because } = renewal
    needs.say(`${nameOwner(owner)}: ${renewal.outcome === 'left' ? 'left as it is' : 'stopped'}: ${because}`)
    if (renewal.outcome === 'failed')
      return {
        done: finished,
        left: leftAlone,
        stopped: { owner, because },
        untried: repairs.slice(index + 1),
      }
    leftAlone.push({ owner, because })
  }
  return { done: finished, left: leftAlone, untried: [] }
}
