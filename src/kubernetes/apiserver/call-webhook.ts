/** Calls one webhook over HTTPS, as kube-apiserver does: its headers, its time limit, its words for what fails. */
import { Agent, request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { AdmissionWebhook, WebhookReply, WebhookTarget } from './needs.ts'

export type WebhookEndpoint = WebhookTarget

/** Longer than any patch of a pod of 3 MiB. */
const replyLimit = 8 * 1024 * 1024

/** A function that posts reviews to the endpoint; connections are kept and reused, and idle ones hold no process open. */
export function callWebhook({ url, ca, serverName }: WebhookEndpoint): AdmissionWebhook['call'] {
  const endpoint = new URL(url)
  if (endpoint.protocol !== 'https:')
    throw new TypeError(
      `webhook URL \`${url}\`: 'https' is the only allowed URL scheme; desired format: https://host[/path]`,
    )
  if (endpoint.search !== '')
    throw new TypeError(`webhook URL \`${url}\`: query parameters are not permitted in the URL`)
  const servername = serverName === undefined ? {} : { servername: serverName }
  const agent = new Agent({
    ...(ca !== undefined && { ca }),
    keepAlive: true,
    maxSockets: 64,
    ...servername,
  })
  return async (review, timeoutSeconds) => {
    const target = new URL(endpoint)
    target.searchParams.set('timeout', `${timeoutSeconds}s`)
    try {
      return await post(agent, target, review, timeoutSeconds * 1000)
    } catch (error) {
      throw new Error(`Post "${target.href}": ${describe(error, target)}`, { cause: error })
    }
  }
}

function post(agent: Agent, target: URL, review: string, timeout: number): Promise<WebhookReply> {
  return new Promise((resolve, reject) => {
    const body = Buffer.from(review)
    const signal = AbortSignal.timeout(timeout)
    const call = request(target, {
      method: 'POST',
      agent,
      signal,
      headers: {
        'user-agent': 'kube-apiserver-admission',
        'content-length': body.length,
        accept: 'application/json, */*',
        'content-type': 'application/json',
        'accept-encoding': 'gzip',
      },
    })
    call.on('error', (error) => reject(signal.aborted ? new DeadlineExceeded() : error))
    call.on('response', (response) => {
      readReply(response).then(resolve, (error: unknown) =>
        reject(signal.aborted ? new DeadlineExceeded() : toError(error)),
      )
    })
    call.end(body)
  })
}

class DeadlineExceeded extends Error {}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error('unknown error'))

async function readReply(response: IncomingMessage): Promise<WebhookReply> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > replyLimit) throw new Error(`the reply is larger than ${replyLimit} bytes`)
    chunks.push(chunk)
  }
  const raw = Buffer.concat(chunks, length)
  const zipped = response.headers['content-encoding'] === 'gzip'
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? '',
    body: zipped ? gunzipSync(raw, { maxOutputLength: replyLimit }) : raw,
  }
}

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** In Go's words, which the people who meet them search for. */
function describe(error: unknown, { hostname, port }: URL): string {
  if (error instanceof DeadlineExceeded) return 'context deadline exceeded'
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED') return `dial tcp ${hostname}:${port || 443}: connect: connection refused`
  if (code === 'ENOTFOUND') return `dial tcp: lookup ${hostname}: no such host`
  if (code === 'ECONNRESET' || message === 'aborted') return 'EOF'
  if (code !== undefined && untrusted.has(code))
    return 'tls: failed to verify certificate: x509: certificate signed by unknown authority'
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `tls: failed to verify certificate: x509: certificate is not valid for ${hostname}`
  if (code === 'CERT_HAS_EXPIRED')
    return 'tls: failed to verify certificate: x509: certificate has expired or is not yet valid'
  return message
}
