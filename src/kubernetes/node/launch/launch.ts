/** Runs a command as a local process to which directories of ours appear at the paths where a container would have them. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { exitOf, launchedOf, neverStarted, signalIfThere, stdioOf, type Launched } from './launched.ts'
import { missingDirectory } from './missing-directory.ts'
import type { Mount } from './plan-mounts.ts'
import { rewriteEnv } from './rewrite-env.ts'
import { tryNamespace } from './start-in-namespace.ts'
import { startProcess } from './start-process.ts'

export interface LaunchSpec {
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Directories to appear at a path. What changes in them is seen inside. */
  readonly mounts?: readonly Mount[]
  /** Files to appear at a path; they are gone when the process has ended. */
  readonly files?: readonly { readonly path: string; readonly content: string }[]
  /** `pipe` gives streams on the result; by default the process shares ours. */
  readonly output?: 'inherit' | 'pipe'
  readonly input?: 'inherit' | 'ignore'
  /** `rewritten` where namespaces are not wanted. */
  readonly isolation?: 'namespace' | 'rewritten'
  /** Namespaces of the pod that it is to run in, and processes that it is to see alone. */
  readonly sandbox?: SandboxEntry
  /** Directories that are to look empty. */
  readonly hidden?: readonly string[]
  /** A file that stands at /dev/termination-log, beside the few devices of a container. */
  readonly lastWords?: string
  /** Flags of setpriv by which it gives up what it may do; only where namespaces are. */
  readonly privileges?: readonly string[]
  /** Told in one line when paths had to be rewritten. */
  readonly say?: (line: string) => void
}

export interface SandboxEntry {
  /** The words before a command that bring it into the pod's namespaces. */
  readonly enter: readonly string[]
  /** Whether they lead into a namespace of users, where it is root. */
  readonly ownUsers: boolean
  /** A process whose users the command has, where root runs the node: nobody of them is anybody on the machine. */
  readonly usersOf?: number
}

/** Resolves once the process runs, or has failed to. */
export async function launch(spec: LaunchSpec): Promise<Launched> {
  const scratch = mkdtempSync(join(tmpdir(), 'podpass-'))
  try {
    const launched = await start(spec, scratch)
    const exited = launched.exited.finally(() => remove(scratch))
    return { ...launched, exited }
  } catch (error) {
    remove(scratch)
    throw error
  }
}

const remove = (directory: string): void => rmSync(directory, { recursive: true, force: true })

async function start(spec: LaunchSpec, scratch: string): Promise<Launched> {
  const mounts = [...(spec.mounts ?? []), ...writeFiles(spec.files ?? [], scratch)]
  if (mounts.length === 0 && spec.sandbox === undefined) return startPlain(spec, [])
  const problem = await tryNamespace(spec, mounts, scratch)
  if (typeof problem !== 'string') return problem
  // Out of a network of its own it would come into another's.
  if (spec.sandbox !== undefined && spec.sandbox.enter.length > 0) throw new Error(problem)
  spec.say?.(
    `no mount namespace here (${problem}): ${mounts.map(({ path, source }) => `${path} is at ${source}`).join(', ')}`,
  )
  return startPlain(spec, mounts)
}

/** Files that share a directory become one mount. */
function writeFiles(files: NonNullable<LaunchSpec['files']>, scratch: string): readonly Mount[] {
  const byDirectory = Map.groupBy(files, ({ path }) => dirname(path))
  return [...byDirectory].map(([path, group], index) => {
    const source = join(scratch, `files-${index}`)
    mkdirSync(source, { mode: 0o700 })
    for (const file of group) writeFileSync(join(source, basename(file.path)), file.content, { mode: 0o600 })
    return { source, path, readOnly: true }
  })
}

async function startPlain(spec: LaunchSpec, mounts: readonly Mount[]): Promise<Launched> {
  const started = startProcess(spec.command, spec.args, {
    cwd: spec.cwd,
    env: rewriteEnv(spec.env, mounts),
    stdio: stdioOf(spec),
    detached: spec.sandbox !== undefined,
  })
  if (!started.ok) return neverStarted(spec, started.problem, 'rewritten')
  const { child } = started
  child.once('error', (error: NodeJS.ErrnoException) => spec.say?.(explainStart(spec, error)))
  const exited = exitOf(child)
  const launched = launchedOf(child, exited, 'rewritten')
  if (spec.sandbox === undefined || child.pid === undefined) return launched
  const group = -child.pid
  return { ...launched, kill: (signal) => signalIfThere(group, signal) }
}

/** The system says ENOENT of a missing directory as of a missing program. */
function explainStart({ command, cwd }: LaunchSpec, error: NodeJS.ErrnoException): string {
  if (cwd !== undefined && !existsSync(cwd)) return missingDirectory(cwd)
  return error.code === 'ENOENT'
    ? `\`${command}\` is not a command here`
    : `\`${command}\` cannot be started: ${error.message}`
}
