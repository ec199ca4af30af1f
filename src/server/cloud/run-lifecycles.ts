/** Ends what the lifecycle rules of buckets have made due: at the start and once an hour, since days end at midnight and servers are started at any time. */
import type { S3Service } from '../../aws/s3/index.ts'
import type { Clock } from '../../kit/index.ts'

const hour = 3_600_000

export function runLifecycles(
  s3: Pick<S3Service, 'runLifecycle' | 'cleared'>,
  { clock, onFault }: { readonly clock: Clock; readonly onFault: (fault: unknown) => void },
): () => Promise<void> {
  const closing = new AbortController()
  let running: Promise<void> = s3.cleared
  const run = (): void => {
    running = running.then(() => s3.runLifecycle(clock(), closing.signal)).catch(onFault)
  }
  run()
  const timer = setInterval(run, hour).unref()
  return async () => {
    clearInterval(timer)
    closing.abort()
    await running
  }
}
