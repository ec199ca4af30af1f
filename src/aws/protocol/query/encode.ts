/** Writes the answers of the query protocol, in XML or, where the client asks for it, in JSON. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { AwsError } from '../errors.ts'
import { createJsonWriters, structureWriter } from '../json/encode.ts'
import type { OperationModel, ServiceModel } from '../model/service-model.ts'
import type { AnswerContext, ErrorContext, Values } from '../wire.ts'
import { createXmlWriters, pretty } from '../xml/encode.ts'
import { escapeXml } from '../xml/text.ts'

type Encoder = (output: Values, context: AnswerContext) => HttpResponse

export function outputWriter(operation: OperationModel): Encoder {
  const writeXml = xmlWriter(operation)
  const writeJson = jsonWriter(operation)
  return (output, context) =>
    wantsJson(context)
      ? answer(200, 'application/json', writeJson(output, context.requestId), context)
      : answer(200, 'text/xml', writeXml(output, context.requestId), context)
}

type BodyWriter = (output: Values, requestId: string) => string

function xmlWriter({ name, service, output: shape, resultWrapper }: OperationModel): BodyWriter {
  const members = shape && createXmlWriters(pretty).members(shape.members)
  const namespace = service.metadata.xmlNamespace
  const open = `<${name}Response${namespace === undefined ? '' : ` xmlns="${namespace}"`}>\n`
  return (output, requestId) => {
    const content = members?.content(output, '    ') ?? ''
    const result = resultWrapper === undefined ? '' : wrapped(resultWrapper, content)
    return `${open}${result}  <ResponseMetadata>\n    <RequestId>${requestId}</RequestId>\n  </ResponseMetadata>\n</${name}Response>\n`
  }
}

const wrapped = (name: string, content: string): string =>
  content === '' ? `  <${name}/>\n` : `  <${name}>\n${content}  </${name}>\n`

function jsonWriter({ name, output: shape, resultWrapper }: OperationModel): BodyWriter {
  const write = shape && structureWriter(shape.members, createJsonWriters())
  return (output, requestId) => {
    const result = write?.(output)
    return JSON.stringify({
      [`${name}Response`]: {
        ...(resultWrapper ? { [resultWrapper]: result } : (result as object | undefined)),
        ResponseMetadata: { RequestId: requestId },
      },
    })
  }
}

/** Refusals before an operation was found stand in a namespace that all query services share. */
const dispatchNamespace = 'http://webservices.amazon.com/AWSFault/2005-15-09'

/** Without a model it is of no service: the call was refused before it was known which one it was for. */
export function encodeQueryError(
  model: ServiceModel | undefined,
  error: AwsError,
  context: ErrorContext,
): HttpResponse {
  const { status, headers } = error
  const namespace = context.dispatch ? undefined : model?.metadata.xmlNamespace
  return wantsJson(context)
    ? answer(status, 'application/json', errorJson(error, context), context, headers)
    : answer(status, 'text/xml', errorXml(namespace ?? dispatchNamespace, error, context), context, headers)
}

function errorXml(namespace: string, error: AwsError, { requestId }: ErrorContext): string {
  const details = { Type: error.fault, Code: error.code, Message: error.text, ...error.fields }
  const lines = Object.entries(details)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `    <${name}>${escapeXml(value!)}</${name}>\n`)
  return `<ErrorResponse xmlns="${namespace}">\n  <Error>\n${lines.join('')}  </Error>\n  <RequestId>${requestId}</RequestId>\n</ErrorResponse>\n`
}

const errorJson = (error: AwsError, { requestId }: ErrorContext): string =>
  JSON.stringify({
    Error: { Code: error.code, Message: error.text, Type: error.fault, ...error.fields },
    RequestId: requestId,
  })

const wantsJson = ({ accept }: AnswerContext): boolean =>
  accept !== undefined && /(^|,)\s*application\/json\s*(;|,|$)/i.test(accept)

const answer = (
  status: number,
  contentType: string,
  body: string,
  { requestId }: AnswerContext,
  headers: HttpResponse['headers'] = {},
): HttpResponse => ({
  status,
  headers: { 'x-amzn-requestid': requestId, 'content-type': contentType, ...headers },
  body,
})
