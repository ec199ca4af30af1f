/** Calls of services that the tests have no SDK for: Podpass's own, which no SDK knows, Organizations and CloudWatch Logs. */
import type { Credentials, Installation } from './installation.ts'
import { refusalOf, sendRaw, signRaw } from './raw-request.ts'

const targets = {
  podpass: 'Podpass_20261101',
  organizations: 'AWSOrganizationsV20161128',
  logs: 'Logs_20140328',
} as const

export const callPodpass = (
  installation: Installation,
  credentials: Credentials,
  operation: string,
  input: unknown,
): Promise<Readonly<Record<string, unknown>>> =>
  callJson(installation, credentials, { service: 'podpass', operation }, input)

export async function callJson(
  { endpoint, region }: Pick<Installation, 'endpoint' | 'region'>,
  credentials: Credentials,
  { service, operation }: { readonly service: keyof typeof targets; readonly operation: string },
  input: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const request = {
    method: 'POST',
    path: '/',
    query: '',
    headers: {
      host: new URL(endpoint).host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${targets[service]}.${operation}`,
    },
    body: JSON.stringify(input),
  }
  const answer = await sendRaw(endpoint, signRaw(request, credentials, { service, region }))
  if (answer.status !== 200) throw refused(refusalOf(answer))
  return JSON.parse(answer.body || '{}') as Record<string, unknown>
}

/** In the form in which the SDK throws. */
function refused(refusal: string): Error {
  const [, status, code, message] = /^(\d+) ([^:]*): ([^]*)$/.exec(refusal)!
  return Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: Number(status) } })
}
