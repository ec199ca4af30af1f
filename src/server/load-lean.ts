/** Keeps the heap small while a long list is read: what a list leaves behind is never given back by itself, however little of it is kept. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** New space does not grow until the function that is returned is called; under load it then may. */
export function loadLean(): () => void {
  setFlagsFromString('--semi-space-growth-factor=1')
  let ended = false
  return () => {
    if (ended) return
    ended = true
    setFlagsFromString('--semi-space-growth-factor=2')
    collectOnce()
  }
}

/**
 * A heap that hardly grows afterwards would keep the list's garbage for hours. It stands still for as long as fifty
 * milliseconds, at the one moment when nobody asks yet: readiness has just come and no probe has seen it.
 */
function collectOnce(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect === 'function') collect({ type: 'major', flavor: 'last-resort' })
}
