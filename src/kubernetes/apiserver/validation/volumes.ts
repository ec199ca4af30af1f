/** Checks volumes: each is of one kind, and its files stay within it. */
import { isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { forbiddenField, invalidField, requiredField } from '../api-error.ts'
import type { FieldProblem } from '../api-error.ts'
import { findLabelProblems } from '../objects/names.ts'
import { findDuplicates, validateRelativePath } from './fields.ts'

export function validateVolumes(volumes: readonly unknown[], within: string): FieldProblem[] {
  return [
    ...volumes.flatMap((volume, index) => validateVolume(volume, `${within}.volumes[${index}]`)),
    ...findDuplicates(
      volumes.map((volume, index) => [valueAt(volume, 'name'), `${within}.volumes[${index}].name`]),
    ),
  ]
}

/** What a volume of this kind must say. */
const required: Readonly<Record<string, string>> = {
  configMap: 'name',
  hostPath: 'path',
  persistentVolumeClaim: 'claimName',
  secret: 'secretName',
}

function validateVolume(volume: unknown, path: string): FieldProblem[] {
  const { name: given, ...kinds } = objectOf(volume)
  const name = textOf(given) ?? ''
  const [kind = '', ...others] = Object.keys(kinds)
  const field = required[kind]
  return [
    ...(name === ''
      ? [requiredField(`${path}.name`)]
      : findLabelProblems(name).map((problem) => invalidField(`${path}.name`, name, problem))),
    ...(field !== undefined && !valueAt(volume, kind, field)
      ? [requiredField(`${path}.${kind}.${field}`)]
      : []),
    ...['configMap', 'secret'].flatMap((each) =>
      validateItems(valueAt(volume, each, 'items'), `${path}.${each}.items`),
    ),
    ...validateProjections(valueAt(volume, 'projected', 'sources'), `${path}.projected`),
    ...others.map((each) => forbiddenField(`${path}.${each}`, 'may not specify more than 1 volume type')),
  ]
}

const validateItems = (items: unknown, path: string): FieldProblem[] =>
  listOf(items).flatMap((item, index) => {
    const file = textOf(valueAt(item, 'path')) ?? ''
    return [
      ...(valueAt(item, 'key') ? [] : [requiredField(`${path}[${index}].key`)]),
      ...(file === ''
        ? [requiredField(`${path}[${index}].path`)]
        : validateRelativePath(`${path}[${index}].path`, file)),
    ]
  })

const validateProjections = (sources: unknown, path: string): FieldProblem[] =>
  listOf(sources).flatMap((source, index) => [
    ...['configMap', 'secret'].flatMap((each) =>
      validateItems(valueAt(source, each, 'items'), `${path}.sources[${index}].${each}.items`),
    ),
    ...validateTokenProjection(
      valueAt(source, 'serviceAccountToken'),
      path,
      `sources[${index}].serviceAccountToken`,
    ),
  ])

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
