/** Checks what every object has: its name, labels and annotations. */
import { invalidField, requiredField } from '../api-error.ts'
import type { FieldProblem } from '../api-error.ts'
import { objectOf, textOf } from '../../api/index.ts'
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
  return [...problems, ...validateLabels(metadata['labels']), ...validateAnnotations(metadata['annotations'])]
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
