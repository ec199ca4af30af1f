/** Builds test/kube-apiserver once for each state of its sources, into .cache/kube-apiserver/<hash>. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const module = join(root, 'test/kube-apiserver')
const cache = join(root, '.cache/kube-apiserver')

/** What the server says of its version, and kubectl compares with its own. */
const version = 'k8s.io/component-base/version'

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
  const built = spawnSync('go', ['build', '-trimpath', '-ldflags', flags.join(' '), '-o', unfinished, '.'], {
    cwd: module,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local' },
  })
  if (built.error !== undefined || built.status !== 0) throw new Error('test/kube-apiserver does not build')
  renameSync(unfinished, program)
  // Each is over a hundred megabytes, and nobody builds an earlier state again.
  for (const other of readdirSync(cache))
    if (other !== hash) rmSync(join(cache, other), { recursive: true, force: true })
  say(`built in ${((performance.now() - started) / 1000).toFixed(0)} s`)
  return program
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
