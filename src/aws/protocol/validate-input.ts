/** Checks an input against the constraints of its model, in AWS's words. */
import { inputChecker } from './constraints/checker.ts'
import { styleOf } from './constraints/style.ts'
import type { Violation } from './constraints/violation.ts'
import type { OperationModel } from './model/service-model.ts'
import type { Values } from './wire.ts'

type Checker = (input: Values) => Violation[]

const checkers = new WeakMap<OperationModel, Checker>()

/** Throws the service's own AwsError that names all violations. */
export function validateInput(operation: OperationModel, input: Values): void {
  const style = styleOf(operation.service)
  const worded = wordViolations(operation, input)
  if (worded.length > 0)
    throw style.refuse(
      worded.map(({ text }) => text),
      worded[0]!.violation,
    )
}

/** Each violation as the service words it, without the count in front. */
export function constraintViolations(operation: OperationModel, input: Values): readonly string[] {
  return wordViolations(operation, input).map(({ text }) => text)
}

interface Worded {
  readonly violation: Violation
  readonly text: string
}

function wordViolations(operation: OperationModel, input: Values): readonly Worded[] {
  const violations = checkerOf(operation)(input)
  if (violations.length === 0) return []
  const style = styleOf(operation.service)
  return violations.flatMap((violation) => {
    const text = style.word(violation)
    return text === undefined ? [] : [{ violation, text }]
  })
}

function checkerOf(operation: OperationModel): Checker {
  let check = checkers.get(operation)
  if (check === undefined)
    checkers.set(
      operation,
      (check = operation.input === undefined ? () => [] : inputChecker(operation.input)),
    )
  return check
}
