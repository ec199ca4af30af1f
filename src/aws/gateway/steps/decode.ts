/** Reads the request into the operation's input. */
import { decodeInput, type OperationModel } from '../../protocol/index.ts'
import { readWholeBody } from '../body/read-whole-body.ts'
import { filled, type Passage } from '../passage.ts'

export async function decode(passage: Passage): Promise<string> {
  const { request, stream, wirePath, query, labels, form } = passage
  const operation = filled(passage.operation, 'operation')
  const body = operation.streamingInput ? (stream ?? request.body) : await readCheckedBody(passage, operation)
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

async function readCheckedBody(passage: Passage, operation: OperationModel): Promise<Uint8Array> {
  const body = await readWholeBody(passage)
  const { headers } = passage.request
  passage.service?.definition.checkBody?.({ operation, headers, trailers: passage.trailers, body })
  return body
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
