/** Probes a container while it runs: whether it has started, whether it is ready, whether it has to be started anew. */
import { tell, type PodContext, type RunningContainer } from '../containers/context.ts'
import { endContainer } from '../containers/end-container.ts'
import { podTitle } from '../pods/read-pod.ts'
import type { ContainerRecord } from '../pods/records.ts'
import type { Probe } from './read-probe.ts'
import { runCheck } from './run-check.ts'

/** Returns what ends the watch. */
export function watchContainer(
  context: PodContext,
  record: ContainerRecord,
  running: RunningContainer,
): () => void {
  const { startup, liveness, readiness } = record.container
  const stops: (() => void)[] = []
  const over = { now: false }

  const begin = (probe: Probe | undefined, onResult: (passed: boolean) => void): void => {
    if (probe !== undefined && !over.now) stops.push(repeat(context, running, probe, onResult))
  }
  const setReady = (ready: boolean): void => {
    if (over.now || record.ready === ready) return
    record.ready = ready
    context.changed()
  }
  const hasStarted = (): void => {
    if (record.started || over.now) return
    record.started = true
    if (readiness === undefined) record.ready = true
    context.changed()
    begin(readiness, setReady)
    begin(liveness, (passed) => {
      if (!passed) restart(context, running, liveness!)
    })
  }
  if (startup === undefined) hasStarted()
  else
    begin(startup, (passed) => {
      if (passed) {
        stops.splice(0).forEach((stop) => stop())
        hasStarted()
      } else restart(context, running, startup)
    })
  return () => {
    over.now = true
    for (const stop of stops) stop()
  }
}

function restart(context: PodContext, running: RunningContainer, probe: Probe): void {
  const { name } = running.container
  const { restartPolicy, gracePeriod } = context.pod()
  const again = restartPolicy === 'Never' && running.container.role !== 'sidecar' ? '' : ', will be restarted'
  void endContainer(context, running, {
    grace: probe.gracePeriod ?? gracePeriod,
    message: `Container ${name} failed ${probe.type.toLowerCase()} probe${again}`,
  })
}

/** Tells of the first result, and of each that so many in a row have changed. */
function repeat(
  context: PodContext,
  running: RunningContainer,
  probe: Probe,
  onResult: (passed: boolean) => void,
): () => void {
  let cancel: () => void
  let stopped = false
  let inRow = { passed: true, count: 0 }
  let told: boolean | undefined
  const act = async (): Promise<void> => {
    const { ok, output } = await runCheck(context, running, probe.check, probe.timeout * 1000)
    if (stopped || running.ending !== undefined) return
    if (!ok)
      tell(context, running.container, {
        type: 'Warning',
        reason: 'Unhealthy',
        message: `${probe.type} probe failed: ${output}`,
      })
    inRow = inRow.passed === ok ? { passed: ok, count: inRow.count + 1 } : { passed: ok, count: 1 }
    if (told !== ok && inRow.count >= (ok ? probe.successThreshold : probe.failureThreshold)) {
      told = ok
      onResult(ok)
    }
    if (!stopped) cancel = context.needs.after(probe.period * 1000, again)
  }
  const again = (): void =>
    void act().catch((error: unknown) =>
      context.needs.say(`probe of ${podTitle(context.pod())}: ${String(error)}`),
    )
  cancel = context.needs.after(probe.initialDelay * 1000, again)
  return () => {
    stopped = true
    cancel()
  }
}
