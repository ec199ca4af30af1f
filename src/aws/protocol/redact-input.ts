/** Makes inputs and outputs fit to be recorded: no secrets, no bodies, names as CloudTrail writes them. */
import { lowerFirst } from './constraints/path.ts'
import type { OperationModel } from './model/service-model.ts'
import type { ListShape, MapShape, Member, Shape, StructureShape } from './model/shape.ts'
import type { Values } from './wire.ts'

/** Drops sensitive members, those in `drop` (by member name, at the top), blobs and streams. */
export function redactInput(
  { input: shape, service }: OperationModel,
  input: Values,
  drop: readonly string[] = [],
): Record<string, unknown> {
  if (shape === undefined) return {}
  const redact =
    service.name === 's3' ? redactorOf(shape, s3Redactors, s3Names) : redactorOf(shape, redactors)
  return redact(drop.length === 0 ? input : without(input, drop))
}

export const redactOutput = ({ output: shape }: OperationModel, output: Values): Record<string, unknown> =>
  shape === undefined ? {} : redactorOf(shape, redactors)(output)

const without = (input: Values, drop: readonly string[]): Values =>
  Object.fromEntries(Object.entries(input).filter(([name]) => !drop.includes(name)))

/** What the models do not call sensitive, and who holds it may act with it. */
const unmarkedSecrets: ReadonlySet<string> = new Set([
  'authenticationcode1',
  'authenticationcode2',
  'contextassertion',
  'secretaccesskey',
  'sessiontoken',
  'tokencode',
])

type Names = Readonly<Record<string, string>>

/** CloudTrail's own names of S3's parameters. */
const s3Names: Names = { Bucket: 'bucketName' }

/** Gives undefined for what is not to be recorded. */
type Redact = (value: unknown) => unknown
type RedactStructure = (value: Values) => Record<string, unknown>

const redactors = new WeakMap<StructureShape, RedactStructure>()
const s3Redactors = new WeakMap<StructureShape, RedactStructure>()

function redactorOf(
  shape: StructureShape,
  known: WeakMap<StructureShape, RedactStructure>,
  names: Names = {},
): RedactStructure {
  let redact = known.get(shape)
  if (redact === undefined) known.set(shape, (redact = structureRedactor(shape, names)))
  return redact
}

/** Its members are looked at on first use, because a structure may contain itself. */
function structureRedactor({ members }: StructureShape, names: Names = {}): RedactStructure {
  let kept:
    | readonly { readonly name: string; readonly recorded: string; readonly redact: Redact }[]
    | undefined
  const keep = ({ name, shape }: Member) => {
    const redact = unmarkedSecrets.has(name.toLowerCase()) ? undefined : redactor(shape)
    return redact === undefined ? [] : [{ name, recorded: names[name] ?? lowerFirst(name), redact }]
  }
  return (value) => {
    const recorded: Record<string, unknown> = {}
    for (const member of (kept ??= members.flatMap(keep))) {
      const given = value[member.name]
      if (given === undefined || given === null) continue
      const redacted = member.redact(given)
      if (redacted !== undefined) recorded[member.recorded] = redacted
    }
    return recorded
  }
}

/** Undefined for a shape of which nothing is recorded. */
function redactor(shape: Shape): Redact | undefined {
  if (shape.sensitive || shape.kind === 'blob') return undefined
  switch (shape.kind) {
    case 'structure':
      return redactorOf(shape, redactors) as Redact
    case 'list':
      return listRedactor(shape)
    case 'map':
      return mapRedactor(shape)
    case 'timestamp':
      return (value) => (value as Date).toISOString()
    default:
      return (value) => value
  }
}

function listRedactor({ member }: ListShape): Redact {
  const redact = redactor(member.shape)
  return (value) =>
    (value as readonly unknown[]).map((item) => redactItem(redact, item)).filter((item) => item !== undefined)
}

function mapRedactor({ value: element }: MapShape): Redact {
  const redact = redactor(element.shape)
  return (value) =>
    Object.fromEntries(
      Object.entries(value as Values)
        .map(([key, item]) => [key, redactItem(redact, item)] as const)
        .filter(([, item]) => item !== undefined),
    )
}

const redactItem = (redact: Redact | undefined, item: unknown): unknown =>
  item === undefined || item === null ? undefined : redact?.(item)
