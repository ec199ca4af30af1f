/** Finds a kube-apiserver and an etcd for tests, or builds them from the module below test/kube-apiserver. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { build } from './build.ts'

export type Programs =
  /** One program with etcd and the controllers that tests need. */
  | { readonly kind: 'built'; readonly program: string }
  /** Released programs; without a controller manager there are no Deployments' pods. */
  | {
      readonly kind: 'released'
      readonly apiServer: string
      readonly etcd: string
      readonly controllerManager?: string
    }

export type FoundPrograms =
  | { readonly ok: true; readonly programs: Programs }
  /** Why there are none on this machine, in one line. */
  | { readonly ok: false; readonly reason: string }

/** Throws when the module does not build: a machine that has what is needed must not pass over the tests. */
export function findPrograms(say: (line: string) => void): FoundPrograms {
  const assets = process.env['KUBEBUILDER_ASSETS']
  if (assets !== undefined && assets !== '') {
    const programs = releasedIn([assets])
    if (programs === undefined)
      return { ok: false, reason: `KUBEBUILDER_ASSETS (${assets}) has no kube-apiserver and etcd` }
    return { ok: true, programs }
  }
  const released = releasedIn((process.env['PATH'] ?? '').split(delimiter))
  if (released !== undefined) return { ok: true, programs: released }
  const go = spawnSync('go', ['version'], { encoding: 'utf8' })
  if (go.error !== undefined || go.status !== 0)
    return { ok: false, reason: 'there is no kube-apiserver with etcd in PATH, and no Go to build one with' }
  return { ok: true, programs: { kind: 'built', program: build(say) } }
}

function releasedIn(directories: readonly string[]): Programs | undefined {
  const find = (name: string): string | undefined =>
    directories
      .filter((directory) => directory !== '')
      .map((directory) => join(directory, name))
      .find((path) => existsSync(path))
  const [apiServer, etcd, controllerManager] = ['kube-apiserver', 'etcd', 'kube-controller-manager'].map(find)
  if (apiServer === undefined || etcd === undefined) return undefined
  return {
    kind: 'released',
    apiServer,
    etcd,
    ...(controllerManager !== undefined && { controllerManager }),
  }
}
