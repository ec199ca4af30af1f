/** Checks the parts of a pod that the chain lives on: containers, variables, volumes, mounts and token projections. */
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { duplicateField, invalidField, missingField, requiredField, unsupportedField } from '../api-error.ts'
import type { FieldProblem } from '../api-error.ts'
import { findLabelProblems, findSubdomainProblems } from './names.ts'

/** `path` is where the spec stands: `spec` of a pod, `spec.template.spec` of what makes pods. */
export function validatePodSpec(spec: JsonObject, path = 'spec'): readonly FieldProblem[] {
  const volumes = listOf(spec['volumes'])
  const names = new Set(volumes.map((volume) => valueAt(volume, 'name')))
  const containers = ['initContainers', 'containers'].flatMap((list) =>
    listOf(spec[list]).map((container, index) => ({
      container: objectOf(container),
      path: `${path}.${list}[${index}]`,
    })),
  )
  return [
    ...validateVolumes(volumes, path),
    ...(listOf(spec['containers']).length === 0 ? [requiredField(`${path}.containers`)] : []),
    ...containers.flatMap(({ container, path: at }) => validateContainer(container, at, names)),
    ...findDuplicates(containers.map(({ container, path: at }) => [container['name'], `${at}.name`])),
    ...validateChoice(`${path}.restartPolicy`, spec['restartPolicy'], ['Always', 'OnFailure', 'Never']),
    ...validateChoice(`${path}.dnsPolicy`, spec['dnsPolicy'], [
      'ClusterFirstWithHostNet',
      'ClusterFirst',
      'Default',
      'None',
    ]),
    ...validateName(`${path}.serviceAccountName`, spec['serviceAccountName'], findSubdomainProblems),
    ...validateName(`${path}.nodeName`, spec['nodeName'], findSubdomainProblems),
  ]
}

function validateContainer(
  container: JsonObject,
  path: string,
  volumes: ReadonlySet<unknown>,
): FieldProblem[] {
  const name = textOf(container['name']) ?? ''
  const image = textOf(container['image']) ?? ''
  return [
    ...(name === ''
      ? [requiredField(`${path}.name`)]
      : findLabelProblems(name).map((problem) => invalidField(`${path}.name`, name, problem))),
    ...(image === '' ? [requiredField(`${path}.image`)] : []),
    ...(image !== image.trim()
      ? [invalidField(`${path}.image`, image, 'must not have leading or trailing whitespace')]
      : []),
    ...validateChoice(`${path}.imagePullPolicy`, container['imagePullPolicy'], [
      'Always',
      'IfNotPresent',
      'Never',
    ]),
    ...listOf(container['env']).flatMap((variable, index) =>
      validateVariable(variable, `${path}.env[${index}]`),
    ),
    ...validateMounts(listOf(container['volumeMounts']), `${path}.volumeMounts`, volumes),
  ]
}

function validateVariable(variable: unknown, path: string): FieldProblem[] {
  const name = textOf(valueAt(variable, 'name')) ?? ''
  const from = valueAt(variable, 'valueFrom')
  const problems: FieldProblem[] = []
  if (name === '') problems.push(requiredField(`${path}.name`))
  else if (!/^[\x20-\x3c\x3e-\x7e]+$/.test(name))
    problems.push(
      invalidField(
        `${path}.name`,
        name,
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      ),
    )
  if (!isObject(from)) return problems
  const sources = Object.keys(from).length
  if (sources === 0)
    problems.push(
      invalidField(
        `${path}.valueFrom`,
        '',
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`',
      ),
    )
  else if (valueAt(variable, 'value'))
    problems.push(invalidField(`${path}.valueFrom`, '', 'may not be specified when `value` is not empty'))
  else if (sources > 1)
    problems.push(
      invalidField(`${path}.valueFrom`, '', 'may not have more than one field specified at a time'),
    )
  return problems
}

function validateMounts(
  mounts: readonly unknown[],
  path: string,
  volumes: ReadonlySet<unknown>,
): FieldProblem[] {
  const paths = new Set<unknown>()
  return mounts.flatMap((mount, index) => {
    const at = `${path}[${index}]`
    const [name, mountPath] = [valueAt(mount, 'name'), valueAt(mount, 'mountPath')]
    const problems: FieldProblem[] = []
    if (!name) problems.push(requiredField(`${at}.name`))
    else if (!volumes.has(name)) problems.push(missingField(`${at}.name`, name))
    if (!mountPath) problems.push(requiredField(`${at}.mountPath`))
    if (paths.has(mountPath)) problems.push(invalidField(`${at}.mountPath`, mountPath, 'must be unique'))
    paths.add(mountPath)
    const subPath = textOf(valueAt(mount, 'subPath')) ?? ''
    return [...problems, ...validateRelativePath(`${at}.subPath`, subPath)]
  })
}

function validateVolumes(volumes: readonly unknown[], within: string): FieldProblem[] {
  return [
    ...volumes.flatMap((volume, index) => {
      const path = `${within}.volumes[${index}]`
      const name = textOf(valueAt(volume, 'name')) ?? ''
      const sources = listOf(valueAt(volume, 'projected', 'sources'))
      return [
        ...(name === ''
          ? [requiredField(`${path}.name`)]
          : findLabelProblems(name).map((problem) => invalidField(`${path}.name`, name, problem))),
        ...sources.flatMap((source, number) =>
          validateTokenProjection(
            valueAt(source, 'serviceAccountToken'),
            `${path}.projected`,
            `sources[${number}].serviceAccountToken`,
          ),
        ),
      ]
    }),
    ...findDuplicates(
      volumes.map((volume, index) => [valueAt(volume, 'name'), `${within}.volumes[${index}].name`]),
    ),
  ]
}

/** What is wrong with a path is said of the whole volume. */
function validateTokenProjection(token: unknown, volume: string, source: string): FieldProblem[] {
  if (!isObject(token)) return []
  const tokenPath = textOf(token['path']) ?? ''
  return [
    ...validateExpiration(`${volume}.${source}.expirationSeconds`, token['expirationSeconds']),
    ...(tokenPath === ''
      ? [requiredField(`${volume}.path`)]
      : validateRelativePath(`${volume}.path`, tokenPath)),
  ]
}

/** Of projected tokens and of TokenRequests alike. */
export function validateExpiration(field: string, seconds: unknown): FieldProblem[] {
  if (typeof seconds !== 'number') return []
  if (seconds < 600) return [invalidField(field, seconds, 'may not specify a duration less than 10 minutes')]
  if (seconds > 2 ** 32)
    return [invalidField(field, seconds, 'may not specify a duration larger than 2^32 seconds')]
  return []
}

function validateRelativePath(field: string, path: string): FieldProblem[] {
  if (path.startsWith('/')) return [invalidField(field, path, 'must be a relative path')]
  return path.split('/').includes('..') ? [invalidField(field, path, "must not contain '..'")] : []
}

function validateChoice(field: string, value: unknown, supported: readonly string[]): FieldProblem[] {
  if (value === undefined || value === null || supported.includes(value as string)) return []
  return [unsupportedField(field, value, supported)]
}

function validateName(
  field: string,
  value: unknown,
  find: (text: string) => readonly string[],
): FieldProblem[] {
  return value ? find(textOf(value) ?? '').map((problem) => invalidField(field, value, problem)) : []
}

function findDuplicates(names: readonly (readonly [unknown, string])[]): FieldProblem[] {
  const seen = new Set<unknown>()
  return names.flatMap(([name, field]) => {
    if (!name) return []
    if (seen.has(name)) return [duplicateField(field, name)]
    seen.add(name)
    return []
  })
}
