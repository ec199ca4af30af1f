/** Reads the words of options of `podpass node`. */
import { InvalidArgumentError } from 'commander'
import { runtimeKinds, type RuntimeWish } from '../../../kubernetes/node/index.ts'
import type { NodeTaint } from '../../../server/index.ts'

export interface Place {
  readonly host: string
  readonly port: number
}

export function parsePlace(text: string): Place {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? []
  if (host === undefined || Number(port) > 65_535) throw new InvalidArgumentError('expected HOST:PORT')
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
}

export const addPlace = (text: string, before: readonly Place[] = []): readonly Place[] => [
  ...before,
  parsePlace(text),
]

export function parseHops(text: string): number {
  if (!/^\d{1,2}$/.test(text) || Number(text) < 1 || Number(text) > 64)
    throw new InvalidArgumentError('expected a number from 1 to 64')
  return Number(text)
}

export type RuntimeName = RuntimeWish['kind'] | 'process'

export function parseRuntime(text: string): RuntimeName {
  if (text === 'process' || text === 'none') return 'process'
  if (text === 'containerd')
    throw new InvalidArgumentError('containerd is used by its client nerdctl: --runtime nerdctl')
  const found = (['auto', ...runtimeKinds] as const).find((kind) => kind === text)
  if (found === undefined)
    throw new InvalidArgumentError(`expected process, auto, ${runtimeKinds.join(', ')}`)
  return found
}

export const addWord = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

/** As `eks.amazonaws.com/nodegroup=main`. */
export function addLabel(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, key, value = ''] = /^([A-Za-z0-9][\w./-]*)=([\w.-]*)$/.exec(text) ?? []
  if (key === undefined) throw new InvalidArgumentError('expected KEY=VALUE')
  return { ...before, [key]: value }
}

/** As kubectl writes a taint: `KEY=VALUE:EFFECT` or `KEY:EFFECT`. */
export function addTaint(text: string, before: readonly NodeTaint[] = []): readonly NodeTaint[] {
  const [, key, value, effect] =
    /^([A-Za-z0-9][\w./-]*)(?:=([\w.-]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/.exec(text) ?? []
  if (key === undefined || effect === undefined)
    throw new InvalidArgumentError('expected KEY=VALUE:NoSchedule, PreferNoSchedule or NoExecute')
  return [...before, { key, ...(value !== undefined && { value }), effect: effect as NodeTaint['effect'] }]
}
