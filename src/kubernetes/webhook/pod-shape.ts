/** Whether a pod has lists and objects where the webhook looks; the API server checks this before it calls. */
import { isObject, valueAt, type JsonObject } from '../api/index.ts'
import { containersOf } from './containers.ts'

/** So this speaks only to other callers and to wrong rules. */
export function findShapeProblem(pod: JsonObject): string | undefined {
  for (const path of [['metadata'], ['metadata', 'annotations'], ['metadata', 'labels'], ['spec']])
    if (!isAbsent(valueAt(pod, ...path)) && !isObject(valueAt(pod, ...path)))
      return `${path.join('.')} of the pod is not an object`
  for (const member of ['containers', 'initContainers', 'volumes']) {
    const problem = findListProblem(valueAt(pod, 'spec', member), `spec.${member}`)
    if (problem !== undefined) return problem
  }
  for (const { container, path } of containersOf(pod))
    for (const member of ['env', 'volumeMounts']) {
      const problem = findListProblem(container[member], `${path.slice(1).replaceAll('/', '.')}.${member}`)
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

export const isAbsent = (value: unknown): boolean => value === undefined || value === null
