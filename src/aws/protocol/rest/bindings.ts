/** Reads and writes the members that stand outside the body: in the path, the query string, headers and the status. */
import type { AwsError } from '../errors.ts'
import type { Member, ScalarShape, Shape, TimestampFormat } from '../model/shape.ts'
import { textReader } from '../scalar/read-text.ts'
import type { BadText, TextReader } from '../scalar/read-text.ts'
import { formatTimestamp } from '../scalar/timestamp.ts'
import { bytesOf, textOf, textWriter } from '../scalar/write-text.ts'
import { setKey } from '../values.ts'
import type { Values } from '../wire.ts'
import type { QueryValues } from './query-string.ts'
import { joinList, splitList } from './header-list.ts'

/** The parts of a request that members are bound to. */
export interface Parts {
  readonly labels: Readonly<Record<string, string>>
  readonly query: QueryValues
  readonly headers: Readonly<Record<string, readonly string[]>>
}

/** How the protocol refuses the text of a member. */
export type RefuseMember = (bad: BadText, wireName: string) => AwsError

/** Undefined when the request does not have the member. */
export type PartReader = (parts: Parts) => unknown

export function partReader(member: Member, refuse: RefuseMember): PartReader {
  const wireName = member.locationName ?? member.name
  const readerOf = (shape: Shape): TextReader => scalarTextReader(shape, (bad) => refuse(bad, wireName))
  switch (member.location) {
    case 'uri': {
      const read = readerOf(member.shape)
      return ({ labels }) => (Object.hasOwn(labels, wireName) ? read(labels[wireName]!) : undefined)
    }
    case 'querystring':
      return queryReader(member.shape, wireName, readerOf)
    case 'headers': {
      const read = readerOf((member.shape as Extract<Shape, { kind: 'map' }>).value.shape)
      return ({ headers }) => readPrefixed(headers, member.locationName?.toLowerCase() ?? '', read)
    }
    default:
      return headerReader(member, wireName.toLowerCase(), readerOf)
  }
}

type ReaderOf = (shape: Shape) => TextReader

function scalarTextReader(shape: Shape, refuse: (bad: BadText) => AwsError): TextReader {
  if (shape.kind === 'structure' || shape.kind === 'list' || shape.kind === 'map')
    throw new Error(`shape \`${shape.name}\` can not stand in a header or query string`)
  return textReader(shape, refuse)
}

function queryReader(shape: Shape, wireName: string, readerOf: ReaderOf): PartReader {
  if (shape.kind === 'list') {
    const read = readerOf(shape.member.shape)
    return ({ query }) => query.get(wireName)?.map(read)
  }
  if (shape.kind === 'map') return wholeQueryReader(shape.value.shape, readerOf)
  const read = readerOf(shape)
  return ({ query }) => {
    const values = query.get(wireName)
    return values && read(values[0]!)
  }
}

/** A map takes every query parameter, those of other members too: https://smithy.io/2.0/spec/http-bindings.html#httpqueryparams-trait */
function wholeQueryReader(shape: Shape, readerOf: ReaderOf): PartReader {
  const isList = shape.kind === 'list'
  const read = readerOf(isList ? shape.member.shape : shape)
  return ({ query }) => {
    const all: Record<string, unknown> = {}
    for (const [name, values] of query) setKey(all, name, isList ? values.map(read) : read(values[0]!))
    return query.size === 0 ? undefined : all
  }
}

function headerReader(member: Member, name: string, readerOf: ReaderOf): PartReader {
  const { shape } = member
  if (shape.kind === 'list') {
    const read = readerOf(shape.member.shape)
    const dates = shape.member.shape.kind === 'timestamp'
    return ({ headers }) => headers[name] && splitList(headers[name].join(','), dates).map(read)
  }
  const read = readerOf(shape)
  if (member.jsonValue) return ({ headers }) => headers[name] && decodeBase64(headers[name].join(','))
  // RFC 9110 section 13.1.3: a recipient ignores a conditional header whose date it cannot read.
  const ignoresBadDate = shape.kind === 'timestamp' && name.startsWith('if-')
  return ({ headers }) => {
    const text = headers[name]?.join(',')
    if (text === undefined) return undefined
    return ignoresBadDate ? readOrIgnore(read, text) : read(text)
  }
}

const decodeBase64 = (text: string): string => Buffer.from(text, 'base64').toString('utf8')

function readOrIgnore(read: TextReader, text: string): unknown {
  try {
    return read(text)
  } catch {
    return undefined
  }
}

function readPrefixed(
  headers: Parts['headers'],
  prefix: string,
  read: TextReader,
): Record<string, unknown> | undefined {
  const found: Record<string, unknown> = {}
  for (const name of Object.keys(headers))
    if (name.startsWith(prefix)) setKey(found, name.slice(prefix.length), read(headers[name]!.join(',')))
  return Object.keys(found).length === 0 ? undefined : found
}

/** Adds a member's headers to the answer. */
export type HeaderWriter = (output: Values, headers: Record<string, string>) => void

export function headerWriter(member: Member): HeaderWriter {
  const { name, shape } = member
  const wireName = (member.locationName ?? name).toLowerCase()
  if (member.location === 'headers')
    return (output, headers) => {
      for (const [key, value] of Object.entries((output[name] ?? {}) as Values))
        if (value !== undefined) headers[wireNameOf(member, key)] = headerText(textOf(value))
    }
  const write = headerTextWriter(shape, member)
  return (output, headers) => {
    const value = output[name]
    if (value !== undefined && value !== null) headers[wireName] = headerText(write(value))
  }
}

const wireNameOf = (member: Member, key: string): string => `${member.locationName ?? ''}${key}`.toLowerCase()

/** A value must not end its header: what Node would refuse to send is written as a space. */
const headerText = (text: string): string => text.replaceAll(/[\r\n\0]/g, ' ')

function headerTextWriter(shape: Shape, member: Member): (value: unknown) => string {
  if (member.jsonValue) return (value) => Buffer.from(textOf(value)).toString('base64')
  if (shape.kind === 'list') {
    const write = headerTextWriter(shape.member.shape, member)
    const quotes = shape.member.shape.kind === 'string'
    return (value) => joinList((value as readonly unknown[]).map(write), quotes)
  }
  if (shape.kind === 'structure' || shape.kind === 'map')
    throw new Error(`shape \`${shape.name}\` can not stand in a header`)
  return scalarHeaderWriter(shape, member.timestampFormat)
}

function scalarHeaderWriter(
  shape: ScalarShape,
  format: TimestampFormat | undefined,
): (value: unknown) => string {
  if (shape.kind === 'blob') return (value) => bytesOf(value).toString('base64')
  return textWriter(shape, formatTimestamp[format ?? shape.timestampFormat ?? 'rfc822'])
}
