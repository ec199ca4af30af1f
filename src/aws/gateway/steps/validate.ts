/** Holds the input against the constraints of its model. */
import { validateInput } from '../../protocol/index.ts'
import { filled, type Passage } from '../passage.ts'

export function validate(passage: Passage): string {
  validateInput(filled(passage.operation, 'operation'), filled(passage.input, 'input'))
  return 'the input keeps the constraints of its model'
}
