/** Hands the signals that we get on to the processes that we run. */
import type { Launched } from './launch/launched.ts'

/** `process` itself, or something like it in tests. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown
  off(signal: NodeJS.Signals, listener: () => void): unknown
}

export interface ForwardOptions {
  readonly source: SignalSource
  /** Whom to signal, asked at each signal. */
  readonly targets: () => readonly Pick<Launched, 'kill'>[]
  /** On a terminal Ctrl-C reaches the whole group by itself; a second one would cut short how a command ends. */
  readonly onTerminal: boolean
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
const ofTerminal: readonly string[] = ['SIGINT', 'SIGQUIT']

/** Returns what ends the forwarding. While it lasts these signals do not end our own process. */
export function forwardSignals({ source, targets, onTerminal }: ForwardOptions): () => void {
  const listeners = signals.map((signal) => {
    const listener = (): void => {
      if (onTerminal && ofTerminal.includes(signal)) return
      for (const target of targets()) target.kill(signal)
    }
    source.on(signal, listener)
    return { signal, listener }
  })
  return () => {
    for (const { signal, listener } of listeners) source.off(signal, listener)
  }
}
