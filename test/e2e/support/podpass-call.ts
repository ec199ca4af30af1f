/** Calls of Podpass's own service, which no SDK knows. */
import type { Credentials, Installation } from './installation.ts'
import { refusalOf, sendRaw, signRaw } from './raw-request.ts'

export async function callPodpass(
  { endpoint, region }: Installation,
  credentials: Credentials,
  operation: string,
  input: unknown,
): Promise<Readonly<Record<string, unknown>>> {
  const request = {
    method: 'POST',
    path: '/',
    query: '',
    headers: {
      host: new URL(endpoint).host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Podpass_20261101.${operation}`,
    },
    body: JSON.stringify(input),
  }
  const answer = await sendRaw(endpoint, signRaw(request, credentials, { service: 'podpass', region }))
  if (answer.status !== 200) throw refused(refusalOf(answer))
  return JSON.parse(answer.body) as Record<string, unknown>
}

/** In the form in which the SDK throws. */
function refused(refusal: string): Error {
  const [, status, code, message] = /^(\d+) ([^:]*): ([^]*)$/.exec(refusal)!
  return Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: Number(status) } })
}
