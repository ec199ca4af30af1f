/** Which logs of the control plane are exported. */
import type { Logging } from './record.ts'

export interface LogSetup {
  readonly types?: readonly string[]
  readonly enabled?: boolean
}

const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']

/** Whether a type of log is exported. */
export const isLogged = ({ clusterLogging }: Logging, type: string): boolean =>
  clusterLogging.some(({ types, enabled }) => enabled && types.includes(type))

/** Whether anything is. */
export const isAnyLogged = ({ clusterLogging }: Logging): boolean =>
  clusterLogging.some(({ types, enabled }) => enabled && types.length > 0)

/** EKS gives back two lists at most: the types that are logged and those that are not. A type that is not named stays as it was. */
export function loggingOf(setups: readonly LogSetup[] = [], before: readonly LogSetup[] = []): Logging {
  const all = [...before, ...setups]
  const isOn = (type: string): boolean => all.findLast(({ types }) => types?.includes(type))?.enabled ?? false
  const group = (enabled: boolean) => ({ types: logTypes.filter((type) => isOn(type) === enabled), enabled })
  return { clusterLogging: [group(true), group(false)].filter(({ types }) => types.length > 0) }
}
