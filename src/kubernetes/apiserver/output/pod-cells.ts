/** The row of a pod: how many containers are ready, what state it is in, how often they were restarted. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { Row } from './cells.ts'
import { ageOf } from './human-duration.ts'

export function podCells(pod: JsonObject, now: number): Row {
  const [spec, status] = [objectOf(pod['spec']), objectOf(pod['status'])]
  const state = stateOf(pod)
  const restarts =
    state.restarts !== 0 && state.lastRestart !== undefined
      ? `${state.restarts} (${ageOf(state.lastRestart, now)} ago)`
      : String(state.restarts)
  const created = valueAt(pod, 'metadata', 'creationTimestamp')
  const gates = listOf(spec['readinessGates']).map((gate) => valueAt(gate, 'conditionType'))
  const open = gates.filter((type) => hasCondition(status, type)).length
  const phase = status['phase']
  return {
    cells: [
      textOf(valueAt(pod, 'metadata', 'name')),
      `${state.ready}/${state.total}`,
      state.reason,
      restarts,
      ageOf(created, now),
      textOf(valueAt(listOf(status['podIPs'])[0], 'ip')) || '<none>',
      textOf(spec['nodeName']) || '<none>',
      textOf(status['nominatedNodeName']) || '<none>',
      gates.length === 0 ? '<none>' : `${open}/${gates.length}`,
    ],
    ...(phase === 'Succeeded' && {
      conditions: [completed('Succeeded', 'The pod has completed successfully.')],
    }),
    ...(phase === 'Failed' && { conditions: [completed('Failed', 'The pod failed.')] }),
  }
}

const completed = (reason: string, message: string): JsonObject => ({
  type: 'Completed',
  status: 'True',
  reason,
  message,
})

interface State {
  readonly reason: string
  readonly ready: number
  readonly total: number
  readonly restarts: number
  readonly lastRestart?: string
}

/** The words and the order of checks are those of kube-apiserver's printers. */
function stateOf(pod: JsonObject): State {
  const [spec, status] = [objectOf(pod['spec']), objectOf(pod['status'])]
  const initContainers = listOf(spec['initContainers'])
  const sidecars = new Set(
    initContainers
      .filter((each) => valueAt(each, 'restartPolicy') === 'Always')
      .map((each) => valueAt(each, 'name')),
  )
  const total = listOf(spec['containers']).length + sidecars.size
  const phase = textOf(status['phase']) ?? ''
  const gated = listOf(status['conditions']).some(
    (each) => valueAt(each, 'type') === 'PodScheduled' && valueAt(each, 'reason') === 'SchedulingGated',
  )
  const first = gated ? 'SchedulingGated' : textOf(status['reason']) || phase
  const init = readInitStates(listOf(status['initContainerStatuses']), sidecars, initContainers.length)
  const isInitialized = listOf(status['conditions']).some(
    (each) => valueAt(each, 'type') === 'Initialized' && valueAt(each, 'status') === 'True',
  )
  const settled =
    init.reason !== undefined && !isInitialized
      ? { ...init, reason: init.reason }
      : readMainStates(status, init.reason ?? first, init)
  const deleting = valueAt(pod, 'metadata', 'deletionTimestamp') !== undefined
  const reason =
    deleting && status['reason'] === 'NodeLost'
      ? 'Unknown'
      : deleting && phase !== 'Succeeded' && phase !== 'Failed'
        ? 'Terminating'
        : settled.reason
  return { reason, total, ready: settled.ready, restarts: settled.restarts, lastRestart: settled.lastRestart }
}

interface Counted {
  readonly reason?: string
  readonly ready: number
  readonly restarts: number
  readonly lastRestart?: string
  /** Of native sidecars, which alone count once all others are done. */
  readonly sidecarRestarts: number
  readonly lastSidecarRestart?: string
}

function readInitStates(
  statuses: readonly unknown[],
  sidecars: ReadonlySet<unknown>,
  count: number,
): Counted {
  let counted: Counted = { ready: 0, restarts: 0, sidecarRestarts: 0 }
  for (const [at, container] of statuses.entries()) {
    const isSidecar = sidecars.has(valueAt(container, 'name'))
    const restarts = Number(valueAt(container, 'restartCount') ?? 0)
    const finished = finishOf(container)
    counted = {
      ...counted,
      restarts: counted.restarts + restarts,
      lastRestart: later(counted.lastRestart, finished),
      ...(isSidecar && {
        sidecarRestarts: counted.sidecarRestarts + restarts,
        lastSidecarRestart: later(counted.lastSidecarRestart, finished),
      }),
    }
    const terminated = valueAt(container, 'state', 'terminated')
    if (terminated !== undefined && exitCodeOf(terminated) === 0) continue
    if (isSidecar && valueAt(container, 'started') === true) {
      if (valueAt(container, 'ready') === true) counted = { ...counted, ready: counted.ready + 1 }
      continue
    }
    const waiting = textOf(valueAt(container, 'state', 'waiting', 'reason')) ?? ''
    const reason =
      terminated !== undefined
        ? endOf(terminated)
        : waiting !== '' && waiting !== 'PodInitializing'
          ? waiting
          : `${at}/${count}`
    return { ...counted, reason: `Init:${reason}` }
  }
  return counted
}

function readMainStates(
  status: JsonObject,
  first: string,
  init: Counted,
): Counted & { readonly reason: string } {
  let [reason, failure, running] = [first, '', false]
  let { ready, sidecarRestarts: restarts, lastSidecarRestart: lastRestart } = init
  for (const container of listOf(status['containerStatuses']).toReversed()) {
    restarts += Number(valueAt(container, 'restartCount') ?? 0)
    lastRestart = later(lastRestart, finishOf(container))
    const waiting = textOf(valueAt(container, 'state', 'waiting', 'reason')) ?? ''
    const terminated = valueAt(container, 'state', 'terminated')
    if (waiting !== '') reason = waiting
    else if (terminated !== undefined) {
      reason = endOf(terminated)
      if (exitCodeOf(terminated) !== 0) failure = reason
    } else if (valueAt(container, 'ready') === true && valueAt(container, 'state', 'running') !== undefined) {
      running = true
      ready++
    }
  }
  if (reason === 'Completed') {
    if (running && hasCondition(status, 'Ready')) reason = 'Running'
    else if (failure !== '') reason = failure
    else if (running) reason = 'NotReady'
  }
  return { reason, ready, restarts, lastRestart, sidecarRestarts: restarts }
}

const hasCondition = (status: JsonObject, type: unknown): boolean =>
  listOf(status['conditions']).some(
    (each) => valueAt(each, 'type') === type && valueAt(each, 'status') === 'True',
  )

const exitCodeOf = (terminated: unknown): number => Number(valueAt(terminated, 'exitCode') ?? 0)

function endOf(terminated: unknown): string {
  const signal = Number(valueAt(terminated, 'signal') ?? 0)
  return (
    textOf(valueAt(terminated, 'reason')) ||
    (signal === 0 ? `ExitCode:${exitCodeOf(terminated)}` : `Signal:${signal}`)
  )
}

const finishOf = (container: unknown): string | undefined =>
  textOf(valueAt(container, 'lastState', 'terminated', 'finishedAt'))

const later = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a
