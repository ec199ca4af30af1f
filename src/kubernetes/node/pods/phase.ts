/** The phase of a pod, from the states of its containers as the kubelet counts them. */
import type { ContainerRecord } from './records.ts'
import type { Pod } from './read-pod.ts'

export type Phase = 'Pending' | 'Running' | 'Succeeded' | 'Failed'

export function phaseOf(pod: Pod, records: readonly ContainerRecord[], isFinished = false): Phase {
  if (isFinished && pod.isDeleted) return records.every(hasSucceeded) ? 'Succeeded' : 'Failed'
  const init = records.filter(({ container }) => container.role === 'init')
  const failed = init.find((record) => endedOf(record)?.exitCode)
  if (failed !== undefined && pod.restartPolicy === 'Never') return 'Failed'
  if (init.some(({ state }) => state.kind !== 'terminated' || state.ended.exitCode !== 0)) return 'Pending'
  const sidecars = records.filter(({ container }) => container.role === 'sidecar')
  const main = records.filter(({ container }) => container.role === 'main')
  const hasMainStarted = main.some(({ state, last }) => state.kind !== 'waiting' || last !== undefined)
  if (!hasMainStarted && sidecars.some(({ started }) => !started)) return 'Pending'
  const running = [...main, ...sidecars].filter(({ state }) => state.kind === 'running')
  if (main.some(({ state, last }) => state.kind === 'waiting' && last === undefined)) return 'Pending'
  if (running.some(({ container }) => container.role === 'main')) return 'Running'
  if (pod.restartPolicy === 'Always' || running.length > 0) return 'Running'
  if (main.every(hasSucceeded)) return 'Succeeded'
  return pod.restartPolicy === 'Never' ? 'Failed' : 'Running'
}

const hasSucceeded = ({ state }: ContainerRecord): boolean =>
  state.kind === 'terminated' && state.ended.exitCode === 0

const endedOf = ({ state, last }: ContainerRecord): { readonly exitCode: number } | undefined => {
  if (state.kind === 'terminated') return state.ended
  return state.kind === 'waiting' ? last : undefined
}
