/** Checks an input against the constraints of its model, in AWS's words. */
import type { OperationModel } from './model/service-model.ts'
import type { Values } from './wire.ts'

/** Throws the service's own AwsError that names all violations. */
export function validateInput(operation: OperationModel, input: Values): void {
  constraintViolations(operation, input)
}

/** Each violation as AWS words it, without the count in front. */
export function constraintViolations(_operation: OperationModel, _input: Values): readonly string[] {
  throw new Error('validation is being built')
}
