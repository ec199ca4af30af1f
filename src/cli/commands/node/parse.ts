/** Reads the words of options of `podpass node`. */
import { InvalidArgumentError } from 'commander'
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

const runtimes = ['docker', 'podman', 'containerd']

export function parseRuntime(text: string): 'process' {
  if (runtimes.includes(text))
    throw new InvalidArgumentError(
      `${text} is not used: images stand for programs of this machine, see --image-map`,
    )
  if (text !== 'process') throw new InvalidArgumentError('expected process')
  return text
}

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
