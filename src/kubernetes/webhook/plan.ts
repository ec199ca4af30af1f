/**
 * Plans what changes in a pod that is to get an identity, as a granular JSON Patch on the pod's raw JSON.
 * Containers are never written out anew, so fields that this program has not heard of survive.
 */
import type { JsonObject, JsonPatchOperation } from '../api/index.ts'
import { isObject, textOf, valueAt } from '../api/index.ts'
import { planContainer } from './plan-container.ts'
import { planVolume } from './plan-volume.ts'
import { findIdentity } from './identity.ts'
import type { Annotations } from './identity.ts'
import type { WebhookOptions } from './options.ts'
import { parseCsvRecord } from './go-values.ts'

export interface PlanRequest {
  readonly pod: JsonObject
  /** The annotations of the pod's ServiceAccount. */
  readonly serviceAccount: Annotations
  readonly options: WebhookOptions
  readonly hasPodIdentity?: boolean
  readonly chance?: () => number
}

export type Plan =
  | {
      readonly kind: 'change'
      readonly patch: readonly JsonPatchOperation[]
      readonly warnings: readonly string[]
      readonly roleArn?: string
    }
  | { readonly kind: 'leave'; readonly reason: string; readonly warnings: readonly string[] }
  | { readonly kind: 'malformed'; readonly problem: string }

export function planPodChanges(request: PlanRequest): Plan {
  const { pod, serviceAccount, options, hasPodIdentity = false, chance = () => 0 } = request
  const problem = findShapeProblem(pod)
  if (problem !== undefined) return { kind: 'malformed', problem }

  const found = findIdentity({ pod, serviceAccount, options, hasPodIdentity, chance })
  if (found.kind === 'none') return { kind: 'leave', reason: found.reason, warnings: [] }
  const { identity } = found
  const warnings = [...found.warnings]

  const containers = containersOf(pod)
  if (containers.length === 0) return { kind: 'leave', reason: 'the pod has no containers', warnings }
  const skipped = skippedContainers(pod, options, containers, warnings)
  const targets = containers.filter(({ container }) => !skipped.has(textOf(container['name']) ?? ''))
  // Upstream adds the volume even when nothing is left that could mount it.
  if (targets.length === 0)
    return { kind: 'leave', reason: 'every container is named in skip-containers', warnings }

  const volume = planVolume(pod, identity)
  const windows = runsOnWindows(pod)
  const patch: JsonPatchOperation[] = []
  if (identity.mode === 'container-credentials') patch.push(...planLabel(pod))
  patch.push(...volume.patch)
  for (const { container, path } of targets) {
    const planned = planContainer({
      pod,
      container,
      path,
      identity,
      options,
      windows,
      volumeName: volume.name,
    })
    patch.push(...planned.patch)
    warnings.push(...planned.warnings)
  }
  const { roleArn } = identity
  return patch.length === 0
    ? { kind: 'leave', reason: 'the pod already has all of it', warnings }
    : { kind: 'change', patch, warnings, roleArn }
}

/** The API server checks types before it calls, so this speaks only to other callers and to wrong rules. */
function findShapeProblem(pod: JsonObject): string | undefined {
  const lists = ['containers', 'initContainers', 'volumes'].map((name) => ['spec', name])
  for (const path of [['metadata'], ['metadata', 'annotations'], ['metadata', 'labels'], ['spec']])
    if (!isAbsent(valueAt(pod, ...path)) && !isObject(valueAt(pod, ...path)))
      return `${path.join('.')} of the pod is not an object`
  for (const path of lists) {
    const problem = findListProblem(valueAt(pod, ...path), path.join('.'))
    if (problem !== undefined) return problem
  }
  for (const { container, path } of containersOf(pod))
    for (const name of ['env', 'volumeMounts']) {
      const problem = findListProblem(container[name], `${path.slice(1).replaceAll('/', '.')}.${name}`)
      if (problem !== undefined) return problem
    }
  return undefined
}

function findListProblem(value: unknown, path: string): string | undefined {
  if (isAbsent(value)) return undefined
  return Array.isArray(value) && value.every(isObject)
    ? undefined
    : `${path} of the pod is not a list of objects`
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null

interface Located {
  readonly container: JsonObject
  readonly path: string
}

/** Containers before init containers, as upstream orders its patch; ephemeral containers are never touched. */
function containersOf(pod: JsonObject): readonly Located[] {
  return ['containers', 'initContainers'].flatMap((name) => {
    const list = valueAt(pod, 'spec', name)
    if (!Array.isArray(list)) return []
    return list.filter(isObject).map((container, index) => ({ container, path: `/spec/${name}/${index}` }))
  })
}

function skippedContainers(
  pod: JsonObject,
  options: WebhookOptions,
  containers: readonly Located[],
  warnings: string[],
): ReadonlySet<string> {
  const name = `${options.annotationPrefix}/skip-containers`
  const text = textOf(valueAt(pod, 'metadata', 'annotations', name))
  if (text === undefined) return new Set()
  const names = parseCsvRecord(text)
  if (names === undefined) {
    warnings.push(`${name} is no list of names with commas, so no container is skipped: \`${text}\``)
    return new Set()
  }
  const known = new Set(containers.map(({ container }) => container['name']))
  for (const unknown of names.filter((each) => !known.has(each)))
    warnings.push(`${name} names \`${unknown}\`, and the pod has no such container`)
  return new Set(names)
}

function runsOnWindows(pod: JsonObject): boolean {
  const selector = valueAt(pod, 'spec', 'nodeSelector')
  return (
    valueAt(selector, 'kubernetes.io/os') === 'windows' ||
    valueAt(selector, 'beta.kubernetes.io/os') === 'windows' ||
    // Upstream does not look at this one, which is what a pod says itself of its system.
    valueAt(pod, 'spec', 'os', 'name') === 'windows'
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
