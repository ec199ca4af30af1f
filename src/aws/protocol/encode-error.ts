/** Writes an error as the service's protocol has it. */
import type { HttpResponse } from '../../kit/index.ts'
import { AwsError } from './errors.ts'
import type { ServiceModel } from './model/service-model.ts'
import { encodeQueryError } from './query/encode.ts'
import { requestIdHeaders } from './rest/encode.ts'
import type { ErrorContext } from './wire.ts'
import { escapeXml, xmlDeclaration } from './xml/text.ts'

/** The model's status stands in for a 400 that the error did not choose. */
export function encodeError(model: ServiceModel, error: AwsError, context: ErrorContext): HttpResponse {
  const answer = encode(model, withModelStatus(model, error), context)
  return context.method === 'HEAD' || answer.status === 304 ? { ...answer, body: '' } : answer
}

function encode(model: ServiceModel, error: AwsError, context: ErrorContext): HttpResponse {
  switch (model.metadata.protocol) {
    case 'query':
      return encodeQueryError(model, error, context)
    case 'rest-xml':
      return encodeS3Error(error, context)
    case 'rest-json':
      return encodeRestJsonError(model, error, context)
    default:
      return encodeJsonError(model, error, context)
  }
}

function withModelStatus(model: ServiceModel, error: AwsError): AwsError {
  const status = error.status === 400 ? model.error(error.code)?.status : undefined
  if (status === undefined || status === 400) return error
  const { code, text: message, fields, details, headers, because, cause } = error
  return new AwsError({ code, status, message, fields, details, headers, because, cause })
}

function encodeS3Error(error: AwsError, context: ErrorContext): HttpResponse {
  const details = {
    Code: error.code,
    Message: error.text,
    ...error.fields,
    RequestId: context.requestId,
    HostId: context.hostId,
  }
  const elements = Object.entries(details)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${escapeXml(value!)}</${name}>`)
  return {
    status: error.status,
    headers: { ...requestIdHeaders(context, true), 'content-type': 'application/xml', ...error.headers },
    body: `${xmlDeclaration}<Error>${elements.join('')}</Error>`,
  }
}

function encodeRestJsonError(model: ServiceModel, error: AwsError, context: ErrorContext): HttpResponse {
  return {
    status: error.status,
    headers: {
      'x-amzn-requestid': context.requestId,
      'x-amzn-errortype': error.code,
      'content-type': 'application/json',
      ...error.headers,
    },
    body: JSON.stringify({ ...messageOf(model, error), ...error.fields }),
  }
}

function encodeJsonError(model: ServiceModel, error: AwsError, context: ErrorContext): HttpResponse {
  const { jsonVersion = '1.0', awsQueryCompatible } = model.metadata
  const shape = model.error(error.code)?.shape ?? error.code
  return {
    status: error.status,
    headers: {
      'x-amzn-requestid': context.requestId,
      'content-type': `application/x-amz-json-${jsonVersion}`,
      ...(awsQueryCompatible ? { 'x-amzn-query-error': `${error.code};${error.fault}` } : {}),
      ...error.headers,
    },
    body: JSON.stringify({ __type: shape, ...messageOf(model, error), ...error.fields, ...error.details }),
  }
}

/** Some models spell the member with a capital. */
function messageOf(model: ServiceModel, { code, text }: AwsError): Readonly<Record<string, string>> {
  if (text === undefined) return {}
  return model.error(code)?.members.includes('Message') ? { Message: text } : { message: text }
}
