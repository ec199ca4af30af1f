/** Reads the inputs of the query protocol: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
import { AwsError } from '../errors.ts'
import type { ListShape, MapShape, Member, Shape, StructureShape } from '../model/shape.ts'
import { textReader } from '../scalar/read-text.ts'
import type { BadText } from '../scalar/read-text.ts'
import { setKey } from '../values.ts'
import type { Values } from '../wire.ts'
import type { Form, FormNode } from './form.ts'

export type FormDecoder = (form: Form) => Values

/** Compiled once an operation; a form's depth is bounded, so the readers' recursion is. */
export function formDecoder(input: StructureShape | undefined): FormDecoder {
  if (input === undefined) return () => ({})
  const read = createReaders()(input)
  return (form) => read(form.tree) as Values
}

type Read = (node: FormNode) => unknown
type ReaderOf = (shape: Shape) => Read

function createReaders(): ReaderOf {
  const readers = new Map<Shape, Read>()
  const readerOf: ReaderOf = (shape) => {
    const known = readers.get(shape)
    if (known !== undefined) return known
    // Stands in for the reader of a shape that contains itself until that one is made.
    readers.set(shape, (node) => readers.get(shape)!(node))
    const made = makeReader(shape, readerOf)
    readers.set(shape, made)
    return made
  }
  return readerOf
}

function makeReader(shape: Shape, readerOf: ReaderOf): Read {
  switch (shape.kind) {
    case 'structure':
      return structureReader(shape, readerOf)
    case 'list':
      return listReader(shape, readerOf, false)
    case 'map':
      return mapReader(shape, readerOf, false)
    default: {
      const read = textReader(shape, refuse)
      return (node) => (node.value === undefined ? undefined : read(node.value))
    }
  }
}

function structureReader(shape: StructureShape, readerOf: ReaderOf): Read {
  const members = shape.members.map((member) => ({
    name: member.name,
    wireNames: wireNamesOf(member),
    read: memberReader(member, readerOf),
  }))
  return ({ children }) => {
    const values: Record<string, unknown> = {}
    if (children === undefined) return values
    for (const { name, wireNames, read } of members) {
      const node = firstOf(children, wireNames)
      if (node === undefined) continue
      const value = read(node)
      if (value !== undefined) values[name] = value
    }
    return values
  }
}

const isFlattened = ({ flattened, shape }: Member): boolean =>
  flattened === true || ('flattened' in shape && shape.flattened === true)

function memberReader(member: Member, readerOf: ReaderOf): Read {
  const { shape } = member
  if (shape.kind === 'list' && isFlattened(member)) return listReader(shape, readerOf, true)
  if (shape.kind === 'map' && isFlattened(member)) return mapReader(shape, readerOf, true)
  return readerOf(shape)
}

/** Some clients write a flattened list under the name of its elements. */
function wireNamesOf(member: Member): readonly string[] {
  const { name, locationName, shape } = member
  const element = shape.kind === 'list' && isFlattened(member) ? shape.member.locationName : undefined
  return element === undefined ? [locationName ?? name] : [locationName ?? name, element]
}

function firstOf(children: ReadonlyMap<string, FormNode>, names: readonly string[]): FormNode | undefined {
  for (const name of names) {
    const node = children.get(name)
    if (node !== undefined) return node
  }
  return undefined
}

/** `Name.member.1`, or `Name.1` when flattened; a bare `Name=` is an empty list. */
function listReader(shape: ListShape, readerOf: ReaderOf, flattened: boolean): Read {
  const read = readerOf(shape.member.shape)
  const element = shape.member.locationName ?? 'member'
  return (node) => {
    const items = flattened ? node : (node.children?.get(element) ?? node.children?.get('member'))
    if (items?.children === undefined) return node.value === '' ? [] : undefined
    return inOrder(items.children).map(read)
  }
}

/** `Name.entry.1.key` and `.value`, or `Name.1.key` when flattened. */
function mapReader(shape: MapShape, readerOf: ReaderOf, flattened: boolean): Read {
  const [readKey, readValue] = [readerOf(shape.key.shape), readerOf(shape.value.shape)]
  const [keyName, valueName] = [shape.key.locationName ?? 'key', shape.value.locationName ?? 'value']
  return (node) => {
    const entries = flattened ? node : node.children?.get('entry')
    if (entries?.children === undefined) return node.value === '' ? {} : undefined
    const values: Record<string, unknown> = {}
    for (const entry of inOrder(entries.children)) {
      const [key, value] = [entry.children?.get(keyName), entry.children?.get(valueName)]
      if (key !== undefined) setKey(values, String(readKey(key)), value && readValue(value))
    }
    return values
  }
}

/** Elements by their number; gaps close up, so a large number costs nothing. */
function inOrder(children: ReadonlyMap<string, FormNode>): FormNode[] {
  const numbered: [number, FormNode][] = []
  for (const [name, node] of children) if (/^\d{1,9}$/.test(name)) numbered.push([Number(name), node])
  return numbered.sort(([a], [b]) => a - b).map(([, node]) => node)
}

/** STS words an empty number; anything else it cannot read it refuses without a text. */
function refuse({ kind, text }: BadText): AwsError {
  const empty = text === '' && (kind === 'integer' || kind === 'long')
  return new AwsError({
    code: 'MalformedInput',
    message: empty ? 'missing value for decimal type' : undefined,
  })
}
