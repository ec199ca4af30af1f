/** The life of one container: started, watched, and started again as the pod's restart policy has it. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, valueAt } from '../../api/index.ts'
import { readCheck } from '../probes/read-probe.ts'
import { runCheck } from '../probes/run-check.ts'
import { watchContainer } from '../probes/watch-container.ts'
import { podTitle } from '../pods/read-pod.ts'
import type { ContainerRecord, Ended } from '../pods/records.ts'
import { createBackOff, goDuration, usualBackOff } from './back-off.ts'
import { tell, type PodContext, type RunningContainer } from './context.ts'
import { endContainer } from './end-container.ts'
import { startContainer } from './start-container.ts'

/** Resolves when it is not started any more. */
export async function keepContainer(context: PodContext, record: ContainerRecord): Promise<void> {
  const { ending, needs } = context
  const backOff = createBackOff(needs.backOff ?? usualBackOff)
  while (!ending.aborted) {
    const ended = await runOnce(context, record)
    if (ended === undefined) return
    record.state = { kind: 'terminated', ended }
    record.started = false
    record.ready = record.container.role === 'init' && ended.exitCode === 0
    context.changed()
    if (ending.aborted || !isToBeRestarted(context, record, ended)) return
    const wait = backOff.next(ended.finishedAt ?? needs.now())
    record.last = ended
    if (wait > 0) await waitInBackOff(context, record, wait)
    if (ending.aborted) {
      record.state = { kind: 'terminated', ended }
      return
    }
    record.restartCount++
  }
}

function isToBeRestarted(context: PodContext, { container }: ContainerRecord, { exitCode }: Ended): boolean {
  if (container.role === 'sidecar') return true
  const { restartPolicy } = context.pod()
  if (restartPolicy === 'Never') return false
  return restartPolicy === 'Always' && container.role === 'main' ? true : exitCode !== 0
}

async function waitInBackOff(context: PodContext, record: ContainerRecord, wait: number): Promise<void> {
  const { name } = record.container
  const title = podTitle(context.pod())
  const message = `back-off ${goDuration(wait)} restarting failed container=${name} pod=${title}`
  record.state = { kind: 'waiting', reason: 'CrashLoopBackOff', message }
  tell(context, record.container, {
    type: 'Warning',
    reason: 'BackOff',
    message: `Back-off restarting failed container ${name} in pod ${title}`,
  })
  context.changed()
  await pause(context, wait)
}

/** Undefined when it was never started, because the pod ends. */
async function runOnce(context: PodContext, record: ContainerRecord): Promise<Ended | undefined> {
  const started = await startPatiently(context, record)
  if (started === undefined) return undefined
  if (!('launched' in started)) return started
  const { running, needs } = context
  const { name } = record.container
  running.set(name, started)
  record.containerId = started.id ?? `podpass://${Buffer.from(needs.random(32)).toString('hex')}`
  record.state = { kind: 'running', startedAt: started.startedAt }
  context.changed()
  // Whoever asked for the end while this one was being started has not seen it.
  if (context.ending.aborted)
    void endContainer(context, started, {
      grace: context.pod().gracePeriod,
      message: `Stopping container ${name}`,
    })
  await runPostStart(context, started)
  const stopWatching = watchContainer(context, record, started)
  const exitCode = await started.exited
  stopWatching()
  running.delete(name)
  return {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    message: lastWords(context, record, started, exitCode),
    startedAt: started.startedAt,
    finishedAt: needs.now(),
    containerId: record.containerId,
  }
}

/** What cannot be started for a reason that may pass is tried again. */
async function startPatiently(
  context: PodContext,
  record: ContainerRecord,
): Promise<RunningContainer | Ended | undefined> {
  const { container } = record
  const { ending, needs } = context
  const { initial, max } = needs.backOff ?? usualBackOff
  const warn = (message: string): void =>
    tell(context, container, { type: 'Warning', reason: 'Failed', message })
  for (let wait = initial; !ending.aborted; wait = Math.min(max, wait * 2)) {
    const started = await startContainer(context, record)
    if (started.ok) return started.running
    const { reason, message, exit } = started
    if (exit !== undefined) {
      const now = needs.now()
      return { exitCode: exit, reason, message, startedAt: now, finishedAt: now }
    }
    const isPull = reason === 'ErrImagePull'
    if (isPull) warn(`Failed to pull image "${container.image}": ${message}`)
    warn(`Error: ${isPull ? reason : message}`)
    record.state = { kind: 'waiting', reason, message }
    context.changed()
    if (isPull) {
      await pause(context, Math.min(wait, 5000))
      const held = `Back-off pulling image "${container.image}"`
      tell(context, container, { type: 'Normal', reason: 'BackOff', message: held })
      warn('Error: ImagePullBackOff')
      record.state = {
        kind: 'waiting',
        reason: 'ImagePullBackOff',
        message: `${held}: ErrImagePull: ${message}`,
      }
      context.changed()
    }
    await pause(context, wait)
  }
  return undefined
}

async function runPostStart(context: PodContext, running: RunningContainer): Promise<void> {
  const hook = valueAt(running.container.object, 'lifecycle', 'postStart')
  if (!isObject(hook)) return
  const result = await Promise.race([
    runCheck(context, running, readCheck(hook), 2 ** 31 - 1),
    running.exited.then(() => ({ ok: true })),
  ])
  if (result.ok) return
  tell(context, running.container, {
    type: 'Warning',
    reason: 'FailedPostStartHook',
    message: 'PostStartHook failed',
  })
  await endContainer(context, running, { grace: context.pod().gracePeriod, message: 'FailedPostStartHook' })
}

const longestWords = 4096

/** What it left in its termination log; where it failed and asked for it, the end of its output. */
function lastWords(
  { directory }: PodContext,
  { container }: ContainerRecord,
  { log }: RunningContainer,
  exitCode: number,
): string | undefined {
  const left = readEnd(join(directory, 'termination', container.name), longestWords)
  if (left !== '') return left
  if (exitCode === 0 || container.object['terminationMessagePolicy'] !== 'FallbackToLogsOnError')
    return undefined
  const lines = readEnd(log.path, 16 * 1024)
    .split('\n')
    .slice(-81)
  return (
    lines
      .map((line) => line.split(' ').slice(3).join(' '))
      .join('\n')
      .slice(-2048) || undefined
  )
}

function readEnd(path: string, length: number): string {
  try {
    if (!statSync(path).isFile()) return ''
    return readFileSync(path).subarray(-length).toString('utf8')
  } catch {
    return ''
  }
}

/** Shorter when the pod ends. */
function pause({ needs, ending }: PodContext, milliseconds: number): Promise<void> {
  if (ending.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      cancel()
      ending.removeEventListener('abort', done)
      resolve()
    }
    const cancel = needs.after(milliseconds, done)
    ending.addEventListener('abort', done)
  })
}
