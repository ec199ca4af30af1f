/** The last words on a pod's containers when nothing of it runs any more. */
import type { Pod } from './read-pod.ts'
import type { ContainerRecord } from './records.ts'

/** A container that was to run and never did has no state of its own at the end. */
export function settle(records: readonly ContainerRecord[], pod: Pod, now: number): void {
  if (!pod.isDeleted) return
  for (const record of records)
    if (record.state.kind !== 'terminated')
      record.state = {
        kind: 'terminated',
        ended: {
          exitCode: 137,
          reason: 'ContainerStatusUnknown',
          message: 'The container could not be located when the pod was terminated',
          finishedAt: now,
        },
      }
}
