/** The order of a pod's containers: the first ones one by one, then all others together, the sidecars to the last. */
import type { PodContext } from '../containers/context.ts'
import { endContainer } from '../containers/end-container.ts'
import { keepContainer } from '../containers/keep-container.ts'
import type { ContainerRecord } from './records.ts'

/** Resolves when none of them runs any more; `startNoMore` aborts what `ending` of the context tells. */
export async function runContainers(context: PodContext, startNoMore: () => void): Promise<void> {
  const { records, ending } = context
  const ofRole = (role: string): readonly ContainerRecord[] =>
    records.filter(({ container }) => container.role === role)
  const beside: Promise<void>[] = []
  for (const record of records.filter(({ container }) => container.role !== 'main')) {
    if (ending.aborted) break
    if (record.container.role === 'init') {
      if (isDone(record)) continue
      await keepContainer(context, record)
      if (!isDone(record)) break
    } else {
      beside.push(keepContainer(context, record))
      await started(context, record)
    }
  }
  if (ofRole('init').every(isDone) && !ending.aborted)
    await Promise.all(
      ofRole('main')
        .filter((record) => !isFinal(context, record))
        .map((record) => keepContainer(context, record)),
    )
  startNoMore()
  await endAll(context, context.pod().gracePeriod)
  await Promise.all(beside)
}

/** Ends what runs: the main containers together, then the sidecars, the last that was started first. */
export async function endAll(context: PodContext, grace: number): Promise<void> {
  const { needs, running, records } = context
  const deadline = needs.now() + grace * 1000
  const endOne = ({ container: { name } }: ContainerRecord): Promise<void> => {
    const found = running.get(name)
    const left = Math.max(grace > 0 ? 1 : 0, (deadline - needs.now()) / 1000)
    return found === undefined
      ? Promise.resolve()
      : endContainer(context, found, { grace: left, message: `Stopping container ${name}` })
  }
  await Promise.all(records.filter(({ container }) => container.role !== 'sidecar').map(endOne))
  const sidecars = records.filter(({ container }) => container.role === 'sidecar').toReversed()
  for (const record of sidecars) await endOne(record)
}

const isDone = ({ state }: ContainerRecord): boolean =>
  state.kind === 'terminated' && state.ended.exitCode === 0

/** It has ended before, and its pod does not have it started again. */
const isFinal = ({ pod }: PodContext, { state }: ContainerRecord): boolean =>
  state.kind === 'terminated' &&
  (pod().restartPolicy === 'Never' || (pod().restartPolicy === 'OnFailure' && state.ended.exitCode === 0))

/** Sidecars let the next container start once they have; one that keeps failing holds it up. */
function started({ needs, ending }: PodContext, record: ContainerRecord): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (record.started || ending.aborted) resolve()
      else needs.after(50, look)
    }
    look()
  })
}
