/** What a call sets on a bucket, as CloudTrail has it: the XML of the body as JSON. */
import type { Element, Member, OperationModel, Shape, StructureShape, Values } from '../../protocol/index.ts'

const xmlns = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** Nothing of calls on objects, which name what they are about in their path, nor of DeleteObjects, of which AWS tells no keys. */
export function bucketConfiguration({ name, input, requestUri }: OperationModel, values: Values): Values {
  const body = input?.members.find((member) => member.name === input.payload)
  if (body?.shape.kind !== 'structure' || requestUri.includes('{Key+}') || name === 'DeleteObjects') return {}
  const value = values[body.name]
  if (value === undefined) return {}
  return { [body.locationName ?? body.name]: { xmlns, ...structureOf(body.shape, value as Values) } }
}

const structureOf = ({ members }: StructureShape, values: Values): Values =>
  Object.fromEntries(
    members
      .filter(({ name, shape }) => values[name] !== undefined && shape.sensitive !== true)
      .map((member) => [member.locationName ?? member.name, memberOf(member, values[member.name])]),
  )

function memberOf({ shape, flattened }: Member, value: unknown): unknown {
  if (shape.kind !== 'list') return valueOf(shape, value)
  const items = itemsOf(shape.member, value)
  return flattened === true || shape.flattened === true
    ? items
    : { [shape.member.locationName ?? 'member']: items }
}

/** XML does not tell a list of one from what is no list. */
function itemsOf({ shape }: Element, value: unknown): unknown {
  const items = (value as readonly unknown[]).map((item) => valueOf(shape, item))
  return items.length === 1 ? items[0] : items
}

const valueOf = (shape: Shape, value: unknown): unknown =>
  shape.kind === 'structure' ? structureOf(shape, value as Values) : value
