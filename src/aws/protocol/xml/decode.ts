/** Reads structures from XML elements: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html */
import type { ListShape, MapShape, Member, Shape } from '../model/shape.ts'
import { textReader } from '../scalar/read-text.ts'
import { setKey } from '../values.ts'
import { malformedXml } from './malformed.ts'
import type { XmlElement } from './read.ts'

export type XmlReader = (element: XmlElement) => unknown

type ReaderOf = (shape: Shape) => XmlReader

export function createXmlReaders(): ReaderOf {
  const readers = new Map<Shape, XmlReader>()
  const readerOf: ReaderOf = (shape) => {
    const known = readers.get(shape)
    if (known !== undefined) return known
    // Stands in for the reader of a shape that contains itself until that one is made.
    readers.set(shape, (element) => readers.get(shape)!(element))
    const made = makeReader(shape, readerOf)
    readers.set(shape, made)
    return made
  }
  return readerOf
}

function makeReader(shape: Shape, readerOf: ReaderOf): XmlReader {
  switch (shape.kind) {
    case 'structure':
      return structureReader(shape.members, readerOf)
    case 'list': {
      const read = readerOf(shape.member.shape)
      const name = shape.member.locationName ?? 'member'
      return ({ children }) => children.filter((child) => child.name === name).map(read)
    }
    case 'map': {
      const readEntries = entriesReader(shape, readerOf)
      return ({ children }) => readEntries(children.filter(({ name }) => name === 'entry'))
    }
    default: {
      const read = textReader(shape, () => malformedXml())
      return ({ text }) => read(text)
    }
  }
}

/** Elements that the model does not know are ignored; of several of one name the first counts. */
export function structureReader(members: readonly Member[], readerOf: ReaderOf): XmlReader {
  const readers = members.map((member) => ({
    name: member.name,
    wireName: localName(member.locationName ?? member.name),
    read: memberReader(member, readerOf),
  }))
  return (element) => {
    const groups = groupByName(element.children)
    const values: Record<string, unknown> = {}
    for (const { name, wireName, read } of readers) {
      const value = read(groups.get(wireName), element.attributes.get(wireName))
      if (value !== undefined) values[name] = value
    }
    return values
  }
}

type MemberReader = (elements: readonly XmlElement[] | undefined, attribute: string | undefined) => unknown

function memberReader(member: Member, readerOf: ReaderOf): MemberReader {
  const { shape } = member
  const flattened = member.flattened === true || ('flattened' in shape && shape.flattened === true)
  if (shape.kind === 'list' && flattened) return flattenedListReader(shape, readerOf)
  if (shape.kind === 'map' && flattened) {
    const readEntries = entriesReader(shape, readerOf)
    return (elements) => elements && readEntries(elements)
  }
  if (member.xmlAttribute && shape.kind === 'string') return (_, attribute) => attribute
  const read = readerOf(shape)
  return (elements) => elements && read(elements[0]!)
}

function flattenedListReader(shape: ListShape, readerOf: ReaderOf): MemberReader {
  const read = readerOf(shape.member.shape)
  return (elements) => elements?.map(read)
}

function entriesReader(
  shape: MapShape,
  readerOf: ReaderOf,
): (entries: readonly XmlElement[]) => Record<string, unknown> {
  const [readKey, readValue] = [readerOf(shape.key.shape), readerOf(shape.value.shape)]
  const [keyName, valueName] = [shape.key.locationName ?? 'key', shape.value.locationName ?? 'value']
  return (entries) => {
    const values: Record<string, unknown> = {}
    for (const { children } of entries) {
      const key = children.find(({ name }) => name === keyName)
      const value = children.find(({ name }) => name === valueName)
      if (key !== undefined) setKey(values, String(readKey(key)), value && readValue(value))
    }
    return values
  }
}

function groupByName(elements: readonly XmlElement[]): ReadonlyMap<string, readonly XmlElement[]> {
  const groups = new Map<string, XmlElement[]>()
  for (const element of elements) {
    const group = groups.get(element.name)
    if (group === undefined) groups.set(element.name, [element])
    else group.push(element)
  }
  return groups
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)
