/** Ends a container as its pod asks for it: the hook, SIGTERM, and SIGKILL when its time is over. */
import { isObject, valueAt } from '../../api/index.ts'
import { readCheck } from '../probes/read-probe.ts'
import { runCheck } from '../probes/run-check.ts'
import { tell, type PodContext, type RunningContainer } from './context.ts'

export interface EndWish {
  /** Seconds. */
  readonly grace: number
  readonly message: string
}

/** Resolves when it has ended. Asked twice, it ends once. */
export function endContainer(context: PodContext, running: RunningContainer, wish: EndWish): Promise<void> {
  if (running.ending === undefined) running.ending = end(context, running, wish)
  // Who asks again may have less time than who asked first.
  else {
    const cancel = context.needs.after(wish.grace * 1000, () => running.launched.kill('SIGKILL'))
    void running.exited.then(cancel)
  }
  return running.ending
}

async function end(
  context: PodContext,
  running: RunningContainer,
  { grace, message }: EndWish,
): Promise<void> {
  const { launched, container, exited } = running
  tell(context, container, { type: 'Normal', reason: 'Killing', message })
  const deadline = context.needs.now() + grace * 1000
  const cancel = context.needs.after(grace * 1000, () => launched.kill('SIGKILL'))
  try {
    if (grace > 0) await runPreStop(context, running, deadline)
    launched.kill(grace > 0 ? 'SIGTERM' : 'SIGKILL')
    await exited
  } finally {
    cancel()
  }
}

async function runPreStop(context: PodContext, running: RunningContainer, deadline: number): Promise<void> {
  const hook = valueAt(running.container.object, 'lifecycle', 'preStop')
  if (!isObject(hook)) return
  const left = deadline - context.needs.now()
  const sleep = valueAt(hook, 'sleep', 'seconds')
  const acting =
    typeof sleep === 'number'
      ? pause(context, Math.min(left, sleep * 1000))
      : runCheck(context, running, readCheck(hook), left)
  const result = await Promise.race([acting, running.exited.then(() => undefined)])
  if (result !== undefined && !result.ok)
    tell(context, running.container, {
      type: 'Warning',
      reason: 'FailedPreStopHook',
      message: 'PreStopHook failed',
    })
}

const pause = (context: PodContext, milliseconds: number): Promise<undefined> =>
  new Promise((resolve) => void context.needs.after(milliseconds, () => resolve(undefined)))
