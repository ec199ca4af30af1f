/** Reads the inputs of the REST protocols: what stands outside the body by its bindings, and the body as JSON or XML. */
import { AwsError } from '../errors.ts'
import { createJsonReaders, structureReader as jsonStructureReader } from '../json/decode.ts'
import { parseJson } from '../json/parse.ts'
import type { OperationModel } from '../model/service-model.ts'
import type { Member, Shape, StructureShape } from '../model/shape.ts'
import type { Values, WireRequest } from '../wire.ts'
import { createXmlReaders, structureReader as xmlStructureReader } from '../xml/decode.ts'
import { malformedXml } from '../xml/malformed.ts'
import { readXml } from '../xml/read.ts'
import { partReader } from './bindings.ts'
import type { RefuseMember } from './bindings.ts'
import { parseQuery } from './query-string.ts'

export type RestDecoder = (request: WireRequest) => Values

export function restDecoder(operation: OperationModel): RestDecoder {
  const { input } = operation
  if (input === undefined) return () => ({})
  const xml = operation.service.metadata.protocol === 'rest-xml'
  const readParts = partsReader(input, xml ? refuseS3 : refuseJson)
  const readBody = bodyReader(operation, input, xml ? xmlBodyCodec : jsonBodyCodec)
  return (request) => ({ ...readParts(request), ...readBody(request.body) })
}

function partsReader(input: StructureShape, refuse: RefuseMember): (request: WireRequest) => Values {
  const members = input.members.filter(({ location }) => location !== undefined)
  const readers = members.map((member) => ({ name: member.name, read: partReader(member, refuse) }))
  return ({ labels = {}, query, headers }) => {
    const parts = { labels, query: parseQuery(query) ?? new Map<string, string[]>(), headers }
    const values: Record<string, unknown> = {}
    for (const { name, read } of readers) {
      const value = read(parts)
      if (value !== undefined) values[name] = value
    }
    return values
  }
}

/** How a body is read in one format. Each gives undefined for an empty body. */
interface BodyCodec {
  members(members: readonly Member[], input: StructureShape): (body: Uint8Array) => unknown
  /** A member that is the body by itself. */
  value(member: Member): (body: Uint8Array) => unknown
}

type BodyReader = (body: WireRequest['body']) => Values

function bodyReader(operation: OperationModel, input: StructureShape, codec: BodyCodec): BodyReader {
  if (input.payload !== undefined) return payloadReader(operation, input, codec)
  const members = input.members.filter(({ location }) => location === undefined)
  if (members.length === 0) return () => ({})
  const read = codec.members(members, input)
  return (body) => (read(wholeBody(body)) ?? {}) as Values
}

function payloadReader(operation: OperationModel, input: StructureShape, codec: BodyCodec): BodyReader {
  const member = input.members.find(({ name }) => name === input.payload)!
  if (operation.streamingInput) return (body) => ({ [member.name]: body })
  const read = rawReader(member.shape) ?? codec.value(member)
  return (body) => {
    const bytes = wholeBody(body)
    const value = bytes.length === 0 ? undefined : read(bytes)
    return value === undefined ? {} : { [member.name]: value }
  }
}

function rawReader(shape: Shape): ((body: Uint8Array) => unknown) | undefined {
  if (shape.kind === 'blob') return (body) => body
  if (shape.kind === 'string') return (body) => new TextDecoder().decode(body)
  return undefined
}

function wholeBody(body: WireRequest['body']): Uint8Array {
  if (body instanceof Uint8Array) return body
  throw new TypeError('the body of this operation has to be read whole before it is decoded')
}

const jsonBodyCodec: BodyCodec = {
  members(members) {
    const read = jsonStructureReader(members, createJsonReaders())
    return (body) => {
      const value = parseJson(body)
      return value === undefined || value === null ? undefined : read(value)
    }
  },
  value(member) {
    const read = createJsonReaders()(member.shape)
    return (body) => {
      const value = parseJson(body)
      return value === null ? undefined : read(value)
    }
  },
}

const xmlBodyCodec: BodyCodec = {
  members(members) {
    const read = xmlStructureReader(members, createXmlReaders())
    return (body) => (body.length === 0 ? undefined : read(readXml(body)))
  },
  value(member) {
    const read = createXmlReaders()(member.shape)
    const roots = new Set([member.locationName, member.shape.locationName, member.shape.name])
    return (body) => {
      const root = readXml(body)
      if (!roots.has(root.name)) throw malformedXml()
      return read(root)
    }
  },
}

const refuseJson: RefuseMember = () => new AwsError({ code: 'SerializationException' })

const refuseS3: RefuseMember = ({ kind, text }, wireName) =>
  new AwsError({
    code: 'InvalidArgument',
    message:
      kind === 'integer' || kind === 'long'
        ? `Provided ${wireName} not an integer or within integer range`
        : `Provided ${wireName} is not valid`,
    fields: { ArgumentName: wireName, ArgumentValue: text },
  })
