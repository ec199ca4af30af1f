/** What other podpass commands need to know of an installation: written by `podpass up`, read by everything else. */
import { renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  DataDirectoryUnusable,
  isHeld,
  readIfPresent,
  writeAtomically,
  writeAtomicallyAside,
} from './data-directory.ts'

/** The administrator's own credentials and the account, kept owner-only. */
export interface AdminCredentials {
  readonly account: string
  readonly userName: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  /** With temporary credentials, as those by which an administrator comes into another account. */
  readonly sessionToken?: string
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
const adminDraft = 'admin.draft.json'
const runtimeFile = 'run.json'

export const caFile = (directory: string): string => join(resolve(directory), 'ca', 'ca.crt')
/** The local CA together with the system's roots, for variables that replace a program's trust. */
export const caBundleFile = (directory: string): string => join(resolve(directory), 'ca', 'bundle.crt')
export const kubeconfigFile = (directory: string, cluster: string): string =>
  join(resolve(directory), 'kubeconfig', `${encodeURIComponent(cluster)}.yaml`)

/** Writes those of an account that is to be made; they count once it is. */
export const draftAdminCredentials = (directory: string, admin: AdminCredentials): void =>
  writeAtomically(join(resolve(directory), adminDraft), textOf(admin))

export const readAdminDraft = (directory: string): AdminCredentials | undefined =>
  readJson<AdminCredentials>(directory, adminDraft, adminForm)

/** Once the account is in the store. */
export const keepAdminDraft = (directory: string): void =>
  renameSync(join(resolve(directory), adminDraft), join(resolve(directory), adminFile))

/** Requests are answered meanwhile. */
export const writeRuntime = (directory: string, runtime: Runtime): Promise<void> =>
  writeAtomicallyAside(join(resolve(directory), runtimeFile), textOf(runtime))

export const readAdminCredentials = (directory: string): AdminCredentials | undefined =>
  readJson<AdminCredentials>(directory, adminFile, adminForm)

/** The running podpass of a data directory; undefined when none runs on it. */
export function readRuntime(directory: string): Runtime | undefined {
  const runtime = readJson<Runtime>(directory, runtimeFile, runtimeForm)
  // After a crash the process id may be another program's; the hold on the directory is not.
  return runtime !== undefined && isAlive(runtime.pid) && isHeld(directory) ? runtime : undefined
}

type Form<T> = { readonly [Name in keyof T]: (value: unknown) => boolean }

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''

const adminForm: Form<Omit<AdminCredentials, 'sessionToken'>> = {
  account: (value) => isText(value) && /^\d{12}$/.test(String(value)),
  userName: isText,
  accessKeyId: isText,
  secretAccessKey: isText,
  region: isText,
}

const runtimeForm: Form<Runtime> = {
  pid: (value) => Number.isInteger(value) && Number(value) > 0,
  startedAt: isText,
  version: isText,
  endpoint: (value) => isText(value) && URL.canParse(String(value)),
  issuer: (value) => isText(value) && /:\d+$/.test(String(value)),
}

const textOf = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`

function readJson<T>(directory: string, name: string, form: Form<T>): T | undefined {
  const path = join(resolve(directory), name)
  const text = readIfPresent(path)
  if (text === undefined) return undefined
  const value = parseJson(path, text)
  for (const [field, fits] of Object.entries<(value: unknown) => boolean>(form))
    if (!fits(value?.[field]))
      throw new DataDirectoryUnusable(`\`${path}\` is damaged: it has no \`${field}\``)
  return value as T
}

function parseJson(path: string, text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown> | null
  } catch {
    // Its message would quote the file, and with it a secret.
    throw new DataDirectoryUnusable(`\`${path}\` is damaged: it is not JSON`)
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
