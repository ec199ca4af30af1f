/** A pod on this node, from the day it is bound to it to its end. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { tell, type PodContext } from '../containers/context.ts'
import type { PodPlace } from '../containers/read-field.ts'
import type { EventRecorder } from '../events/record-events.ts'
import { plainStandIns } from '../images/stand-ins.ts'
import type { NodeNeeds } from '../needs.ts'
import type { IpPool } from '../sandbox/pod-network.ts'
import type { RangePool } from '../sandbox/user-map.ts'
import { makeStatus } from './make-status.ts'
import { openPod } from './open-pod.ts'
import { endAll, runContainers } from './run-containers.ts'
import { podTitle, readPod, type Pod } from './read-pod.ts'
import { recallRecords } from './recall-records.ts'
import type { ContainerRecord } from './records.ts'
import { settle } from './settle.ts'
import { createStatusWriter } from './write-status.ts'
import { textOf, valueAt, type JsonObject } from '../../api/index.ts'

export interface LivePod {
  readonly uid: string
  readonly pod: () => Pod
  readonly records: readonly ContainerRecord[]
  readonly logDirectory: string
  /** What runs of it. */
  readonly context: () => PodContext | undefined
  /** A new state of the object: its end may have been asked for. */
  update(object: JsonObject): void
  /** Ends its processes; the object stays as it is. */
  leave(grace: number): Promise<void>
  /** The object is gone: its processes end, and nothing of it is kept. */
  abandon(): Promise<void>
  /** Resolves when nothing of it runs any more. */
  readonly over: Promise<void>
}

export interface LivePodNeeds {
  readonly needs: NodeNeeds
  readonly events: EventRecorder
  readonly ips: IpPool
  readonly ranges: RangePool
  readonly place: PodPlace
}

export function startLivePod(facts: LivePodNeeds, object: JsonObject): LivePod {
  const { needs, events } = facts
  let pod = readPod(plainStandIns(object, needs.images))
  const ending = new AbortController()
  const startedAt = needs.now()
  const records = recallRecords(pod)
  const status = createStatusWriter(needs, () => pod)
  let context: PodContext | undefined
  let failure: { readonly reason: string; readonly message: string } | undefined
  let left = false
  let wake = (): void => undefined
  let isFinished = false
  const wasOver = isOver(pod.object)
  const directory = join(needs.directory, 'pods', pod.uid)
  const logDirectory = join(needs.directory, 'logs', `${pod.namespace}_${pod.name}_${pod.uid}`)

  const changed = (): void => {
    if (left) return
    const made = makeStatus({
      pod,
      records,
      failure: isFinished ? failure : undefined,
      isFinished,
      now: needs.now(),
      startedAt,
      hostIp: needs.network.hostIp,
      podIp: context?.place.podIp,
      hasSandbox: context !== undefined,
    })
    status.write(made)
  }

  const live = async (): Promise<void> => {
    if (wasOver) return
    if (records.some(({ restartCount, last }) => restartCount > 0 && last?.reason === 'Unknown'))
      tell({ events, pod: () => pod }, undefined, {
        type: 'Normal',
        reason: 'SandboxChanged',
        message: 'Pod sandbox changed, it will be killed and re-created.',
      })
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    changed()
    const opened = await openPod(facts, {
      pod: () => pod,
      records,
      directory,
      logDirectory,
      ending: ending.signal,
      changed,
    })
    if (opened === undefined) return
    context = opened.context
    const stopDeadline = watchDeadline()
    try {
      await runContainers(context, () => ending.abort())
    } finally {
      stopDeadline()
      opened.close()
    }
  }

  const watchDeadline = (): (() => void) => {
    if (pod.activeDeadline === undefined) return () => undefined
    const left = startOf(pod.object, startedAt) + pod.activeDeadline * 1000 - needs.now()
    return needs.after(Math.max(0, left), () => {
      failure = {
        reason: 'DeadlineExceeded',
        message: 'Pod was active on the node longer than the specified deadline',
      }
      tell({ events, pod: () => pod }, undefined, { type: 'Normal', ...failure })
      end(pod.gracePeriod)
    })
  }

  const end = (grace: number): void => {
    ending.abort()
    if (context !== undefined) void endAll(context, grace)
  }

  const finish = async (): Promise<void> => {
    if (left) return
    isFinished = true
    if (!wasOver) {
      settle(records, pod, needs.now())
      changed()
    }
    await status.finish()
    await removeWhenAsked()
  }

  /** A pod that is over stays until somebody deletes it; then the node has the last word. */
  const removeWhenAsked = async (): Promise<void> => {
    if (!pod.isDeleted && !left) await new Promise<void>((resolve) => (wake = resolve))
    if (left) return
    await status.finish()
    await status.remove()
    removeFiles()
  }
  const removeFiles = (): void => {
    for (const each of [directory, logDirectory]) rmSync(each, { recursive: true, force: true })
  }

  const over = (async () => {
    try {
      await live()
    } catch (error) {
      needs.say(`pod ${podTitle(pod)}: ${error instanceof Error ? error.message : String(error)}`)
    }
    await finish()
  })()
  if (pod.isDeleted) end(pod.gracePeriod)
  return {
    uid: pod.uid,
    pod: () => pod,
    records,
    logDirectory,
    context: () => context,
    update: (next) => {
      const before = pod
      pod = readPod(plainStandIns(next, needs.images))
      if (pod.isDeleted && (!before.isDeleted || pod.gracePeriod < before.gracePeriod)) end(pod.gracePeriod)
      if (pod.isDeleted) wake()
    },
    leave: async (grace) => {
      left = true
      end(grace)
      wake()
      await over
    },
    abandon: async () => {
      left = true
      end(pod.gracePeriod)
      wake()
      await over
      removeFiles()
    },
    over,
  }
}

const isOver = (object: JsonObject): boolean =>
  ['Succeeded', 'Failed'].includes(textOf(valueAt(object, 'status', 'phase')) ?? '')

const startOf = (object: JsonObject, otherwise: number): number => {
  const time = Date.parse(textOf(valueAt(object, 'status', 'startTime')) ?? '')
  return Number.isNaN(time) ? otherwise : time
}
