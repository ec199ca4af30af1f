/** Makes an input fit to be recorded: no secrets, no bodies, names as CloudTrail writes them. */
import type { OperationModel } from './model/service-model.ts'
import type { Values } from './wire.ts'

/** Drops sensitive members, those in `drop` (by member name), blobs and streams. */
export function redactInput(
  _operation: OperationModel,
  _input: Values,
  _drop: readonly string[] = [],
): Record<string, unknown> {
  throw new Error('redaction is being built')
}
