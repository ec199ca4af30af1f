/** What a call that changed something answered, without its secrets. */
import { type OperationModel, redactOutput } from '../../protocol/index.ts'
import type { Passage } from '../passage.ts'
import { fitToRecord } from './fit-to-record.ts'
import { isReadOnly } from './event-kind.ts'

export function responseElements({ notes, output }: Passage, operation: OperationModel): unknown {
  if (notes.responseElements !== undefined) return fitToRecord(notes.responseElements)
  if (isReadOnly(operation.name) || output === undefined || operation.output === undefined) return null
  const elements = redactOutput(operation, output)
  return Object.keys(elements).length === 0 ? null : fitToRecord(elements)
}
