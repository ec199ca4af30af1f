/** AWS's protocol tests for answers, turned around: what a client must read, the encoders must write. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AwsError, decodeInput, encodeError, encodeOutput } from '../../src/aws/protocol/index.ts'
import type { OperationModel, StructureShape, Values } from '../../src/aws/protocol/index.ts'
import { createXmlReaders } from '../../src/aws/protocol/xml/decode.ts'
import { readXml } from '../../src/aws/protocol/xml/read.ts'
import { normalise, operationOfCase, readSuites, toOutput } from './suites.ts'
import type { Case } from './suites.ts'

const skips: Readonly<Record<string, string>> = {
  HttpPrefixHeadersAreNotPresent: 'no header says that a map is empty',
  RestJsonHttpPrefixHeadersAreNotPresent: 'no header says that a map is empty',
  HttpPrefixHeadersResponse: 'the map holds all headers, our own too',
}

for (const protocol of ['query', 'json', 'json_1_0', 'rest-json', 'rest-xml']) {
  describe(`writes the answers of ${protocol} that AWS's protocol tests hold`, () => {
    for (const suite of readSuites('output', protocol))
      for (const test of suite.cases)
        it(test.id, { skip: skips[test.id] ?? false }, async () => {
          const operation = operationOfCase(suite, test)
          if (test.errorCode === undefined) await checkOutput(operation, test)
          else await checkError(operation, test)
        })
  })
}

async function checkOutput(operation: OperationModel, test: Case): Promise<void> {
  const expected = normalise(operation.output, test.result ?? {})
  const theirs = {
    status: test.response!.status_code,
    headers: test.response!.headers ?? {},
    body: Buffer.from(test.response!.body ?? ''),
  }
  assert.deepEqual(readAnswer(operation, theirs), expected, 'reads the body of the test')

  const output = operation.output && (toOutput(operation.output, test.result ?? {}) as Values)
  const answer = encodeOutput(operation, output, { requestId: 'request-1' })
  const ours = { ...answer, body: await bytesOf(answer.body) }
  assert.deepEqual(readAnswer(operation, ours as Answer), expected, 'reads what we wrote')
  assert.equal(answer.status, test.response!.status_code)
}

async function checkError(operation: OperationModel, test: Case): Promise<void> {
  const error = new AwsError({
    code: test.errorCode!,
    status: test.response!.status_code,
    message: test.errorMessage || undefined,
  })
  const answer = encodeError(operation.service, error, { requestId: 'request-1' })
  const body = (await bytesOf(answer.body)).toString()
  assert.equal(answer.status, test.response!.status_code)
  assert.equal(codeOf(operation, body, answer.headers['x-amzn-errortype']), test.errorCode)
  if (test.errorMessage) assert.ok(body.includes(test.errorMessage))
}

function codeOf(operation: OperationModel, body: string, header: unknown): unknown {
  switch (operation.service.metadata.protocol) {
    case 'json':
      return (JSON.parse(body) as { __type: string }).__type
    case 'rest-json':
      return header
    default:
      return /<Code>([^<]*)<\/Code>/.exec(body)?.[1]
  }
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Reads an answer with the readers of requests: as if the output were the input of an operation. */
function readAnswer(operation: OperationModel, { status, headers, body }: Answer): unknown {
  const { output, service } = operation
  if (output === undefined) return {}
  if (service.metadata.protocol === 'query') return normalise(output, readQueryAnswer(operation, body))
  const asInput = {
    ...operation,
    input: withoutRequestParts(output),
    streamingInput: operation.streamingOutput,
  }
  const decoded = decodeInput(asInput, {
    method: 'POST',
    path: '/',
    query: '',
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]),
    ),
    body,
  })
  const statusMember = output.members.find(({ location }) => location === 'statusCode')?.name
  return normalise(output, statusMember === undefined ? decoded : { ...decoded, [statusMember]: status })
}

/** An output has no path or query string. */
const withoutRequestParts = (shape: StructureShape): StructureShape => ({
  ...shape,
  members: shape.members.map((member) =>
    member.location === 'uri' || member.location === 'querystring'
      ? { ...member, location: undefined }
      : member,
  ),
})

function readQueryAnswer({ output, resultWrapper }: OperationModel, body: Buffer): unknown {
  if (body.length === 0) return {}
  const root = readXml(body)
  const result = resultWrapper ? root.children.find(({ name }) => name === resultWrapper) : root
  return result === undefined ? {} : createXmlReaders()(output!)(result)
}

async function bytesOf(body: unknown): Promise<Buffer> {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body as Uint8Array)
  const chunks: Uint8Array[] = []
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
