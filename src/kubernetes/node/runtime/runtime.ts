/** A container runtime of this machine by its CLI: what a node asks of it. */
import type { ChildProcess } from 'node:child_process'
import { isObject, listOf, textOf, valueAt } from '../../api/index.ts'
import type { Found } from '../problem.ts'
import { problem } from '../problem.ts'
import { runtimeKinds, type RuntimeKind } from './create-arguments.ts'
import { runCli, startCli, type Cli } from './run-cli.ts'

export interface RuntimeImage {
  /** With its digest where the runtime knows one. */
  readonly id: string
  /** As whom it runs unless the pod says so. */
  readonly user: string
}

export interface ContainerRuntime {
  readonly kind: RuntimeKind
  /** As `podman://4.3.1`. */
  readonly version: string
  readonly findImage: (image: string) => Promise<RuntimeImage | undefined>
  readonly pull: (image: string) => Promise<Found<undefined>>
  /** The container's id. */
  readonly create: (words: readonly string[]) => Promise<Found<string>>
  readonly start: (id: string) => Promise<Found<undefined>>
  /** A process that has the container's output. */
  readonly follow: (id: string) => ChildProcess
  /** The exit code. */
  readonly wait: (id: string) => Promise<number>
  readonly kill: (id: string, signal: string) => Promise<Found<undefined>>
  /** The words that run a command in the container. */
  readonly execWords: (
    id: string,
    wish: { readonly input: boolean; readonly tty: boolean },
  ) => readonly string[]
  readonly remove: (ids: readonly string[]) => Promise<void>
  /** Containers with this label, those that have ended too. */
  readonly list: (label: string) => Promise<readonly string[]>
}

/** What ends with a signal that nobody saw. */
const unknownExit = 255

export interface RuntimeWish {
  readonly kind: RuntimeKind | 'auto'
  readonly program?: string
  readonly words?: readonly string[]
}

/** Asks the runtime whether it is there and answers; `auto` takes the first that does. */
export async function openRuntime({
  kind,
  program,
  words = [],
}: RuntimeWish): Promise<Found<ContainerRuntime>> {
  if (kind !== 'auto') return askRuntime(kind, { program: program ?? kind, words })
  const problems: string[] = []
  for (const each of runtimeKinds) {
    const found = await askRuntime(each, { program: program ?? each, words })
    if (found.ok) return found
    problems.push(found.problem)
  }
  return problem(problems.join('; '))
}

async function askRuntime(kind: RuntimeKind, cli: Cli): Promise<Found<ContainerRuntime>> {
  const version = await runCli(cli, ['version', '--format', '{{.Client.Version}}'])
  if (version.code !== 0) return problem(`${kind} does not answer: ${version.problem}`)
  const listed = await runCli(cli, ['ps', '--quiet'])
  if (listed.code !== 0) return problem(`${kind} does not answer: ${listed.problem}`)
  return { ok: true, value: runtimeOf(kind, cli, version.out) }
}

function runtimeOf(kind: RuntimeKind, cli: Cli, version: string): ContainerRuntime {
  const act = async (...command: readonly string[]): Promise<Found<undefined>> => {
    const { code, problem: why } = await runCli(cli, command)
    return code === 0 ? { ok: true, value: undefined } : problem(why)
  }
  return {
    kind,
    version: `${kind}://${version}`,
    findImage: async (image) => {
      const { code, out } = await runCli(cli, ['image', 'inspect', image])
      return code === 0 ? readImage(out) : undefined
    },
    pull: (image) => act('pull', '--quiet', image),
    create: async (words) => {
      const { code, out, problem: why } = await runCli(cli, words)
      const id = out.split('\n').at(-1) ?? ''
      return code === 0 && /^[0-9a-f]{12,64}$/.test(id) ? { ok: true, value: id } : problem(why)
    },
    start: (id) => act('start', id),
    follow: (id) => startCli(cli, ['logs', '--follow', id]),
    wait: async (id) => {
      const { code, out } = await runCli(cli, ['wait', id])
      return code === 0 && /^\d{1,3}$/.test(out) ? Number(out) : unknownExit
    },
    kill: (id, signal) => act('kill', '--signal', signal, id),
    execWords: (id, { input, tty }) => [
      cli.program,
      ...cli.words,
      'exec',
      ...(input || tty ? ['--interactive'] : []),
      ...(tty ? ['--tty'] : []),
      id,
    ],
    remove: async (ids) => {
      if (ids.length > 0) await runCli(cli, ['rm', '--force', '--volumes', ...ids])
    },
    list: async (label) => {
      const { out } = await runCli(cli, ['ps', '--all', '--quiet', '--no-trunc', `--filter=label=${label}`])
      return out.split('\n').filter((id) => /^[0-9a-f]+$/.test(id))
    },
  }
}

function readImage(text: string): RuntimeImage | undefined {
  const [image] = listOf(parse(text))
  if (!isObject(image)) return undefined
  const [digest] = listOf(image['RepoDigests'])
  return {
    id: textOf(digest) ?? textOf(image['Id']) ?? '',
    user: textOf(valueAt(image, 'Config', 'User')) ?? '',
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
