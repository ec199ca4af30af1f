/** What the author of a pod wrote, as far as it has to be told from what was injected. */
import { isObject, listOf, textOf, valueAt } from '../../api/index.ts'

export interface Authored {
  /** The names of the variables of each container, init containers among them. */
  readonly variables: ReadonlyMap<string, ReadonlySet<unknown>>
  readonly volumes: ReadonlySet<unknown>
}

/** From the template that the pod was made of. */
export function readAuthored(template: unknown): Authored {
  const containers = ['containers', 'initContainers'].flatMap((member) =>
    listOf(valueAt(template, 'spec', member)).filter(isObject),
  )
  return {
    variables: new Map(
      containers.map((container) => [
        textOf(container['name']) ?? '',
        new Set(listOf(container['env']).map((variable) => valueAt(variable, 'name'))),
      ]),
    ),
    volumes: new Set(listOf(valueAt(template, 'spec', 'volumes')).map((volume) => valueAt(volume, 'name'))),
  }
}

/** What `kubectl apply` notes of a pod that nobody else has made. */
export function authoredByHand(pod: unknown): Authored | undefined {
  const text = textOf(
    valueAt(pod, 'metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'),
  )
  if (text === undefined) return undefined
  try {
    const applied: unknown = JSON.parse(text)
    return isObject(applied) ? readAuthored(applied) : undefined
  } catch {
    return undefined
  }
}
