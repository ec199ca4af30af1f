/** Whether a running pod has the identity that it would be given were it made now. */
import { applyJsonPatch, isObject, listOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { containersOf } from '../containers.ts'
import type { Annotations } from '../identity.ts'
import type { WebhookOptions } from '../options.ts'
import { planPodChanges, type Plan } from '../plan.ts'
import type { RoleEntry } from '../sources/role-map.ts'
import type { Authored } from './authored.ts'
import { credentialVariables, stripIdentity, type Stripped } from './strip-identity.ts'

export const verdictCodes = [
  /** It should have an identity and has none. */
  'not-mutated',
  /** It has its credentials and lacks other things that it would be given. */
  'incomplete',
  'role-changed',
  /** Nobody would give it the role that it has. */
  'role-removed',
  /** The audience or the lifetime of its token. */
  'token-changed',
  /** It could not be made anew: its container asks for a role that is not allowed any more. */
  'refused-now',
] as const

export type VerdictCode = (typeof verdictCodes)[number]

export interface Verdict {
  readonly code: VerdictCode
  /** In words for people. */
  readonly reason: string
  readonly containers: readonly string[]
  /** The role that it would be given. */
  readonly roleArn?: string
}

export interface JudgedPod {
  readonly pod: JsonObject
  readonly namespace: string
  /** The ServiceAccount's. */
  readonly name: string
  readonly serviceAccount: Annotations | undefined
  readonly roleEntry?: RoleEntry
  readonly hasPodIdentity?: boolean
  readonly options: WebhookOptions
  /** Undefined when it is not known what its author wrote. */
  readonly authored?: Authored
  /** A first look, before it is asked who wrote what: tells of more than a last one would. */
  readonly suspects?: boolean
}

/** Undefined when all is well. */
export function judgePod(judged: JudgedPod): Verdict | undefined {
  const { pod, authored, options } = judged
  const plan = planPodChanges(judged)
  if (plan.kind === 'malformed') return undefined
  if (plan.kind === 'refuse') return { code: 'refused-now', reason: plan.problem, containers: [] }
  if (plan.kind === 'change') {
    const missing = findMissing(pod, plan, authored)
    if (missing !== undefined) return missing
  }
  const stripped = stripIdentity(pod, authored, options)
  if (stripped.containers.length === 0 && stripped.volumes.length === 0) return undefined
  const drift = findDrift(pod, stripped, planPodChanges({ ...judged, pod: stripped.pod }))
  // A token of the author's own looks like any other.
  const isSure = drift?.code !== 'token-changed' || authored !== undefined || judged.suspects === true
  return isSure ? drift : undefined
}

type Change = Extract<Plan, { kind: 'change' }>

/** What another webhook added behind this one is not this one's to change, so such containers do not count. */
function findMissing(pod: JsonObject, plan: Change, authored: Authored | undefined): Verdict | undefined {
  const lacking = new Map<string, string[]>()
  for (const { path, name } of containersOf(pod)) {
    if (authored !== undefined && !authored.variables.has(name)) continue
    const added = plan.patch.flatMap((operation) => {
      const rest = operation.path.startsWith(`${path}/`) ? operation.path.slice(path.length + 1) : ''
      const member = /^(env|volumeMounts)(\/-)?$/.exec(rest)?.[1]
      if (member === undefined || !('value' in operation)) return []
      const values = Array.isArray(operation.value) ? operation.value : [operation.value]
      return values.map((value) =>
        member === 'env' ? (textOf(valueAt(value, 'name')) ?? '') : `mount ${textOf(valueAt(value, 'name'))}`,
      )
    })
    if (added.length > 0) lacking.set(name, added)
  }
  if (lacking.size === 0) return undefined
  const containers = [...lacking.keys()]
  const bare = [...lacking].filter(([, added]) => added.some((each) => credentialVariables.includes(each)))
  const words = [...lacking].map(([name, added]) => `container \`${name}\` lacks ${added.join(', ')}`)
  const role = plan.roleArn === undefined ? {} : { roleArn: plan.roleArn }
  return bare.length > 0
    ? {
        code: 'not-mutated',
        reason: `it would get ${plan.reason}`,
        containers: bare.map(([name]) => name),
        ...role,
      }
    : { code: 'incomplete', reason: words.join('; '), containers, ...role }
}

function findDrift(pod: JsonObject, stripped: Stripped, plan: Plan): Verdict | undefined {
  if (plan.kind === 'leave' && plan.code === 'no-role' && stripped.containers.length > 0) {
    const roles = new Set(rolesOf(pod, stripped.containers).values())
    const what = roles.size === 0 ? 'credentials' : `role ${[...roles].join(', ')}`
    return { code: 'role-removed', reason: `it has ${what}: ${plan.reason}`, containers: stripped.containers }
  }
  if (plan.kind !== 'change' || plan.method === undefined) return undefined
  const patched = applyJsonPatch(stripped.pod, plan.patch)
  if (!patched.ok || !isObject(patched.value)) return undefined
  const wanted = patched.value
  const role = plan.roleArn === undefined ? {} : { roleArn: plan.roleArn }

  const now = rolesOf(wanted, stripped.containers)
  const changed = [...rolesOf(pod, stripped.containers)].filter(([name, has]) => now.get(name) !== has)
  if (changed.length > 0) {
    const words = changed.map(([name, has]) => {
      const gets = now.get(name)
      return `container \`${name}\` has role ${has}, and would get ${gets === undefined ? plan.reason : `role ${gets}`}`
    })
    return {
      code: 'role-changed',
      reason: words.join('; '),
      containers: changed.map(([name]) => name),
      ...role,
    }
  }
  // The lifetime of Pod Identity tokens is spread by chance.
  const compared =
    plan.method === 'sts_web_identity'
      ? (['audience', 'expirationSeconds'] as const)
      : (['audience'] as const)
  for (const volume of stripped.volumes) {
    const other = listOf(valueAt(wanted, 'spec', 'volumes')).find(
      (each) => valueAt(each, 'name') === volume['name'],
    )
    if (other === undefined) continue
    const [has, gets] = [tokenOf(volume), tokenOf(other)]
    const differs = compared.filter((member) => valueAt(has, member) !== valueAt(gets, member))
    if (differs.length === 0) continue
    const words = differs.map(
      (member) => `${member} ${show(valueAt(has, member))}, and would get ${show(valueAt(gets, member))}`,
    )
    return {
      code: 'token-changed',
      reason: `its token has ${words.join('; ')}`,
      containers: stripped.containers,
      ...role,
    }
  }
  return undefined
}

const show = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `\`${value}\`` : 'of the API server'

const tokenOf = (volume: unknown): unknown =>
  listOf(valueAt(volume, 'projected', 'sources'))
    .map((source) => valueAt(source, 'serviceAccountToken'))
    .find(isObject)

/** The literal AWS_ROLE_ARN of each of these containers. */
function rolesOf(pod: JsonObject, containers: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    containersOf(pod).flatMap(({ container, name }) => {
      if (!containers.includes(name)) return []
      const variable = listOf(container['env']).find((each) => valueAt(each, 'name') === 'AWS_ROLE_ARN')
      const value = textOf(valueAt(variable, 'value'))
      return value === undefined ? [] : [[name, value] as const]
    }),
  )
}
