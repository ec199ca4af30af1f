/** Finds helm for tests: in PATH, or built once from its Go module into .cache/helm/<hash>. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const module = join(root, 'test/deploy/helm')
const cache = join(root, '.cache/helm')

export type FoundHelm =
  | { readonly ok: true; readonly program: string }
  /** Why there is none on this machine, in one line. */
  | { readonly ok: false; readonly reason: string }

/** Looks and does not build: `npm test` needs nothing but Node. */
export function findHelm(): FoundHelm {
  if (runs('helm', ['version', '--short'])) return { ok: true, program: 'helm' }
  const program = builtProgram()
  if (existsSync(program)) return { ok: true, program }
  return runs('go', ['version'])
    ? { ok: false, reason: 'there is no helm in PATH, and `node tools/helm.ts` has not built one' }
    : { ok: false, reason: 'there is no helm in PATH, and no Go to build one with' }
}

/** Throws when the module does not build: a machine that has what is needed must not pass over the tests. */
export function findOrBuildHelm(say: (line: string) => void): FoundHelm {
  const found = findHelm()
  if (found.ok || !runs('go', ['version'])) return found
  say('building helm from its Go module: some minutes the first time on a machine')
  const program = builtProgram()
  mkdirSync(join(program, '..'), { recursive: true })
  // Whoever builds at the same time does the same work; the last one to be done takes the name.
  const unfinished = `${program}.${process.pid}`
  const built = spawnSync(
    'go',
    ['build', '-trimpath', '-ldflags', '-s -w', '-o', unfinished, 'helm.sh/helm/v3/cmd/helm'],
    {
      cwd: module,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
    },
  )
  if (built.error !== undefined || built.status !== 0) throw new Error('test/deploy/helm does not build')
  renameSync(unfinished, program)
  for (const other of readdirSync(cache))
    if (other !== hashOfModule()) rmSync(join(cache, other), { recursive: true, force: true })
  return { ok: true, program }
}

const builtProgram = (): string =>
  join(cache, hashOfModule(), process.platform === 'win32' ? 'helm.exe' : 'helm')

function hashOfModule(): string {
  const hash = createHash('sha256')
  for (const name of ['go.mod', 'go.sum']) hash.update(readFileSync(join(module, name))).update('\0')
  return hash.digest('hex').slice(0, 16)
}

const runs = (program: string, args: readonly string[]): boolean =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0
