/** Writes structures as XML, precompiled a shape and a layout at a time. */
import type {
  ListShape,
  MapShape,
  Member,
  ScalarShape,
  Shape,
  TimestampFormat,
  XmlNamespace,
} from '../model/shape.ts'
import { formatTimestamp } from '../scalar/timestamp.ts'
import { textWriter } from '../scalar/write-text.ts'
import type { Values } from '../wire.ts'
import { escapeXml } from './text.ts'

/** Writes a value as an element of the name; `pad` stands before each line. */
export type XmlWriter = (value: unknown, name: string, pad: string, attributes?: string) => string

/** How elements are laid out, and moments where the model names no format. */
export interface Layout {
  readonly newline: '' | '\n'
  readonly indent: '' | '  '
  readonly timestamp: (date: Date) => string
}

/** One element a line and whole seconds, as the query services have it. */
export const pretty: Layout = { newline: '\n', indent: '  ', timestamp: formatTimestamp.iso8601 }

/** All on one line, and always milliseconds, as S3 has it. */
export const compact: Layout = { newline: '', indent: '', timestamp: (date) => date.toISOString() }

export interface XmlWriters {
  readonly of: (shape: Shape, format?: TimestampFormat) => XmlWriter
  /** The members of a structure without an element around them. */
  readonly members: (members: readonly Member[]) => MembersWriter
  readonly layout: Layout
}

export interface MembersWriter {
  readonly content: (value: Values, pad: string) => string
  readonly attributes: (value: Values) => string
}

export function createXmlWriters(layout: Layout): XmlWriters {
  const made = new Map<Shape, XmlWriter>()
  const writers: XmlWriters = {
    layout,
    of(shape, format) {
      if (shape.kind === 'timestamp') return scalarWriter(shape, layout, format)
      const known = made.get(shape)
      if (known !== undefined) return known
      // Stands in for the writer of a shape that contains itself until that one is made.
      made.set(shape, (...parameters) => made.get(shape)!(...parameters))
      const writer = makeWriter(shape, writers)
      made.set(shape, writer)
      return writer
    },
    members: (members) => membersWriter(members, writers),
  }
  return writers
}

function makeWriter(shape: Shape, writers: XmlWriters): XmlWriter {
  switch (shape.kind) {
    case 'structure': {
      const members = writers.members(shape.members)
      return (value, name, pad, attributes = '') =>
        element(
          name,
          attributes + members.attributes(value as Values),
          members.content(value as Values, pad + writers.layout.indent),
          pad,
          writers.layout,
        )
    }
    case 'list': {
      const items = itemsWriter(shape, shape.member.locationName ?? 'member', writers)
      return (value, name, pad, attributes = '') =>
        element(name, attributes, items(value, pad + writers.layout.indent), pad, writers.layout)
    }
    case 'map': {
      const entries = entriesWriter(shape, writers)
      return (value, name, pad, attributes = '') =>
        element(name, attributes, entries(value, 'entry', pad + writers.layout.indent), pad, writers.layout)
    }
    default:
      return scalarWriter(shape, writers.layout)
  }
}

const element = (name: string, attributes: string, content: string, pad: string, layout: Layout): string =>
  content === ''
    ? `${pad}<${name}${attributes}/>${layout.newline}`
    : `${pad}<${name}${attributes}>${layout.newline}${content}${pad}</${name}>${layout.newline}`

function scalarWriter(shape: ScalarShape, layout: Layout, traitFormat?: TimestampFormat): XmlWriter {
  const format = traitFormat ?? shape.timestampFormat
  const write = textWriter(shape, format === undefined ? layout.timestamp : formatTimestamp[format])
  const { newline } = layout
  return (value, name, pad, attributes = '') => {
    const text = escapeXml(write(value))
    return text === ''
      ? `${pad}<${name}${attributes}/>${newline}`
      : `${pad}<${name}${attributes}>${text}</${name}>${newline}`
  }
}

function itemsWriter(
  shape: ListShape,
  name: string,
  writers: XmlWriters,
): (value: unknown, pad: string) => string {
  const write = writers.of(shape.member.shape)
  const attributes = namespaceOf(shape.member.xmlNamespace)
  return (value, pad) => {
    let text = ''
    for (const item of value as readonly unknown[])
      if (item !== null) text += write(item, name, pad, attributes)
    return text
  }
}

function entriesWriter(shape: MapShape, { of, layout }: XmlWriters): XmlWriter {
  const [writeKey, writeValue] = [of(shape.key.shape), of(shape.value.shape)]
  const [keyName, valueName] = [shape.key.locationName ?? 'key', shape.value.locationName ?? 'value']
  const keyAttributes = namespaceOf(shape.key.xmlNamespace)
  const valueAttributes = namespaceOf(shape.value.xmlNamespace)
  return (value, name, pad, attributes = '') => {
    const inner = pad + layout.indent
    let text = ''
    for (const key of Object.keys(value as Values)) {
      const item = (value as Values)[key]
      if (item === undefined || item === null) continue
      const content =
        writeKey(key, keyName, inner, keyAttributes) + writeValue(item, valueName, inner, valueAttributes)
      text += element(name, attributes, content, pad, layout)
    }
    return text
  }
}

/** Members come in the order in which the value names them; unknown and absent ones are left out. */
function membersWriter(members: readonly Member[], writers: XmlWriters): MembersWriter {
  const attributes = members.filter(({ xmlAttribute }) => xmlAttribute)
  const elements = new Map(
    members
      .filter(({ xmlAttribute }) => !xmlAttribute)
      .map((member) => [member.name, memberWriter(member, writers)] as const),
  )
  return {
    content(value, pad) {
      let text = ''
      for (const key of Object.keys(value)) {
        const item = value[key]
        if (item !== undefined && item !== null) text += elements.get(key)?.(item, pad) ?? ''
      }
      return text
    },
    attributes: attributesWriter(attributes, writers.layout),
  }
}

function memberWriter(member: Member, writers: XmlWriters): (value: unknown, pad: string) => string {
  const { shape } = member
  const name = member.locationName ?? member.name
  const flattened = member.flattened === true || ('flattened' in shape && shape.flattened === true)
  if (shape.kind === 'list' && flattened) return itemsWriter(shape, name, writers)
  const attributes = namespaceOf(member.xmlNamespace ?? shape.xmlNamespace)
  const write =
    shape.kind === 'map' && flattened
      ? entriesWriter(shape, writers)
      : writers.of(shape, member.timestampFormat)
  return (value, pad) => write(value, name, pad, attributes)
}

function attributesWriter(members: readonly Member[], { timestamp }: Layout): (value: Values) => string {
  if (members.length === 0) return () => ''
  const named = members.map(({ name, locationName, shape }) => ({
    name,
    open: ` ${locationName ?? name}="`,
    write: textWriter(shape as ScalarShape, timestamp),
  }))
  return (value) => {
    let text = ''
    for (const { name, open, write } of named) {
      const item = value[name]
      if (item !== undefined && item !== null) text += `${open}${escapeXml(write(item))}"`
    }
    return text
  }
}

export function namespaceOf(namespace: XmlNamespace | undefined): string {
  if (namespace === undefined) return ''
  return ` xmlns${namespace.prefix ? `:${namespace.prefix}` : ''}="${escapeXml(namespace.uri)}"`
}
