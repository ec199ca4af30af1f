/** The shape of a case file, `<service>/<Operation>.json`: README.md tells what each word means. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { TokenWish } from '../../e2e/support/tokens.ts'
import type { Consequence } from './prove-consequences.ts'

type Input = Readonly<Record<string, unknown>>

export interface Step {
  /** An operation, or `RunPod` for a pod in a cluster of the management account. */
  readonly call: string
  /** Another service's; that of the folder when absent. */
  readonly service?: string
  /** `admin` when absent, `caller`, `anonymous`, or a name under which credentials were kept. */
  readonly as?: string
  readonly input?: Input
  /** Becomes the web identity token of the input. */
  readonly token?: TokenWish
  /** Keeps what the answer tells, by the way to it: `{"id": "User.UserId"}`. */
  readonly save?: Readonly<Record<string, string>>
  /** Keeps the credentials of the answer under this name. */
  readonly keep?: string
  /** Another one than the installation's. */
  readonly region?: string
  /** Made so often, with `${n}` counting from 1. */
  readonly repeat?: number
  /** Made again until the answer fits. */
  readonly until?: unknown
}

export interface Success {
  readonly as?: string
  readonly input?: Input
  readonly token?: TokenWish
  readonly output?: unknown
  /** What the caller's only policy allows; the first one is what a denial names. */
  readonly actions?: readonly string[]
  /** What the first action is allowed on; everything when absent. */
  readonly resource?: string | readonly string[]
  /** The whole text of the denial, where it is not the usual one. */
  readonly denial?: string
  /** How a denial comes where it is not the service's usual error. */
  readonly denied?: Denied
  /** The error that even an allowed call gets, where nothing could succeed. */
  readonly refused?: string
  readonly save?: Readonly<Record<string, string>>
  readonly keep?: string
}

/** An answer that tells the denial of a part, or an error without a body. */
export type Denied = { readonly output: unknown } | { readonly code: string; readonly status: number }

export interface ErrorCase {
  readonly name: string
  /** Asked of a podpass of its own, by an administrator who is of no organization. */
  readonly alone?: true
  /** Played before the file's own setup. */
  readonly first?: true
  readonly setup?: readonly Step[]
  readonly as?: string
  /** Instead of the input of the success. */
  readonly input?: Input
  /** Changes the input of the success; null takes a member away. */
  readonly with?: Input
  readonly token?: TokenWish
  readonly error: string
  readonly status: number
  readonly message?: string
  /** The model's error, where clients show another code: answers to HEAD have no body. */
  readonly proves?: string
  /** The last of so many calls is refused and the others succeed, with `${n}` counting from 1. */
  readonly repeat?: number
  /** Why LookupEvents does not show it. */
  readonly unrecorded?: string
}

export interface RecordRule {
  readonly eventName?: string
  readonly eventSource?: string
  readonly readOnly?: boolean
}

export interface Proof {
  /** `own` when absent; `shared` with the other files of the service, `management`, `fresh`: a podpass of its own. */
  readonly account?: 'own' | 'shared' | 'management' | 'fresh'
  readonly setup?: readonly Step[]
  readonly success: Success
  readonly afterwards?: readonly Consequence[]
  /** Why nobody is denied it. */
  readonly open?: string
  /** Why LookupEvents does not show it. */
  readonly unrecorded?: string
  readonly record?: RecordRule
  /** Sensitive members that an event may tell, each with the reason. */
  readonly told?: Readonly<Record<string, string>>
  /** Members of the output that the model requires and the answer lacks, each with the reason. */
  readonly lacking?: Readonly<Record<string, string>>
  /** `Member constraint` or `Member` with the error code that comes instead of the service's validation error. */
  readonly validation?: Readonly<Record<string, string>>
  /** `Member constraint` or `Member` with the reason why the service does not refuse it. */
  readonly unchecked?: Readonly<Record<string, string>>
  readonly errors?: readonly ErrorCase[]
  readonly notes?: string
}

export const folderOf = (service: string): URL => new URL(`../${service}/`, import.meta.url)

/** The operations that have a file. */
export const provenOperations = (service: string): readonly string[] =>
  existsSync(folderOf(service))
    ? readdirSync(folderOf(service))
        .filter((file) => file.endsWith('.json') && file !== 'shared.json')
        .map((file) => file.slice(0, -'.json'.length))
        .toSorted()
    : []

export const readProof = (service: string, operation: string): Proof =>
  JSON.parse(readFileSync(new URL(`${operation}.json`, folderOf(service)), 'utf8')) as Proof

/** What all files of a service with `"account": "shared"` stand on, set up once. */
export function readSharedSetup(service: string): readonly Step[] {
  const file = new URL('shared.json', folderOf(service))
  if (!existsSync(file)) return []
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly setup: readonly Step[] }).setup
}
