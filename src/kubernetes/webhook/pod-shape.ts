/** Whether a pod has lists and objects where the webhook looks; the API server checks this before it calls. */
import { isObject, memberOf, type JsonObject } from '../api/index.ts'

/** So this speaks only to other callers and to wrong rules. */
export function findShapeProblem(pod: JsonObject): string | undefined {
  const [metadata, spec] = [memberOf(pod, 'metadata'), memberOf(pod, 'spec')]
  return (
    findObjectProblem(metadata, 'metadata') ??
    findObjectProblem(memberOf(metadata, 'annotations'), 'metadata.annotations') ??
    findObjectProblem(memberOf(metadata, 'labels'), 'metadata.labels') ??
    findObjectProblem(spec, 'spec') ??
    findListProblem(memberOf(spec, 'containers'), 'spec.containers') ??
    findListProblem(memberOf(spec, 'initContainers'), 'spec.initContainers') ??
    findListProblem(memberOf(spec, 'volumes'), 'spec.volumes') ??
    findContainerProblem(memberOf(spec, 'containers'), 'spec.containers') ??
    findContainerProblem(memberOf(spec, 'initContainers'), 'spec.initContainers')
  )
}

const findObjectProblem = (value: unknown, path: string): string | undefined =>
  isAbsent(value) || isObject(value) ? undefined : `${path} of the pod is not an object`

function findListProblem(value: unknown, path: string): string | undefined {
  if (isAbsent(value)) return undefined
  return Array.isArray(value) && value.every(isObject)
    ? undefined
    : `${path} of the pod is not a list of objects`
}

function findContainerProblem(containers: unknown, path: string): string | undefined {
  if (!Array.isArray(containers)) return undefined
  for (let index = 0; index < containers.length; index++) {
    const { env, volumeMounts } = containers[index] as JsonObject
    // Most are right, and a path is worth writing only where one is not.
    const problem = findListProblem(env, 'env') ?? findListProblem(volumeMounts, 'volumeMounts')
    if (problem !== undefined) return `${path}.${index}.${problem}`
  }
  return undefined
}

export const isAbsent = (value: unknown): boolean => value === undefined || value === null
