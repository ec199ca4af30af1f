/** Makes an input fit to be recorded: no secrets, no bodies, names as CloudTrail writes them. */
import { lowerFirst } from './constraints/path.ts'
import type { OperationModel } from './model/service-model.ts'
import type { Shape, StructureShape } from './model/shape.ts'
import type { Values } from './wire.ts'

/** Drops sensitive members, those in `drop` (by member name, at the top), blobs and streams. */
export function redactInput(
  operation: OperationModel,
  input: Values,
  drop: readonly string[] = [],
): Record<string, unknown> {
  if (operation.input === undefined) return {}
  const kept = Object.fromEntries(Object.entries(input).filter(([name]) => !drop.includes(name)))
  return redactStructure(operation.input, kept, operation.service.name === 's3' ? s3Names : {})
}

type Names = Readonly<Record<string, string>>

/** CloudTrail's own names of S3's parameters. */
const s3Names: Names = { Bucket: 'bucketName' }

function redactStructure(shape: StructureShape, value: Values, names: Names = {}): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const { name, shape: memberShape } of shape.members) {
    const redacted = redact(memberShape, value[name])
    if (redacted !== undefined) kept[names[name] ?? lowerFirst(name)] = redacted
  }
  return kept
}

/** Undefined for what is not to be recorded. */
function redact(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null || shape.sensitive) return undefined
  switch (shape.kind) {
    case 'structure':
      return redactStructure(shape, value as Values)
    case 'list':
      return (value as readonly unknown[])
        .map((item) => redact(shape.member.shape, item))
        .filter((item) => item !== undefined)
    case 'map':
      return Object.fromEntries(
        Object.entries(value as Values)
          .map(([key, item]) => [key, redact(shape.value.shape, item)] as const)
          .filter(([, item]) => item !== undefined),
      )
    case 'blob':
      return undefined
    case 'timestamp':
      return (value as Date).toISOString()
    default:
      return value
  }
}
