/** Runs an operation of the AWS SDK with a handler in place of the network: what it sends, and what it reads. */
import { Readable } from 'node:stream'
import type { HttpResponse } from '../../src/kit/index.ts'
import type { WireRequest } from '../../src/aws/protocol/index.ts'

export type SdkModule = Readonly<Record<string, unknown>>

export interface SdkCall {
  /** What the SDK wrote. */
  readonly request: WireRequest
  /** What it made of the answer, or the error that it threw. */
  readonly outcome: { readonly output: Record<string, unknown> } | { readonly error: SdkError }
}

export interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
}

interface SdkRequest {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

type Client = { send(command: unknown): Promise<Record<string, unknown>> }

export function createSdk(module: SdkModule, clientName: string) {
  return async (operation: string, input: unknown, answer: HttpResponse): Promise<SdkCall> => {
    let seen: WireRequest | undefined
    const handle = async (request: SdkRequest) => {
      seen = toWireRequest(request)
      return { response: { statusCode: answer.status, headers: flat(answer.headers), body: bodyOf(answer) } }
    }
    const client = construct<Client>(module, clientName, {
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      forcePathStyle: true,
      maxAttempts: 1,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { handle },
    })
    const command = construct(module, `${operation}Command`, input)
    const outcome = await client.send(command).then(
      (output) => ({ output }),
      (error: SdkError) => ({ error }),
    )
    if (seen === undefined) throw new Error(`the SDK sent nothing for ${operation}`, { cause: outcome })
    return { request: seen, outcome }
  }
}

function construct<T>(module: SdkModule, name: string, parameter: unknown): T {
  return new (module[name] as new (parameter: unknown) => T)(parameter)
}

function toWireRequest({ method, path, query = {}, headers, body }: SdkRequest): WireRequest {
  return {
    method,
    path,
    query: Object.entries(query)
      .flatMap(([name, value]) => queryPairs(name, value))
      .join('&'),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value]]),
    ),
    body: body === undefined ? new Uint8Array() : Buffer.from(body as string),
  }
}

const queryPairs = (name: string, value: string | readonly string[] | null): string[] =>
  value === null
    ? [encodeURIComponent(name)]
    : [value].flat().map((item) => `${encodeURIComponent(name)}=${encodeURIComponent(item)}`)

const flat = (headers: HttpResponse['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]))

/** The SDK reads every body as a stream. */
const bodyOf = ({ body }: HttpResponse): Readable =>
  Readable.from([
    typeof body === 'string' ? Buffer.from(body) : ((body as Uint8Array | undefined) ?? Buffer.alloc(0)),
  ])
