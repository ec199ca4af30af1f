/** Checks what a container requests and what limits it has. */
import { isObject, objectOf, textOf } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import { invalidField } from '../api-error.ts'
import { findKeyProblems } from '../objects/names.ts'
import { parseQuantity } from '../schema/quantity.ts'

export function validateResources(resources: unknown, path: string): FieldProblem[] {
  if (!isObject(resources)) return []
  const [limits, requests] = [objectOf(resources['limits']), objectOf(resources['requests'])]
  return [
    ...Object.entries(limits).flatMap(([name, amount]) =>
      validateAmount(name, amount, `${path}.limits[${name}]`),
    ),
    ...Object.entries(requests).flatMap(([name, amount]) => [
      ...validateAmount(name, amount, `${path}.requests[${name}]`),
      ...compare({ name, wanted: amount, limit: limits[name], path: `${path}.requests` }),
    ]),
  ]
}

const standard: readonly string[] = ['cpu', 'memory', 'ephemeral-storage']

function validateAmount(name: string, amount: unknown, path: string): FieldProblem[] {
  const nanos = nanosOf(amount)
  return [
    ...findKeyProblems(name).map((problem) => invalidField(path, name, problem)),
    ...(name.includes('/') || standard.includes(name) || name.startsWith('hugepages-')
      ? []
      : [
          invalidField(path, name, 'must be a standard resource type or fully qualified'),
          invalidField(path, name, 'must be a standard resource for containers'),
        ]),
    ...(nanos !== undefined && nanos < 0n
      ? [invalidField(path, amount, 'must be greater than or equal to 0')]
      : []),
  ]
}

const nanosOf = (amount: unknown): bigint | undefined => parseQuantity(textOf(amount) ?? '')?.nanos

interface Compared {
  readonly name: string
  readonly wanted: unknown
  readonly limit: unknown
  readonly path: string
}

/** What can be taken back from a container may be limited above its request; a device cannot. */
function compare({ name, wanted, limit, path }: Compared): FieldProblem[] {
  const [theirs, most] = [nanosOf(wanted), nanosOf(limit)]
  if (theirs === undefined || most === undefined || theirs === most) return []
  const said = `${name} limit of ${textOf(limit) ?? ''}`
  if (!standard.includes(name)) return [invalidField(path, wanted, `must be equal to ${said}`)]
  return theirs > most ? [invalidField(path, wanted, `must be less than or equal to ${said}`)] : []
}
