/** Reads values by the shapes of their model: documents as text, what is sensitive, what is required. */
import type { Shape } from '../../../src/aws/protocol/index.ts'

/** Case files hold documents, such as policies, as objects; the wire has them as texts. */
export function withTexts(shape: Shape | undefined, value: unknown): unknown {
  if (shape === undefined || typeof value !== 'object' || value === null) return value
  switch (shape.kind) {
    case 'structure':
      return Object.fromEntries(
        Object.entries(value).map(([name, each]) => [
          name,
          withTexts(shape.members.find((member) => member.name === name)?.shape, each),
        ]),
      )
    case 'list':
      return Array.isArray(value) ? value.map((each) => withTexts(shape.member.shape, each)) : value
    case 'map':
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, withTexts(shape.value.shape, each)]),
      )
    case 'string':
    case 'blob':
      return JSON.stringify(value)
    default:
      return value
  }
}

export interface Sensitive {
  readonly member: string
  readonly text: string
}

/** Texts that the model calls sensitive. */
export function sensitiveIn(shape: Shape | undefined, value: unknown, member = ''): readonly Sensitive[] {
  if (shape === undefined || value === undefined || value === null) return []
  if (shape.kind === 'structure')
    return shape.members.flatMap(({ name, shape: inner }) =>
      sensitiveIn(inner, (value as Readonly<Record<string, unknown>>)[name], name),
    )
  if (shape.kind === 'list')
    return (value as readonly unknown[]).flatMap((each) => sensitiveIn(shape.member.shape, each, member))
  if (shape.kind === 'map')
    return Object.values(value).flatMap((each) => sensitiveIn(shape.value.shape, each, member))
  // Short ones stand everywhere by chance.
  return shape.sensitive && typeof value === 'string' && value.length > 5 ? [{ member, text: value }] : []
}

/** Required members that an answer lacks, by their paths. */
export function lackingIn(shape: Shape | undefined, value: unknown, path = ''): readonly string[] {
  if (shape === undefined || value === undefined || value === null) return []
  if (shape.kind === 'structure')
    return shape.members.flatMap(({ name, shape: inner, required }) => {
      const item = (value as Readonly<Record<string, unknown>>)[name]
      const at = path === '' ? name : `${path}.${name}`
      return item === undefined ? (required ? [at] : []) : lackingIn(inner, item, at)
    })
  if (shape.kind === 'list')
    return (value as readonly unknown[]).flatMap((each) => lackingIn(shape.member.shape, each, path))
  if (shape.kind === 'map')
    return Object.values(value).flatMap((each) => lackingIn(shape.value.shape, each, path))
  return []
}
