/** Keeps the heap small while a long list is read: what a list leaves behind is never given back, however little of it is kept. */
import { setFlagsFromString } from 'node:v8'

/** New space does not grow until the function that is returned is called; under load it then may. */
export function loadLean(): () => void {
  setFlagsFromString('--semi-space-growth-factor=1')
  let ended = false
  return () => {
    if (!ended) setFlagsFromString('--semi-space-growth-factor=2')
    ended = true
  }
}
