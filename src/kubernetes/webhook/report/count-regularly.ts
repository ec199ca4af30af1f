/** Counts the pods without the identity that they would be given now, again and again, for whoever reads metrics. */
import { sleep } from '../../api/index.ts'
import { verdictCodes, type VerdictCode } from './judge-pod.ts'
import { scanPods, type ScanNeeds } from './scan-pods.ts'

export interface CountNeeds extends Omit<ScanNeeds, 'onFinding'> {
  /** Milliseconds between two counts. */
  readonly interval: number
  /** Whether this replica is the one that counts, and knows enough to. */
  readonly isLeader: () => boolean
  readonly onProblem: (message: string) => void
  readonly now: () => number
}

export interface Counted {
  readonly pods: Readonly<Record<VerdictCode, number>>
  readonly checked: number
  /** When it was counted, in milliseconds of Unix time. */
  readonly at: number
}

/** Before the first count, so that a start of many replicas is not a start of many lists. */
const firstAfter = 10_000

/** Pages are small here: what a page takes is memory of a server that should have little. */
const pageSize = 100

/** What was counted last, as long as this replica is the one that counts. */
export function countRegularly(needs: CountNeeds): () => Counted | undefined {
  const { interval, signal, onProblem, now } = needs
  let counted: Counted | undefined
  const count = async (each: CountNeeds): Promise<Counted | undefined> => {
    const pods = Object.fromEntries(verdictCodes.map((code) => [code, 0])) as Record<VerdictCode, number>
    try {
      const scan = await scanPods({
        ...each,
        pageSize: each.pageSize ?? pageSize,
        onFinding: ({ code }) => void pods[code]++,
      })
      for (const note of scan.notes) onProblem(`report: ${note}`)
      if (scan.problem === undefined) return { pods, checked: scan.checked, at: now() }
      if (!signal.aborted) onProblem(`report: the pods could not all be read: ${scan.problem.message}`)
    } catch (error) {
      onProblem(`report: ${error instanceof Error ? error.message : 'unknown error'}`)
    }
    return undefined
  }

  void (async () => {
    await sleep(Math.min(firstAfter, interval), signal)
    while (!signal.aborted) {
      if (needs.isLeader()) counted = (await count(needs)) ?? counted
      else counted = undefined
      await sleep(interval * (0.9 + Math.random() / 5), signal)
    }
  })()

  return () => (needs.isLeader() ? counted : undefined)
}
