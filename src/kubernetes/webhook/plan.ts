/**
 * Plans what changes in a pod that is to get an identity, as a granular JSON Patch on the pod's raw JSON.
 * Containers are never written out anew, so fields that this program has not heard of survive.
 */
import type { JsonObject, JsonPatchOperation } from '../api/index.ts'
import { isObject, textOf, valueAt } from '../api/index.ts'
import { chooseContainers, containersOf, type Located } from './containers.ts'
import { findContainerRoles } from './container-roles.ts'
import { findIdentity, type Annotations, type Identity } from './identity.ts'
import { findNearMisses } from './near-miss.ts'
import type { WebhookOptions } from './options.ts'
import { planCaVolume } from './plan-ca.ts'
import { append, namesOfEnv } from './container-parts.ts'
import { planContainer } from './plan-container.ts'
import { addRegion } from './plan-env.ts'
import { planVolume, volumesByName } from './plan-volume.ts'
import { findShapeProblem, isAbsent } from './pod-shape.ts'
import { parseGoBool } from './go-values.ts'
import type { LeftCode, Method } from './decision.ts'
import type { RoleEntry } from './sources/role-map.ts'

export interface PlanRequest {
  readonly pod: JsonObject
  /** Of the review; the one that stands in the pod does not count. */
  readonly namespace?: string
  /** The ServiceAccount's. */
  readonly name?: string
  /** The annotations of the pod's ServiceAccount; undefined when the cluster has no such one. */
  readonly serviceAccount: Annotations | undefined
  readonly roleEntry?: RoleEntry
  readonly options: WebhookOptions
  readonly hasPodIdentity?: boolean
  readonly chance?: () => number
  /** Whether the CA of the operator's own endpoint is known to be where the pod will look for it. */
  readonly caIsThere?: boolean
  /** Told where each value comes from and what becomes of each container. */
  readonly say?: (note: string) => void
}

export type Plan =
  | {
      readonly kind: 'change'
      readonly reason: string
      /** None when the pod gets only a region. */
      readonly method?: Method
      readonly patch: readonly JsonPatchOperation[]
      readonly warnings: readonly string[]
      readonly roleArn?: string
      /** All roles that its containers get, and the audience of the token for them. */
      readonly assumes?: { readonly roleArns: readonly string[]; readonly audience: string }
    }
  | {
      readonly kind: 'leave'
      readonly code: LeftCode
      readonly reason: string
      readonly warnings: readonly string[]
    }
  | { readonly kind: 'malformed'; readonly problem: string }
  | { readonly kind: 'refuse'; readonly problem: string; readonly warnings: readonly string[] }

/** More than the API server takes of any object; one pod must not hold up all others for its sake. */
const largestGrowth = 3 * 1024 * 1024

export function planPodChanges(request: PlanRequest): Plan {
  const { pod, namespace = '', name = '', serviceAccount, options, say } = request
  const problem = findShapeProblem(pod)
  if (problem !== undefined) return { kind: 'malformed', problem }

  const containers = containersOf(pod)
  const warnings = findSlips(request)
  const names = new Set<unknown>(containers.map((each) => each.name))
  const own = findContainerRoles(pod, serviceAccount, names, { namespace, name, options })
  if (own.refused !== undefined) return { kind: 'refuse', problem: own.refused, warnings }
  warnings.push(...own.warnings)

  const identity = findIdentity({
    pod,
    namespace,
    name,
    serviceAccount,
    roleEntry: request.roleEntry,
    options,
    hasPodIdentity: request.hasPodIdentity ?? false,
    hasContainerRoles: own.roles.size > 0,
    chance: request.chance ?? (() => 0),
    warnings,
    say,
  })
  const region = regionOf(request, warnings)
  if (identity === undefined && (region === '' || !options.regionWithoutRole)) {
    const reason = `the service account has no annotation ${options.annotationPrefix}/role-arn`
    return { kind: 'leave', code: 'no-role', reason, warnings }
  }
  if (containers.length === 0)
    return { kind: 'leave', code: 'no-containers', reason: 'the pod has no containers', warnings }
  const targets = chooseContainers({ pod, containers, options, warnings, say })
  if (targets.length === 0) {
    const reason = 'every container is named in skip-containers'
    return { kind: 'leave', code: 'containers-skipped', reason, warnings }
  }
  const growth = targets.length * (600 + (identity?.roleArn?.length ?? 0) + 2 * region.length)
  if (growth > largestGrowth) {
    const problem = `the pod cannot be given so much: its ${targets.length} containers would grow by ${growth} bytes`
    return { kind: 'malformed', problem }
  }
  return identity === undefined
    ? planRegion(request, targets, region, warnings)
    : planIdentity({ request, identity, roles: own.roles, targets, region, warnings })
}

interface IdentityPlan {
  readonly request: PlanRequest
  readonly identity: Identity
  readonly roles: ReadonlyMap<string, string>
  readonly targets: readonly Located[]
  readonly region: string
  readonly warnings: string[]
}

