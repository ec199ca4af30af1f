/** Calls Podpass's own service as any client would: signed, over the endpoint. */
import { signRequest } from '../sigv4/index.ts'
import { sha256Hex } from '../kit/index.ts'
import { Failure } from './failure.ts'
import type { Installation } from './installation.ts'

const targetPrefix = 'Podpass_20261101'

/** How long a call may take, in milliseconds: a server that took it and is silent has come to a stop. */
const defaultPatience = 30_000

/** What the service refused, in its own words. */
export class Refusal extends Failure {
  readonly code: string

  constructor(code: string, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

/** Calls one operation; an error answer becomes a Refusal. */
export async function callPodpass<Output>(
  installation: Installation,
  operation: string,
  input: object,
  patience = defaultPatience,
): Promise<Output> {
  const { endpoint } = installation.runtime
  const body = JSON.stringify(input)
  const headers = signCall(installation, operation, body)
  const response = await send(endpoint, { headers, body, signal: AbortSignal.timeout(patience) })
  const answer = await readAnswer(endpoint, response)
  if (!response.ok)
    throw new Refusal(answer.__type ?? String(response.status), answer.message ?? 'no message')
  return answer as Output
}

function signCall({ runtime, admin }: Installation, operation: string, body: string): Record<string, string> {
  const headers = {
    host: [new URL(runtime.endpoint).host],
    'content-type': ['application/x-amz-json-1.1'],
    'x-amz-target': [`${targetPrefix}.${operation}`],
  }
  const signed = signRequest(
    { method: 'POST', path: '/', query: '', headers },
    {
      identity: admin,
      region: admin.region,
      service: 'podpass',
      now: Date.now(),
      payloadHash: sha256Hex(body),
    },
  )
  return Object.fromEntries(Object.entries(signed).map(([name, values]) => [name, values.join(',')]))
}

interface ErrorAnswer {
  readonly message?: string
  readonly __type?: string
}

async function readAnswer(endpoint: string, response: Response): Promise<ErrorAnswer> {
  try {
    return ((await response.json()) as ErrorAnswer | null) ?? {}
  } catch (cause) {
    throw new Failure(`what answers at ${endpoint} is no podpass: status ${response.status}`, { cause })
  }
}

async function send(endpoint: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(endpoint, { ...request, method: 'POST' })
  } catch (cause) {
    throw new Failure(`no answer from ${endpoint}`, { cause })
  }
}
