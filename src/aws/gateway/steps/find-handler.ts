/** Finds the code that serves an operation; one that has none is refused by its name. */
import { AwsError, type Operation, reasonLeftOut, type Values } from '../../protocol/index.ts'
import { filled, type Passage } from '../passage.ts'

export function findHandler(passage: Passage): string {
  const { definition, model } = filled(passage.service, 'service')
  const operation = filled(passage.operation, 'operation')
  const { name } = operation
  if (!Object.hasOwn(definition.operations, name) || operation.eventStream) {
    const reason = reasonLeftOut(definition.model, name)
    // A 4xx: tools take a 5xx for a passing fault and try it again, Terraform 25 times.
    throw new AwsError({
      code: 'NotImplemented',
      status: 400,
      message: `${model.name}:${name} is not implemented by Podpass${reason === undefined ? '' : `: ${reason}`}`,
    })
  }
  passage.handler = definition.operations[name] as Operation<Values, Values | undefined>
  return `${model.name} serves ${name}`
}
