/** Inputs that a model forbids, made of a good one: each member that must be there left out, each bound passed by one. */
import type { Member, Shape, StructureShape } from '../../../src/aws/protocol/index.ts'

export interface Violation {
  /** The member as AWS writes it, such as `tags.1.member.key`. */
  readonly at: string
  /** The top-level member and the constraint, such as `Tags null`. */
  readonly name: string
  readonly kind: string
  readonly input: Readonly<Record<string, unknown>>
}

type Values = Readonly<Record<string, unknown>>

/** Longer ones would prove the bound of the body and not that of the member. */
const longest = 200_000

export function violationsOf(shape: StructureShape, input: Values): readonly Violation[] {
  return inStructure(shape, input).map(({ path, kind, value }) => ({
    at: shownPath(path),
    name: `${path[0]} ${kind}`,
    kind,
    input: value as Values,
  }))
}

/** Elements that are no structures are named together, by their list. */
const shownPath = (path: readonly string[]): string =>
  path
    .map((each) => each.slice(0, 1).toLowerCase() + each.slice(1))
    .join('.')
    .replace(/\.\d+$/, '')
    .replaceAll(/\.(\d+)\./g, '.$1.member.')

interface Bad {
  readonly path: readonly string[]
  readonly kind: string
  /** The value with the fault in it. */
  readonly value: unknown
}

function inStructure(shape: StructureShape, values: Values): readonly Bad[] {
  return shape.members.flatMap((member) => [
    ...leftOut(member, values),
    ...inMember(member, values[member.name]).map(({ path, kind, value }) => ({
      path: [member.name, ...path],
      kind,
      value: { ...values, [member.name]: value },
    })),
  ])
}

/** A path or a host without its name is another one, and clients draw tokens by themselves. */
function leftOut(member: Member, values: Values): readonly Bad[] {
  if (!member.required || member.location === 'uri' || member.idempotencyToken) return []
  const { [member.name]: _, ...rest } = values
  return [{ path: [member.name], kind: 'null', value: rest }]
}

const inMember = ({ shape, location }: Member, value: unknown): readonly Bad[] => [
  ...(location === 'uri' ? [] : beyond(shape).map((bad) => ({ path: [], ...bad }))),
  ...inside(shape, value),
]

/** Faults within what the good input has there. */
function inside(shape: Shape, value: unknown): readonly Bad[] {
  if (shape.kind === 'structure' && isRecord(value)) return inStructure(shape, value)
  if (shape.kind !== 'list' || !Array.isArray(value) || value.length === 0) return []
  const [first, ...rest] = value as readonly unknown[]
  const element = shape.member.shape
  const bad = element.kind === 'structure' ? inside(element, first) : beyond(element).map(atItself)
  return bad.map(({ path, kind, value: item }) => ({ path: ['1', ...path], kind, value: [item, ...rest] }))
}

const atItself = (bad: Omit<Bad, 'path'>): Bad => ({ path: [], ...bad })

const isRecord = (value: unknown): value is Values => typeof value === 'object' && value !== null

/** A value beyond each bound of a shape. */
function beyond(shape: Shape): readonly Omit<Bad, 'path'>[] {
  const { kind } = shape
  if (kind === 'string') return beyondText(shape)
  if (kind === 'list') {
    const { max = Infinity, min = 0 } = shape
    const item = sampleOf(shape.member.shape)
    return [
      ...(max < 500 ? [{ kind: 'max-length', value: Array.from({ length: max + 1 }, () => item) }] : []),
      ...(min > 1 ? [{ kind: 'min-length', value: [item] }] : []),
    ]
  }
  if (kind === 'integer' || kind === 'long') {
    const { max, min } = shape
    return [
      ...(max === undefined || max >= 2 ** 31 - 1 ? [] : [{ kind: 'max-value', value: max + 1 }]),
      ...(min === undefined ? [] : [{ kind: 'min-value', value: min - 1 }]),
    ]
  }
  return []
}

/** Something of that shape; an empty structure would be nothing on the wire. */
function sampleOf(shape: Shape): unknown {
  switch (shape.kind) {
    case 'structure':
      return Object.fromEntries(shape.members.map((member) => [member.name, sampleOf(member.shape)]))
    case 'list':
      return [sampleOf(shape.member.shape)]
    case 'map':
      return { a: sampleOf(shape.value.shape) }
    case 'string':
      return shape.enum?.[0] ?? textOf(shape)
    case 'boolean':
      return true
    case 'blob':
      return 'a'
    case 'timestamp':
      return '2026-01-01T00:00:00Z'
    case 'document':
      return {}
    default:
      return shape.min ?? 1
  }
}

type Text = Extract<Shape, { readonly kind: string }> & {
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
}

function beyondText(shape: Text): readonly Omit<Bad, 'path'>[] {
  if (shape.enum !== undefined) return [{ kind: 'enum', value: 'NoSuchValue' }]
  const { min = 0, max = Infinity } = shape
  const wrong = wrongText(shape)
  return [
    ...(max < longest ? [{ kind: 'max-length', value: textOf(shape, max + 1) }] : []),
    ...(min > 0 ? [{ kind: 'min-length', value: textOf(shape, min - 1) }] : []),
    ...(wrong === undefined ? [] : [{ kind: 'pattern', value: wrong }]),
  ]
}

const textOf = ({ min = 1 }: Text, length = Math.max(min, 1)): string => 'a'.repeat(length)

const suspects = ['a b', 'ä', '?', '*', '!', '/a', ':', '|', '_', 'A', 'a', '1', '\t']

/** A text of a good length that the pattern does not take. */
function wrongText({ pattern, min = 0, max = Infinity }: Text): string | undefined {
  if (pattern === undefined) return undefined
  const compiled = compile(pattern)
  return suspects
    .map((text) => text + text.at(-1)!.repeat(Math.max(0, min - text.length)))
    .find((text) => text.length <= max && compiled !== undefined && !compiled.test(text))
}

/** Patterns are Java's and match the whole text. */
function compile(pattern: string): RegExp | undefined {
  for (const flags of ['u', ''])
    try {
      return new RegExp(`^(?:${pattern.replace(/^\(\?s\)/, '')})$`, `${flags}s`)
    } catch {
      continue
    }
  return undefined
}
