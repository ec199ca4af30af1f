/** Checks what every object has: its name, labels and annotations. */
import { invalidField, requiredField } from '../api-error.ts'
import type { FieldProblem } from '../api-error.ts'
import { listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { strategyOf } from '../kinds/strategies.ts'
import type { Resource } from '../resources/resource.ts'
import { findKeyProblems, findSubdomainProblems } from './names.ts'
import { validateLabels } from './validate-labels.ts'

const annotationsLimit = 256 * 1024

export function validateMetadata(resource: Resource, metadata: JsonObject): readonly FieldProblem[] {
  const name = textOf(metadata['name']) ?? ''
  const generated = textOf(metadata['generateName']) ?? ''
  const findProblems = strategyOf(resource).findNameProblems ?? findSubdomainProblems
  const problems: FieldProblem[] = []
  if (generated !== '')
    problems.push(
      // The generated part ends in letters, so a hyphen at the end of the base is no mistake.
      ...findProblems(generated.replace(/-$/, 'a')).map((problem) =>
        invalidField('metadata.generateName', generated, problem),
      ),
    )
  if (name === '') problems.push(requiredField('metadata.name', 'name or generateName is required'))
  else problems.push(...findProblems(name).map((problem) => invalidField('metadata.name', name, problem)))
  return [
    ...problems,
    ...validateLabels(metadata['labels']),
    ...validateAnnotations(metadata['annotations']),
    ...validateOwners(listOf(metadata['ownerReferences'])),
    ...validateFinalizers(listOf(metadata['finalizers'])),
  ]
}

function validateAnnotations(annotations: unknown): readonly FieldProblem[] {
  const entries = Object.entries(objectOf(annotations))
  const size = entries.reduce((sum, [key, value]) => sum + key.length + (textOf(value)?.length ?? 0), 0)
  return [
    ...entries.flatMap(([key]) =>
      // Unlike those of labels, the keys of annotations may have capitals in front.
      findKeyProblems(key.toLowerCase()).map((problem) => invalidField('metadata.annotations', key, problem)),
    ),
    ...(size > annotationsLimit
      ? [
          {
            type: 'FieldValueTooLong' as const,
            field: 'metadata.annotations',
            message: `Too long: may not be more than ${annotationsLimit} bytes`,
          },
        ]
      : []),
  ]
}

function validateOwners(owners: readonly unknown[]): readonly FieldProblem[] {
  const path = 'metadata.ownerReferences'
  const problems = owners.flatMap((owner) => [
    ...(valueAt(owner, 'apiVersion')
      ? []
      : [invalidField(`${path}.apiVersion`, '', 'version must not be empty')]),
    ...['kind', 'name', 'uid'].flatMap((part) =>
      valueAt(owner, part) ? [] : [invalidField(`${path}.${part}`, '', 'must not be empty')],
    ),
  ])
  const controllers = owners.filter((owner) => valueAt(owner, 'controller') === true)
  const said = controllers
    .slice(0, 2)
    .map((owner) => ['kind', 'name'].map((part) => textOf(valueAt(owner, part)) ?? '').join('/'))
  if (controllers.length > 1)
    problems.push(
      invalidField(
        path,
        owners,
        `Only one reference can have Controller set to true. Found "true" in references for ${said.join(' and ')}`,
      ),
    )
  return problems
}

const standardFinalizers: readonly string[] = ['kubernetes', 'orphan', 'foregroundDeletion']

const validateFinalizers = (finalizers: readonly unknown[]): readonly FieldProblem[] =>
  finalizers.flatMap((each, index) => {
    const [name, field] = [textOf(each) ?? '', `metadata.finalizers[${index}]`]
    const problems = findKeyProblems(name)
    return problems.length === 0 && !name.includes('/') && !standardFinalizers.includes(name)
      ? [invalidField(field, name, 'name is neither a standard finalizer name nor is it fully qualified')]
      : problems.map((problem) => invalidField(field, name, problem))
  })
