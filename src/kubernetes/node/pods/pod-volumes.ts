/** The volumes of a pod on this node: tried until they can be made, and kept up to date while it runs. */
import { join } from 'node:path'
import { tell } from '../containers/context.ts'
import type { PodPlace } from '../containers/read-field.ts'
import type { EventRecorder } from '../events/record-events.ts'
import type { NodeNeeds } from '../needs.ts'
import { makeVolumes, type PodVolumes } from '../volumes/make-volumes.ts'
import type { Pod } from './read-pod.ts'

export interface PatientVolumes {
  readonly needs: NodeNeeds
  readonly events: EventRecorder
  readonly pod: () => Pod
  readonly directory: string
  readonly place: PodPlace
  readonly ending: AbortSignal
  readonly outside?: (inside: number) => number
}

const longestWait = 122_000

/** Undefined when the pod ended before. */
export async function makeVolumesPatiently(wish: PatientVolumes): Promise<PodVolumes | undefined> {
  const { needs, pod, ending } = wish
  for (let wait = 500; !ending.aborted; wait = Math.min(longestWait, wait * 2)) {
    const { client, now, after, say } = needs
    const made = await makeVolumes({
      client,
      now,
      after,
      say,
      pod: pod().object,
      directory: join(wish.directory, 'volumes'),
      place: wish.place,
      outside: wish.outside,
    })
    if (made.ok) return made.value
    const { volume, reason } = made.failure
    const message = `MountVolume.SetUp failed for volume "${volume}" : ${reason}`
    tell(wish, undefined, { type: 'Warning', reason: 'FailedMount', message })
    await pause(needs, ending, wait)
  }
  return undefined
}

/** ConfigMaps and Secrets may change while a pod runs. */
export function refreshRegularly(needs: NodeNeeds, volumes: PodVolumes): () => void {
  let cancel: () => void
  const act = async (): Promise<void> => {
    await volumes.refresh()
    next()
  }
  const next = (): void => void (cancel = needs.after(60_000, () => void act()))
  next()
  return () => cancel()
}

function pause({ after }: NodeNeeds, signal: AbortSignal, milliseconds: number): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const cancel = after(milliseconds, resolve)
    signal.addEventListener('abort', () => {
      cancel()
      resolve()
    })
  })
}
