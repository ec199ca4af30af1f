/** Writes the answers of the REST protocols: members in headers and status by their bindings, the rest as JSON or XML. */
import type { HttpResponse } from '../../../kit/index.ts'
import { createJsonWriters, structureWriter } from '../json/encode.ts'
import type { OperationModel } from '../model/service-model.ts'
import type { Member, StructureShape } from '../model/shape.ts'
import { bytesOf, textWriter } from '../scalar/write-text.ts'
import type { AnswerContext, Values } from '../wire.ts'
import { compact, createXmlWriters, namespaceOf } from '../xml/encode.ts'
import { xmlDeclaration } from '../xml/text.ts'
import { headerWriter } from './bindings.ts'

type Encoder = (output: Values, context: AnswerContext) => HttpResponse

/** Undefined when there is nothing to write. */
type BodyWriter = (output: Values) => HttpResponse['body']

export function restEncoder(operation: OperationModel): Encoder {
  const { output: shape, responseCode = 200 } = operation
  const xml = operation.service.metadata.protocol === 'rest-xml'
  const headerWriters = (shape?.members ?? [])
    .filter(({ location }) => location === 'header' || location === 'headers')
    .map(headerWriter)
  const statusMember = shape?.members.find(({ location }) => location === 'statusCode')?.name
  const writeBody = bodyWriter(operation, xml ? xmlBody : jsonBody)
  const contentType = contentTypeOf(shape, xml)
  return (output, context) => {
    const headers: Record<string, string> = requestIdHeaders(context, xml)
    for (const write of headerWriters) write(output, headers)
    const body = writeBody(output)
    if (body !== undefined) headers['content-type'] ??= contentType
    const status = statusMember === undefined ? undefined : output[statusMember]
    return { status: typeof status === 'number' ? status : responseCode, headers, body: body ?? '' }
  }
}

/** S3 has names of its own for its request ids. */
export function requestIdHeaders({ requestId, hostId }: AnswerContext, xml: boolean): Record<string, string> {
  if (!xml) return { 'x-amzn-requestid': requestId }
  return hostId === undefined
    ? { 'x-amz-request-id': requestId }
    : { 'x-amz-id-2': hostId, 'x-amz-request-id': requestId }
}

function contentTypeOf(shape: StructureShape | undefined, xml: boolean): string {
  const payload = shape?.members.find(({ name }) => name === shape.payload)?.shape.kind
  if (payload === 'blob') return 'binary/octet-stream'
  if (payload === 'string') return xml ? 'application/json' : 'text/plain'
  return xml ? 'application/xml' : 'application/json'
}

const outsideBody: ReadonlySet<string | undefined> = new Set(['header', 'headers', 'statusCode'])

interface BodyFormat {
  members(members: readonly Member[], output: StructureShape, operation: OperationModel): BodyWriter
  value(member: Member, operation: OperationModel): (value: unknown) => string
}

function bodyWriter(operation: OperationModel, format: BodyFormat): BodyWriter {
  const { output } = operation
  if (output === undefined) return () => undefined
  if (output.payload !== undefined) return payloadWriter(operation, output, format)
  // An output has no path or query string: what is bound to one stands in the body.
  const members = output.members.filter(({ location }) => !outsideBody.has(location))
  return format.members(members, output, operation)
}

function payloadWriter(operation: OperationModel, output: StructureShape, format: BodyFormat): BodyWriter {
  const member = output.members.find(({ name }) => name === output.payload)!
  if (member.shape.kind === 'blob') return (values) => streamOf(values[member.name])
  const write =
    member.shape.kind === 'string' ? textWriter(member.shape, String) : format.value(member, operation)
  return (values) => {
    const value = values[member.name]
    return value === undefined || value === null ? undefined : write(value)
  }
}

function streamOf(value: unknown): HttpResponse['body'] {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'object' && Symbol.asyncIterator in value) return value as AsyncIterable<Uint8Array>
  return bytesOf(value)
}

const jsonBody: BodyFormat = {
  members(members) {
    const write = structureWriter(members, createJsonWriters())
    return (output) => JSON.stringify(write(output))
  },
  value(member) {
    const write = createJsonWriters()(member.shape)
    return (value) => JSON.stringify(write(value))
  },
}

const xmlBody: BodyFormat = {
  members(members, output, { service }) {
    if (members.length === 0) return () => undefined
    const writers = createXmlWriters(compact)
    const root = output.locationName ?? output.name
    const namespace = namespaceOf(output.xmlNamespace) || defaultNamespace(service.metadata.xmlNamespace)
    const [only] = members
    // GetBucketLocation's answer is the member itself, with no element around it.
    if (members.length === 1 && (only!.locationName ?? only!.name) === root) {
      const write = writers.of(only!.shape)
      return (values) => xmlDeclaration + write(values[only!.name] ?? '', root, '', namespace)
    }
    const { content, attributes } = writers.members(members)
    return (values) =>
      `${xmlDeclaration}<${root}${namespace}${attributes(values)}>${content(values, '')}</${root}>`
  },
  value(member, { service }) {
    const { shape } = member
    const root = member.locationName ?? shape.locationName ?? shape.name
    const namespace =
      namespaceOf(member.xmlNamespace ?? shape.xmlNamespace) ||
      defaultNamespace(service.metadata.xmlNamespace)
    const write = createXmlWriters(compact).of(shape)
    return (value) => xmlDeclaration + write(value, root, '', namespace)
  },
}

const defaultNamespace = (uri: string | undefined): string => (uri === undefined ? '' : namespaceOf({ uri }))
