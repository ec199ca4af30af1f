/** Checks a container: its name and image, and what it asks for. */
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, textOf, valueAt } from '../../api/index.ts'
import { invalidField, missingField, requiredField } from '../api-error.ts'
import type { FieldProblem } from '../api-error.ts'
import { findLabelProblems } from '../objects/names.ts'
import { validateRelativePath, validateChoice } from './fields.ts'
import { validatePorts } from './ports.ts'
import { validateLifecycle, validateProbes } from './probes.ts'
import { validateResources } from './resources.ts'
import { validateVariable } from './variables.ts'

export function validateContainer(
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
    ...validatePorts(listOf(container['ports']), `${path}.ports`),
    ...listOf(container['env']).flatMap((variable, index) =>
      validateVariable(variable, `${path}.env[${index}]`),
    ),
    ...validateMounts(listOf(container['volumeMounts']), `${path}.volumeMounts`, volumes),
    ...validateChoice(`${path}.imagePullPolicy`, container['imagePullPolicy'], [
      'Always',
      'IfNotPresent',
      'Never',
    ]),
    ...validateResources(container['resources'], `${path}.resources`),
    ...validatePrivileges(container['securityContext'], `${path}.securityContext`),
    ...validateLifecycle(container['lifecycle'], `${path}.lifecycle`),
    ...validateProbes(container, path),
  ]
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

/** As Go names them, in its order: so the whole is shown where its parts contradict each other. */
const inGo = [
  'Capabilities',
  'Privileged',
  'SELinuxOptions',
  'WindowsOptions',
  'RunAsUser',
  'RunAsGroup',
  'RunAsNonRoot',
  'ReadOnlyRootFilesystem',
  'AllowPrivilegeEscalation',
  'ProcMount',
  'SeccompProfile',
  'AppArmorProfile',
]

const inJson = (name: string): string =>
  name === 'SELinuxOptions' ? 'seLinuxOptions' : name.charAt(0).toLowerCase() + name.slice(1)

function validatePrivileges(context: unknown, path: string): FieldProblem[] {
  if (!isObject(context)) return []
  const { privileged, allowPrivilegeEscalation } = context
  if (privileged !== true || allowPrivilegeEscalation !== false) return []
  const shown = Object.fromEntries(inGo.map((name) => [name, context[inJson(name)] ?? null]))
  return [
    invalidField(path, shown, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'),
  ]
}
