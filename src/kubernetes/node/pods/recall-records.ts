/** What the status of a pod tells of its containers to a node that has just begun: nothing of what ran does so any more. */
import { isObject, listOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import type { Container, Pod } from './read-pod.ts'
import { newRecord, type ContainerRecord, type Ended } from './records.ts'

export function recallRecords(pod: Pod): readonly ContainerRecord[] {
  const { object, containers } = pod
  const statuses = ['initContainerStatuses', 'containerStatuses']
    .flatMap((list) => listOf(valueAt(object, 'status', list)))
    .filter(isObject)
  const hasInit = containers.some(({ role }) => role !== 'main')
  return containers.map((container) => {
    const status = statuses.find((each) => each['name'] === container.name)
    const record = newRecord(container)
    if (!hasInit) record.state = { kind: 'waiting', reason: 'ContainerCreating' }
    if (status !== undefined) recall(pod, record, status)
    return record
  })
}

function recall(pod: Pod, record: ContainerRecord, status: JsonObject): void {
  const count = status['restartCount']
  record.restartCount = typeof count === 'number' ? count : 0
  record.last = readEnded(valueAt(status, 'lastState', 'terminated'))
  record.containerId = textOf(status['containerID']) ?? ''
  record.imageId = textOf(status['imageID']) ?? ''
  const running = valueAt(status, 'state', 'running')
  const ended: Ended | undefined = isObject(running)
    ? {
        exitCode: 255,
        reason: 'Unknown',
        startedAt: readTime(running['startedAt']),
        containerId: record.containerId,
      }
    : readEnded(valueAt(status, 'state', 'terminated'))
  if (ended === undefined) return
  const phase = valueAt(pod.object, 'status', 'phase')
  if (phase === 'Succeeded' || phase === 'Failed' || !runsAgain(pod, record.container, ended)) {
    record.state = { kind: 'terminated', ended }
    record.ready = record.container.role === 'init' && ended.exitCode === 0
    return
  }
  record.last = ended
  record.restartCount++
}

/** In a new sandbox the init containers run again, whatever came of them in the old one. */
function runsAgain({ restartPolicy, isDeleted }: Pod, { role }: Container, { exitCode }: Ended): boolean {
  if (isDeleted) return false
  if (role === 'sidecar') return true
  if (restartPolicy === 'Never') return role === 'init' && exitCode === 0
  return role === 'init' || restartPolicy === 'Always' || exitCode !== 0
}

function readEnded(value: unknown): Ended | undefined {
  if (!isObject(value)) return undefined
  const { exitCode, reason, message, containerID } = value
  return {
    exitCode: typeof exitCode === 'number' ? exitCode : 1,
    reason: textOf(reason) ?? 'Error',
    message: textOf(message),
    startedAt: readTime(value['startedAt']),
    finishedAt: readTime(value['finishedAt']),
    containerId: textOf(containerID),
  }
}

function readTime(value: unknown): number | undefined {
  const time = Date.parse(textOf(value) ?? '')
  return Number.isNaN(time) ? undefined : time
}
