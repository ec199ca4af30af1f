/** Calls Podpass's own service, and Organizations, as any client would: signed, over the endpoint. */
import { signRequest } from '../sigv4/index.ts'
import { sha256Hex } from '../kit/index.ts'
import { Failure } from './failure.ts'
import type { Installation } from './installation.ts'

const targetPrefixes = { podpass: 'Podpass_20261101', organizations: 'AWSOrganizationsV20161128' } as const

type ServiceName = keyof typeof targetPrefixes

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
export const callPodpass = <Output>(
  installation: Installation,
  operation: string,
  input: object,
  patience?: number,
): Promise<Output> => call<Output>(installation, { service: 'podpass', operation, input, patience })

export const callOrganizations = <Output>(
  installation: Installation,
  operation: string,
  input: object,
): Promise<Output> => call<Output>(installation, { service: 'organizations', operation, input })

interface ServiceCall {
  readonly service: ServiceName
  readonly operation: string
  readonly input: object
  readonly patience?: number | undefined
}

async function call<Output>(
  installation: Installation,
  { service, operation, input, patience = defaultPatience }: ServiceCall,
): Promise<Output> {
  const { endpoint } = installation.runtime
  const body = JSON.stringify(input)
  const headers = signCall(installation, service, operation, body)
  const response = await send(endpoint, { headers, body, signal: AbortSignal.timeout(patience) })
  const answer = await readAnswer(endpoint, response)
  if (!response.ok)
    throw new Refusal(
      answer.__type ?? String(response.status),
      answer.message ?? answer.Message ?? 'no message',
    )
  return answer as Output
}

function signCall(
  { runtime, admin }: Installation,
  service: ServiceName,
  operation: string,
  body: string,
): Record<string, string> {
  const headers = {
    host: [new URL(runtime.endpoint).host],
    'content-type': ['application/x-amz-json-1.1'],
    'x-amz-target': [`${targetPrefixes[service]}.${operation}`],
  }
  const signed = signRequest(
    { method: 'POST', path: '/', query: '', headers },
    {
      identity: admin,
      region: admin.region,
      service,
      now: Date.now(),
      payloadHash: sha256Hex(body),
    },
  )
  return Object.fromEntries(Object.entries(signed).map(([name, values]) => [name, values.join(',')]))
}

interface ErrorAnswer {
  readonly message?: string
  readonly Message?: string
  readonly __type?: string
}

async function readAnswer(endpoint: string, response: Response): Promise<ErrorAnswer> {
  try {
    const text = await response.text()
    // Some operations answer nothing.
    return text === '' && response.ok ? {} : ((JSON.parse(text) as ErrorAnswer | null) ?? {})
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
