/** Checks environment variables and where their values come from. */
import { isObject, textOf, valueAt } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField, requiredField, unsupportedField } from '../api-error.ts'

export function validateVariable(variable: unknown, path: string): FieldProblem[] {
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
  problems.push(...validateField(from['fieldRef'], `${path}.valueFrom.fieldRef`))
  for (const kind of ['configMapKeyRef', 'secretKeyRef'])
    if (isObject(from[kind]) && !valueAt(from, kind, 'key'))
      problems.push(requiredField(`${path}.valueFrom.${kind}.key`))
  if (sources > 0 && valueAt(variable, 'value'))
    problems.push(invalidField(`${path}.valueFrom`, '', 'may not be specified when `value` is not empty'))
  else if (sources > 1)
    problems.push(
      invalidField(`${path}.valueFrom`, '', 'may not have more than one field specified at a time'),
    )
  return problems
}

/** What variables may be made of. */
const shown: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]

/** What pods have besides, and no variable can be made of. */
const hidden: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]

function validateField(reference: unknown, path: string): FieldProblem[] {
  if (!isObject(reference)) return []
  const at = `${path}.fieldPath`
  const field = textOf(reference['fieldPath']) ?? ''
  if (field === '') return [requiredField(at)]
  if (shown.includes(field) || /^metadata\.(labels|annotations)\['[^']*'\]$/.test(field)) return []
  if (hidden.includes(field)) return [unsupportedField(at, field, shown)]
  return [invalidField(at, field, `error converting fieldPath: field label not supported: ${field}`)]
}
