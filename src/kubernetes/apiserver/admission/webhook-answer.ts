/** What a webhook's reply means: changes, a denial, or a reply that is none. */
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import type { WebhookReply } from '../needs.ts'

export type WebhookAnswer =
  | (Said & { readonly kind: 'allowed'; readonly patch?: unknown })
  | (Said & { readonly kind: 'denied'; readonly status: unknown })
  /** The text that follows `failed calling webhook "name": `. */
  | { readonly kind: 'failed'; readonly problem: string }

interface Said {
  readonly warnings: readonly string[]
  /** For the audit log. */
  readonly auditAnnotations: JsonObject
}

const apiVersion = 'admission.k8s.io/v1'

export function readWebhookAnswer(reply: WebhookReply, uid: string): WebhookAnswer {
  const { status, body, contentType } = reply
  if (status < 200 || status > 206)
    return noCall(httpProblem(status, Buffer.from(body).toString('utf8').trim()))
  if (body.length === 0)
    return noCall(`0-length response with status code: ${status} and content type: ${contentType}`)
  const review = parse(body)
  if (review === undefined)
    return noCall(`couldn't get version/kind; json parse error: the reply is no JSON object`)
  const problem = findTypeProblem(review)
  if (problem !== undefined) return problem
  const { response } = review
  if (!isObject(response)) return failed('received invalid webhook response: webhook response was absent')
  const theirs = textOf(response['uid']) ?? ''
  if (theirs !== uid)
    return failed(
      `received invalid webhook response: expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(theirs)}`,
    )
  const warnings = listOf(response['warnings']).filter((each) => typeof each === 'string')
  const said = { warnings, auditAnnotations: objectOf(response['auditAnnotations']) }
  if (response['allowed'] !== true) return { kind: 'denied', status: response['status'], ...said }
  return readPatch(response, said)
}

const failed = (problem: string): WebhookAnswer => ({ kind: 'failed', problem })
const noCall = (problem: string): WebhookAnswer => failed(`failed to call webhook: ${problem}`)

function parse(body: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function findTypeProblem(review: JsonObject): WebhookAnswer | undefined {
  const kind = textOf(review['kind']) ?? ''
  const version = textOf(review['apiVersion']) ?? ''
  if (kind === 'AdmissionReview' && version === apiVersion) return undefined
  if (kind === '' || version === '')
    return failed(
      `received invalid webhook response: expected webhook response of ${apiVersion}, Kind=AdmissionReview, got ${version === '' ? '/' : version}, Kind=${kind}`,
    )
  if (kind === 'AdmissionReview' && version === 'admission.k8s.io/v1beta1')
    return noCall('converting (v1beta1.AdmissionReview) to (v1.AdmissionReview): unknown conversion')
  return noCall(
    `no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`,
  )
}

function readPatch(response: JsonObject, said: Said): WebhookAnswer {
  const { patch, patchType } = response
  if (patch === undefined || patch === null)
    return patchType === undefined || patchType === null
      ? { kind: 'allowed', ...said }
      : failed(
          'received invalid webhook response: webhook returned response.patchType but not response.patch',
        )
  const encoded = textOf(patch) ?? ''
  const badByte = encoded.search(/[^A-Za-z0-9+/=\r\n]/)
  if (badByte !== -1 || encoded.replace(/[\r\n]/g, '').length % 4 !== 0)
    return noCall(`illegal base64 data at input byte ${badByte === -1 ? encoded.length : badByte}`)
  if (patchType === undefined || patchType === null)
    return failed(
      'received invalid webhook response: webhook returned response.patch but not response.patchType',
    )
  try {
    return {
      kind: 'allowed',
      patch: JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as unknown,
      ...said,
    }
  } catch {
    return failed('received undecodable patch in webhook response: the patch is not JSON')
  }
}

/** How client-go words a status that carries no Status object. */
function httpProblem(status: number, body: string): string {
  const texts: Readonly<Record<number, string>> = {
    400: 'the server rejected our request for an unknown reason',
    401: 'the server has asked for the client to provide credentials',
    403: body,
    404: 'the server could not find the requested resource',
    405: 'the server does not allow this method on the requested resource',
    406: 'the server was unable to respond with a content type that the client supports',
    409: 'the server reported a conflict',
    413: body,
    415: 'the server was unable to respond with a content type that the client supports',
    422: 'the server rejected our request due to an error in our request',
    429: 'the server has received too many requests and has asked us to try again later',
    503: 'the server is currently unable to handle the request',
    504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
  }
  if (texts[status] !== undefined && texts[status] !== '') return texts[status]
  return status >= 500
    ? `an error on the server (${JSON.stringify(body.slice(0, 2048))}) has prevented the request from succeeding`
    : 'unknown'
}

/** The Status of a denial, whatever the webhook made of it: never less than 400, always with the webhook's name. */
export function denialOf(
  webhook: string,
  given: unknown,
): { readonly code: number; readonly message: string; readonly status: JsonObject } {
  const status = isObject(given) ? given : {}
  const deniedBy = `admission webhook "${webhook}" denied the request`
  const said = textOf(status['message']) || textOf(status['reason'])
  const message = said ? `${deniedBy}: ${said}` : `${deniedBy} without explanation`
  const theirs = valueAt(status, 'code')
  const code =
    typeof theirs === 'number' && Number.isInteger(theirs) && theirs >= 400 && theirs <= 599 ? theirs : 400
  return {
    code,
    message,
    status: { kind: 'Status', apiVersion: 'v1', metadata: {}, ...status, status: 'Failure', message, code },
  }
}
