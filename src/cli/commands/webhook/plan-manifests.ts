/** Plans the pods of manifests, those that workloads would make included, with the ServiceAccounts beside them. */
import {
  isObject,
  objectOf,
  textOf,
  valueAt,
  type JsonObject,
  type JsonPatchOperation,
} from '../../../kubernetes/api/index.ts'
import {
  findRoleEntry,
  planPodChanges,
  readPodIdentities,
  readRoleMap,
  serviceAccountOf,
  type Plan,
  type WebhookOptions,
} from '../../../kubernetes/webhook/index.ts'

export interface ManifestPlanRequest {
  readonly objects: readonly JsonObject[]
  /** Of objects that name none. */
  readonly namespace: string
  readonly options: WebhookOptions
  readonly roleMap?: string
  readonly podIdentities?: string
}

export interface PlannedPod {
  /** As `Deployment web`. */
  readonly name: string
  readonly namespace: string
  readonly serviceAccount: string
  readonly decision: 'changed' | 'left' | 'refused'
  readonly reason: string
  readonly roleArn?: string
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
  readonly patch: readonly JsonPatchOperation[]
  readonly pod: JsonObject
}

export type PlannedManifests =
  | { readonly ok: true; readonly pods: readonly PlannedPod[]; readonly problems: readonly string[] }
  | { readonly ok: false; readonly problem: string }

export function planManifests(request: ManifestPlanRequest): PlannedManifests {
  const { objects, namespace, options } = request
  const roleMap = readRoleMap(request.roleMap ?? '{}')
  if (!roleMap.ok) return { ok: false, problem: `the role map cannot be used: ${roleMap.problem}` }
  const associations = readPodIdentities(request.podIdentities ?? '')
  if (!associations.ok)
    return { ok: false, problem: `the identities cannot be used: ${associations.problem}` }

  const spaceOf = (object: JsonObject): string =>
    textOf(valueAt(object, 'metadata', 'namespace')) || namespace
  const accounts = new Map(
    objects
      .filter((object) => object['kind'] === 'ServiceAccount')
      .map((account) => [
        `${spaceOf(account)}/${textOf(valueAt(account, 'metadata', 'name')) ?? ''}`,
        objectOf(valueAt(account, 'metadata', 'annotations')),
      ]),
  )
  const pods = objects.flatMap((object) => {
    const pod = podOf(object)
    if (pod === undefined) return []
    const [space, account] = [spaceOf(object), serviceAccountOf(pod)]
    const key = `${space}/${account}`
    const notes: string[] = []
    const roleEntry = findRoleEntry(roleMap.map, space, account, options.upstreamCompatible)
    const hasPodIdentity = associations.keys.has(key)
    const known = {
      namespace: space,
      name: account,
      serviceAccount: accounts.get(key),
      roleEntry,
      hasPodIdentity,
    }
    // A ServiceAccount that no manifest holds is taken for one that is not there, except the one that every namespace has.
    const isMissing =
      !accounts.has(key) && account !== 'default' && roleEntry === undefined && !hasPodIdentity
    const facts = {
      name: `${textOf(object['kind']) ?? 'Pod'} ${textOf(valueAt(object, 'metadata', 'name')) ?? '(without a name)'}`,
      namespace: space,
      serviceAccount: account,
      pod,
      notes,
    }
    return [
      isMissing
        ? { ...facts, ...missing(key) }
        : {
            ...facts,
            ...toFacts(planPodChanges({ ...known, pod, options, say: (note) => notes.push(note) })),
          },
    ]
  })
  return { ok: true, pods, problems: [...roleMap.problems, ...associations.problems] }
}

const missing = (key: string) =>
  ({ decision: 'left', reason: `no manifest holds service account ${key}`, warnings: [], patch: [] }) as const

function toFacts(plan: Plan): Pick<PlannedPod, 'decision' | 'reason' | 'roleArn' | 'warnings' | 'patch'> {
  switch (plan.kind) {
    case 'malformed':
      return { decision: 'refused', reason: plan.problem, warnings: [], patch: [] }
    case 'refuse':
      return { decision: 'refused', reason: plan.problem, warnings: plan.warnings, patch: [] }
    case 'leave':
      return { decision: 'left', reason: plan.reason, warnings: plan.warnings, patch: [] }
    case 'change':
      return {
        decision: 'changed',
        reason: plan.reason,
        roleArn: plan.roleArn,
        warnings: plan.warnings,
        patch: plan.patch,
      }
  }
}

/** The pod itself, or the one that a workload's template makes; undefined for what makes none. */
function podOf(object: JsonObject): JsonObject | undefined {
  if (object['kind'] === 'Pod') return object
  const template =
    object['kind'] === 'CronJob'
      ? valueAt(object, 'spec', 'jobTemplate', 'spec', 'template')
      : valueAt(object, 'spec', 'template')
  if (!isObject(template) || valueAt(template, 'spec', 'containers') === undefined) return undefined
  const name = textOf(valueAt(object, 'metadata', 'name')) ?? 'pod'
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    ...template,
    metadata: { generateName: `${name}-`, ...objectOf(template['metadata']) },
  }
}
