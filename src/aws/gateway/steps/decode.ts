/** Reads the request into the operation's input. */
import { decodeInput, type OperationModel, type WireRequest } from '../../protocol/index.ts'
import { readWholeBody } from '../body/read-whole-body.ts'
import { filled, type Passage } from '../passage.ts'

export function decode(passage: Passage): string | Promise<string> {
  const operation = filled(passage.operation, 'operation')
  if (operation.streamingInput) return decodeFrom(passage, operation, passage.stream ?? passage.request.body)
  const body = readWholeBody(passage)
  return body instanceof Promise
    ? body.then((whole) => decodeChecked(passage, operation, whole))
    : decodeChecked(passage, operation, body)
}

function decodeChecked(passage: Passage, operation: OperationModel, body: Uint8Array): string {
  const { headers } = passage.request
  passage.service?.definition.checkBody?.({ operation, headers, trailers: passage.trailers, body })
  return decodeFrom(passage, operation, body)
}

function decodeFrom(passage: Passage, operation: OperationModel, body: WireRequest['body']): string {
  const { request, wirePath, query, labels, form } = passage
  const headers = headersOfContent(passage)
  passage.input = decodeInput(operation, {
    method: request.method,
    path: wirePath,
    query,
    headers,
    body,
    labels,
    form,
  })
  return 'the input could be read'
}

/** An aws-chunked body is longer than the content in it, and its encoding is none that the object keeps. */
function headersOfContent({ request }: Passage): Passage['request']['headers'] {
  const { headers } = request
  const length = headers['x-amz-decoded-content-length']
  if (length === undefined || !headers['x-amz-content-sha256']?.[0]?.startsWith('STREAMING-')) return headers
  const encodings = (headers['content-encoding'] ?? [])
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '' && value.toLowerCase() !== 'aws-chunked')
  const { 'content-encoding': _, ...others } = headers
  const content: Record<string, readonly string[]> = { ...others, 'content-length': length }
  if (encodings.length > 0) content['content-encoding'] = [encodings.join(',')]
  return content
}
