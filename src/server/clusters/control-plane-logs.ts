/** What a cluster's control plane exports to CloudWatch Logs, as EKS does: in batches behind the calls, so that no call waits for it. */
import { sha256Hex, type Clock } from '../../kit/index.ts'
import type { ClusterRecord } from './record.ts'

/** The types of EKS of which there is something to tell here. */
export type LogType = 'audit' | 'authenticator'

export interface ControlPlaneLogsNeeds {
  readonly clock: Clock
  /** Whether EKS has this type switched on for a cluster, at this moment. */
  readonly isLogged: (
    cluster: { readonly name: string; readonly account: string; readonly region: string },
    type: LogType,
  ) => boolean
  /** Keeps lines in CloudWatch Logs. */
  readonly deliver: (lines: LogLines) => Promise<void>
  /** Told when lines cannot be kept or had to be dropped. */
  readonly onFault: (fault: unknown) => void
}

export interface LogLines {
  readonly cluster: { readonly name: string; readonly account: string; readonly region: string }
  readonly group: string
  readonly stream: string
  readonly events: readonly LogLine[]
}

interface LogLine {
  readonly timestamp: number
  readonly message: string
}

export interface ControlPlaneLogs {
  readonly write: (type: LogType, line: string) => void
  /** Delivers what waits and takes no more. */
  readonly close: () => Promise<void>
}

const flushAfter = 500
/** Letters that may wait before lines are dropped: a cluster must not fill the memory of all. */
const mostWaiting = 8 * 1024 * 1024

const streamPrefixes: Readonly<Record<LogType, string>> = {
  audit: 'kube-apiserver-audit',
  authenticator: 'authenticator',
}

export const logGroupOf = (cluster: string): string => `/aws/eks/${cluster}/cluster`

export function openControlPlaneLogs(
  { clock, isLogged, deliver, onFault }: ControlPlaneLogsNeeds,
  { name, account, region, issuer }: ClusterRecord,
): ControlPlaneLogs {
  const cluster = { name, account, region }
  let pending = new Map<LogType, LogLine[]>()
  let waiting = 0
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  let delivering = Promise.resolve()
  let closed = false

  const write = (type: LogType, message: string): void => {
    if (closed || !isLogged(cluster, type)) return
    if (waiting + message.length > mostWaiting) return void dropped++
    waiting += message.length
    const lines = pending.get(type)
    if (lines === undefined) pending.set(type, [{ timestamp: clock(), message }])
    else lines.push({ timestamp: clock(), message })
    timer ??= setTimeout(() => void flush(), flushAfter).unref()
  }

  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const batch = pending
    pending = new Map()
    delivering = delivering.then(() => deliverAll(batch))
    return delivering
  }

  const deliverAll = async (batch: ReadonlyMap<LogType, readonly LogLine[]>): Promise<void> => {
    for (const [type, events] of batch) await deliverOne(type, events)
    if (dropped > 0) onFault(new Error(`cluster ${name}: ${dropped} lines of its logs were dropped`))
    dropped = 0
  }

  const deliverOne = async (type: LogType, events: readonly LogLine[]): Promise<void> => {
    try {
      await deliver({ cluster, group: logGroupOf(name), stream: streamOf(type), events })
    } catch (fault) {
      onFault(fault)
    }
    for (const { message } of events) waiting -= message.length
  }

  // EKS draws the digits for each machine of a control plane; this one is the same all its life.
  const streamOf = (type: LogType): string =>
    `${streamPrefixes[type]}-${sha256Hex(`${issuer} ${type}`).slice(0, 32)}`

  return {
    write,
    close: async () => {
      await flush()
      closed = true
    },
  }
}
