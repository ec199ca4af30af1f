/** Builds test/kube-apiserver once for each state of its sources, into .cache/kube-apiserver/<hash>. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { basename, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const module = join(root, 'test/kube-apiserver')
const cache = join(root, '.cache/kube-apiserver')

/** What the server says of its version, and kubectl compares with its own. */
const version = 'k8s.io/component-base/version'

/** Milliseconds for one attempt. Four minutes are usual on two cores with nothing cached. */
const buildLimit = 25 * 60_000

/** The path of the program; throws where it does not build. */
export function build(say: (line: string) => void): string {
  const hash = hashOfSources()
  const directory = join(cache, hash)
  const program = join(directory, process.platform === 'win32' ? 'kube-apiserver.exe' : 'kube-apiserver')
  if (existsSync(program)) return program
  say('building kube-apiserver and etcd from their Go modules: some minutes the first time on a machine')
  const started = performance.now()
  mkdirSync(directory, { recursive: true })
  // Whoever builds at the same time does the same work; the last one to be done takes the name.
  const unfinished = `${program}.${process.pid}`
  const [release, major, minor] = kubernetesVersion()
  const stamps = [`gitVersion=${release}`, `gitMajor=${major}`, `gitMinor=${minor}`]
  const flags = ['-s', '-w', ...stamps.map((stamp) => `-X ${version}.${stamp}`)]
  const args = ['build', '-trimpath', '-ldflags', flags.join(' '), '-o', unfinished, '.']
  const problem = runGo(args)
  if (problem !== undefined) {
    // What was downloaded and compiled is kept, so a second attempt goes on where the first one ended.
    say(`${problem}; trying once more`)
    const again = runGo(args)
    if (again !== undefined)
      throw new Error(`test/kube-apiserver does not build: ${again}; its words stand above`)
  }
  renameSync(unfinished, program)
  // Each is over a hundred megabytes, and nobody builds an earlier state again; somebody may still run one.
  for (const other of readdirSync(cache).map((name) => join(cache, name)))
    if (other !== directory && statSync(other).mtimeMs < Date.now() - 86_400_000)
      rmSync(other, { recursive: true, force: true })
  say(`built in ${((performance.now() - started) / 1000).toFixed(0)} s`)
  return program
}

/** What went wrong, if anything. */
function runGo(args: readonly string[]): string | undefined {
  const run = spawnSync('go', args, {
    cwd: module,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
    timeout: buildLimit,
  })
  if (run.status === 0) return undefined
  const isLate = run.error !== undefined && 'code' in run.error && run.error.code === 'ETIMEDOUT'
  if (isLate) return `go ${args[0]} was not done after ${buildLimit / 60_000} minutes`
  return `go ${args[0]} ended with ${run.status ?? run.signal ?? run.error?.message}`
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  for (const file of globSync(join(module, '{go.mod,go.sum,*.go}')).toSorted())
    hash.update(basename(file)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex').slice(0, 16)
}

function kubernetesVersion(): readonly [release: string, major: string, minor: string] {
  const found = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(readFileSync(join(module, 'go.mod'), 'utf8'))
  if (found === null) throw new Error('test/kube-apiserver/go.mod names no version of k8s.io/kubernetes')
  return [found[1]!, found[2]!, found[3]!]
}
