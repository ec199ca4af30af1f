/** Checks a pod's spec, in a pod or in the template of one, in kube-apiserver's order. */
import type { JsonObject } from '../../api/index.ts'
import { listOf, objectOf } from '../../api/index.ts'
import { invalidField, requiredField } from '../api-error.ts'
import type { FieldProblem } from '../api-error.ts'
import { findSubdomainProblems } from '../objects/names.ts'
import { validateLabels } from '../objects/validate-labels.ts'
import { validateContainer } from './containers.ts'
import { validateChoice, validateName } from './fields.ts'
import { findDuplicates } from './fields.ts'
import { findHostPortConflicts } from './ports.ts'
import { validateTolerations } from './tolerations.ts'
import { validateVolumes } from './volumes.ts'

/** `path` is where the spec stands: `spec` of a pod, `spec.template.spec` of what makes pods. */
export function validatePodSpec(spec: JsonObject, path = 'spec'): readonly FieldProblem[] {
  const volumes = listOf(spec['volumes'])
  const names = new Set(volumes.map((volume) => objectOf(volume)['name']))
  const place = (list: string) =>
    listOf(spec[list]).map((container, index) => ({
      container: objectOf(container),
      path: `${path}.${list}[${index}]`,
    }))
  const [main, init] = [place('containers'), place('initContainers')]
  return [
    ...validateVolumes(volumes, path),
    ...(main.length === 0 ? [requiredField(`${path}.containers`)] : []),
    ...[...main, ...init].flatMap(({ container, path: at }) => validateContainer(container, at, names)),
    ...findDuplicates([...main, ...init].map(({ container, path: at }) => [container['name'], `${at}.name`])),
    ...findHostPortConflicts(main),
    ...validateChoice(`${path}.restartPolicy`, spec['restartPolicy'], ['Always', 'OnFailure', 'Never']),
    ...validateChoice(`${path}.dnsPolicy`, spec['dnsPolicy'], [
      'ClusterFirstWithHostNet',
      'ClusterFirst',
      'Default',
      'None',
    ]),
    ...validateLabels(spec['nodeSelector'], `${path}.nodeSelector`),
    ...validateName(`${path}.serviceAccountName`, spec['serviceAccountName'], findSubdomainProblems),
    ...validateName(`${path}.nodeName`, spec['nodeName'], findSubdomainProblems),
    ...validateDeadline(`${path}.activeDeadlineSeconds`, spec['activeDeadlineSeconds']),
    ...validateTolerations(listOf(spec['tolerations']), `${path}.tolerations`),
  ]
}

const longest = 2 ** 31 - 1

const validateDeadline = (field: string, seconds: unknown): readonly FieldProblem[] =>
  typeof seconds === 'number' && (seconds < 1 || seconds > longest)
    ? [invalidField(field, seconds, `must be between 1 and ${longest}, inclusive`)]
    : []