function planIdentity({ request, identity, roles, targets, region, warnings }: IdentityPlan): Plan {
  const { pod, options, say } = request
  const volume = planVolume(pod, identity, options.upstreamCompatible)
  const ca = options.awsEndpoint?.ca
  const caVolume =
    ca === undefined
      ? undefined
      : planCaVolume(pod, ca, { hasVolume: volume.patch.length > 0, isThere: request.caIsThere ?? false })
  const volumes = volumesByName(pod)
  const changes: JsonPatchOperation[] = []
  let blocked = 0
  for (const target of targets) {
    const roleArn = roles.get(target.name) ?? identity.roleArn
    if (identity.mode === 'web-identity' && roleArn === undefined) continue
    const planned = planContainer({
      ...target,
      pod,
      volumes,
      identity,
      roleArn,
      region,
      sessionName: wantsSessionName(request),
      options,
      windows: runsOnWindows(pod, options),
      volumeName: volume.name,
      caVolumeName: caVolume?.name,
      say,
    })
    changes.push(...planned.patch)
    warnings.push(...planned.warnings)
    if (planned.blocked) blocked++
  }
  if (blocked === targets.length)
    return {
      kind: 'leave',
      code: 'mount-path-taken',
      reason: 'every container mounts something else where the token goes',
      warnings,
    }
  if (options.warnFsGroup) warnFsGroup(pod, warnings)
  const patch = [
    ...(identity.mode === 'container-credentials' ? planLabel(pod) : []),
    ...volume.patch,
    ...(caVolume?.patch ?? []),
    ...changes,
  ]
  if (patch.length === 0)
    return { kind: 'leave', code: 'already-present', reason: 'the pod already has all of it', warnings }
  if (identity.mode === 'container-credentials')
    return {
      kind: 'change',
      method: 'container_credentials',
      reason: 'pod identity association',
      patch,
      warnings,
    }
  const roleArn = identity.roleArn ?? [...roles.values()][0]
  const reason = [
    ...(identity.roleArn === undefined ? [] : [`role ${identity.roleArn}`]),
    ...[...roles].map(([container, role]) => `container \`${container}\`: role ${role}`),
  ].join(', ')
  const roleArns = [...new Set([identity.roleArn, ...roles.values()])].filter((each) => each !== undefined)
  const assumes = { roleArns, audience: identity.audience }
  return { kind: 'change', method: 'sts_web_identity', reason, patch, warnings, roleArn, assumes }
}

/** The operator wants a region in pods that have no role too. */
function planRegion(
  { options, say }: PlanRequest,
  targets: readonly Located[],
  region: string,
  warnings: string[],
): Plan {
  const patch = targets.flatMap(({ container, name, path }) => {
    const missing: JsonObject[] = []
    addRegion({ container, name, region, options, say }, namesOfEnv(container), missing, warnings)
    return append(container, path, 'env', missing)
  })
  return patch.length === 0
    ? {
        kind: 'leave',
        code: 'already-present',
        reason: 'the pod has no role and already has a region',
        warnings,
      }
    : { kind: 'change', reason: 'the pod has no role and gets a region', patch, warnings }
}

function findSlips({ pod, serviceAccount, options }: PlanRequest): string[] {
  const annotations = valueAt(pod, 'metadata', 'annotations')
  const { annotationPrefix } = options
  return [
    ...(serviceAccount === undefined
      ? []
      : findNearMisses(serviceAccount, annotationPrefix, 'service account')),
    ...(isObject(annotations) ? findNearMisses(annotations, annotationPrefix, 'pod') : []),
  ]
}

/** The pod's own annotation, the ServiceAccount's or the operator's flag; upstream knows only the last. */
function regionOf({ pod, serviceAccount, options }: PlanRequest, warnings: string[]): string {
  if (options.upstreamCompatible) return options.defaultRegion
  const key = `${options.annotationPrefix}/region`
  const wishes = [
    ['the pod', textOf(valueAt(pod, 'metadata', 'annotations', key))],
    ['the service account', textOf(valueAt(serviceAccount, key))],
  ] as const
  for (const [of, text] of wishes) {
    if (text === undefined) continue
    if (text.length < 64 && /^[a-z]{2,}(-[a-z0-9]+)+$/.test(text)) return text
    warnings.push(`${key} of ${of} is no region and does not count: \`${text}\``)
  }
  return options.defaultRegion
}

function wantsSessionName({ pod, serviceAccount, options }: PlanRequest): boolean {
  if (options.upstreamCompatible) return false
  const key = `${options.annotationPrefix}/role-session-name-from-pod`
  const wishes = [valueAt(pod, 'metadata', 'annotations', key), valueAt(serviceAccount, key)]
  const said = wishes.map((wish) => parseGoBool(textOf(wish) ?? '')).find((wish) => wish !== undefined)
  return said ?? options.roleSessionName
}

function runsOnWindows(pod: JsonObject, { upstreamCompatible }: WebhookOptions): boolean {
  const selector = valueAt(pod, 'spec', 'nodeSelector')
  return (
    valueAt(selector, 'kubernetes.io/os') === 'windows' ||
    valueAt(selector, 'beta.kubernetes.io/os') === 'windows' ||
    // Upstream does not look at this one, which is what a pod says itself of its system.
    (!upstreamCompatible && valueAt(pod, 'spec', 'os', 'name') === 'windows')
  )
}

function warnFsGroup(pod: JsonObject, warnings: string[]): void {
  const context = valueAt(pod, 'spec', 'securityContext')
  if (isAbsent(valueAt(context, 'fsGroup')))
    warnings.push(
      'the pod sets no spec.securityContext.fsGroup: before Kubernetes 1.19 only root can read the token',
    )
}

function planLabel(pod: JsonObject): readonly JsonPatchOperation[] {
  const labels = valueAt(pod, 'metadata', 'labels')
  const name = 'eks.amazonaws.com/pod-identity'
  if (isAbsent(valueAt(pod, 'metadata')))
    return [{ op: 'add', path: '/metadata', value: { labels: { [name]: 'enabled' } } }]
  if (isAbsent(labels)) return [{ op: 'add', path: '/metadata/labels', value: { [name]: 'enabled' } }]
  if (valueAt(labels, name) === 'enabled') return []
  return [{ op: 'add', path: '/metadata/labels/eks.amazonaws.com~1pod-identity', value: 'enabled' }]
}
