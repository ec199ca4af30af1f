/** What other podpass commands need to know of an installation: written by `podpass up`, read by everything else. */
import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DataDirectoryUnusable, readIfPresent, writeAtomically } from './data-directory.ts'

/** The administrator's own credentials and the account, kept owner-only. */
export interface AdminCredentials {
  readonly account: string
  readonly userName: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/** Where a running podpass listens. */
export interface Runtime {
  readonly pid: number
  /** ISO 8601 */
  readonly startedAt: string
  readonly version: string
  /** The AWS endpoint over plain HTTP, such as `http://127.0.0.1:4566`; https works on the same port. */
  readonly endpoint: string
  /** `host:port` of the listener that serves the issuers' documents over HTTPS. */
  readonly issuer: string
}

const adminFile = 'admin.json'
const runtimeFile = 'run.json'

export const caFile = (directory: string): string => join(resolve(directory), 'ca', 'ca.crt')
/** The local CA together with the system's roots, for variables that replace a program's trust. */
export const caBundleFile = (directory: string): string => join(resolve(directory), 'ca', 'bundle.crt')
export const kubeconfigFile = (directory: string, cluster: string): string =>
  join(resolve(directory), 'kubeconfig', `${encodeURIComponent(cluster)}.yaml`)

export const writeAdminCredentials = (directory: string, admin: AdminCredentials): void =>
  writeJson(directory, adminFile, admin)

export const writeRuntime = (directory: string, runtime: Runtime): void =>
  writeJson(directory, runtimeFile, runtime)

export const readAdminCredentials = (directory: string): AdminCredentials | undefined =>
  readJson<AdminCredentials>(directory, adminFile)

/** The running podpass of a data directory; undefined when none runs on it. */
export function readRuntime(directory: string): Runtime | undefined {
  const runtime = readJson<Runtime>(directory, runtimeFile)
  return runtime !== undefined && isAlive(runtime.pid) ? runtime : undefined
}

function writeJson(directory: string, name: string, value: unknown): void {
  writeAtomically(join(resolve(directory), name), `${JSON.stringify(value, undefined, 2)}\n`)
}

function readJson<T>(directory: string, name: string): T | undefined {
  const path = join(resolve(directory), name)
  const text = readIfPresent(path)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as T
  } catch (cause) {
    throw new DataDirectoryUnusable(`\`${path}\` is damaged: it is not JSON`, { cause })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export const removeRuntime = (directory: string): void =>
  rmSync(join(resolve(directory), runtimeFile), { force: true })
