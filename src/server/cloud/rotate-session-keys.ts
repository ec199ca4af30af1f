/** Brings in a new key for session tokens once a day, so that a key that leaks is not worth much for long. */
import type { Sts } from '../../aws/sts/index.ts'

const hour = 3_600_000
const day = 24 * hour

/** Looks at once and every hour, since a laptop sleeps and a server is seldom started to the minute. */
export function rotateSessionKeys(
  ring: Pick<Sts['ring'], 'rotateIfOlderThan'>,
  onFault: (fault: unknown) => void,
): () => Promise<void> {
  let looking: Promise<unknown> = Promise.resolve()
  const look = (): void => {
    looking = ring.rotateIfOlderThan(day).catch(onFault)
  }
  look()
  const timer = setInterval(look, hour).unref()
  return async () => {
    clearInterval(timer)
    await looking
  }
}
