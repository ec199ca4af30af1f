/** Pods: all is said at their creation; afterwards little of their spec may change. */
import type { JsonObject } from '../../api/index.ts'
import { equalJson, listOf, objectOf, valueAt } from '../../api/index.ts'
import { forbiddenField, type FieldProblem } from '../api-error.ts'
import { defaultPod } from '../objects/default-pod.ts'
import { qosClassOf } from '../objects/qos-class.ts'
import { validatePodSpec } from '../validation/pod-spec.ts'
import type { Strategy } from './strategy.ts'

export const podStrategy: Strategy = {
  fill: defaultPod,
  begin: (pod) => {
    const spec = objectOf(pod['spec'])
    const grace = spec['terminationGracePeriodSeconds']
    // Less than no time is the least that there is.
    const least = typeof grace === 'number' && grace < 0 ? { terminationGracePeriodSeconds: 1 } : {}
    return { ...pod, spec: { ...spec, ...least }, status: { phase: 'Pending', qosClass: qosClassOf(spec) } }
  },
  validate: (pod) => validatePodSpec(objectOf(pod['spec'])),
  validateChange: (pod, before) =>
    changesCount(pod, before) ??
    (equalJson(fixedPart(pod['spec']), fixedPart(before['spec'])) && addsOnly(pod, before)
      ? []
      : [forbiddenField('spec', unchangeable)]),
  selectable: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  countsGenerations: true,
  returnsDeleted: true,
}

function changesCount(pod: JsonObject, before: JsonObject): readonly FieldProblem[] | undefined {
  for (const list of ['containers', 'initContainers']) {
    const [now, old] = [pod, before].map((each) => listOf(valueAt(each, 'spec', list)).length)
    if (now !== old) return [forbiddenField(`spec.${list}`, 'pod updates may not add or remove containers')]
  }
  return undefined
}

const unchangeable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

function fixedPart(spec: unknown): JsonObject {
  const strip = (list: unknown): readonly unknown[] =>
    listOf(list).map((container) => ({ ...objectOf(container), image: null }))
  return {
    ...objectOf(spec),
    containers: strip(valueAt(spec, 'containers')),
    initContainers: strip(valueAt(spec, 'initContainers')),
    activeDeadlineSeconds: null,
    tolerations: null,
  }
}

/** Tolerations may be added, never taken away. */
function addsOnly(pod: JsonObject, before: JsonObject): boolean {
  const now = listOf(valueAt(pod, 'spec', 'tolerations'))
  return listOf(valueAt(before, 'spec', 'tolerations')).every((old) =>
    now.some((each) => equalJson(each, old)),
  )
}
