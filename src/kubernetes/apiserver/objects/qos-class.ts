/** The quality of service class that follows from a pod's resources. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, listOf, objectOf, valueAt } from '../../api/index.ts'

export function qosClassOf(spec: JsonObject): 'BestEffort' | 'Burstable' | 'Guaranteed' {
  const containers = [...listOf(spec['initContainers']), ...listOf(spec['containers'])]
  const resources = containers.map((container) => ({
    limits: objectOf(valueAt(container, 'resources', 'limits')),
    requests: objectOf(valueAt(container, 'resources', 'requests')),
  }))
  if (resources.every(({ limits, requests }) => isEmpty(limits) && isEmpty(requests))) return 'BestEffort'
  const guaranteed = resources.every(
    ({ limits, requests }) =>
      ['cpu', 'memory'].every((name) => Object.hasOwn(limits, name)) &&
      (isEmpty(requests) || equalJson(limits, requests)),
  )
  return guaranteed ? 'Guaranteed' : 'Burstable'
}

const isEmpty = (object: JsonObject): boolean => Object.keys(object).length === 0
