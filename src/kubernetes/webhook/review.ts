/** AdmissionReview, v1 and v1beta1: reads the question, writes the answer. */
import type { JsonPatchOperation } from '../api/index.ts'
import { isObject, textOf, valueAt } from '../api/index.ts'

export interface ReviewRequest {
  /** Echoed in the answer, without which the API server does not accept it. */
  readonly apiVersion: 'admission.k8s.io/v1' | 'admission.k8s.io/v1beta1'
  readonly uid: string
  readonly namespace: string
  /** Whether it asks about the creation of a pod; anything else came by a wrong rule. */
  readonly isPodCreation: boolean
  /** What it asks about, as `CREATE pods`. */
  readonly subject: string
  readonly object: unknown
  /** Nothing comes of it, so nothing may be written because of it. */
  readonly dryRun: boolean
}

export type ReadReview =
  | { readonly ok: true; readonly request: ReviewRequest }
  | { readonly ok: false; readonly problem: string }

/** Undefined stands for a body that is no JSON. */
export function readReview(review: unknown): ReadReview {
  if (review === undefined) return refuse('the body is not JSON')
  const apiVersion = valueAt(review, 'apiVersion')
  const request = valueAt(review, 'request')
  if (valueAt(review, 'kind') !== 'AdmissionReview') return refuse('the body is no AdmissionReview')
  if (apiVersion !== 'admission.k8s.io/v1' && apiVersion !== 'admission.k8s.io/v1beta1')
    return refuse('the AdmissionReview is neither of admission.k8s.io/v1 nor of admission.k8s.io/v1beta1')
  if (!isObject(request)) return refuse('the AdmissionReview has no request')
  const uid = textOf(request['uid'])
  if (uid === undefined || uid === '') return refuse('the request of the AdmissionReview has no uid')
  const subResource = textOf(request['subResource'])
  const resource = `${textOf(valueAt(request, 'resource', 'resource')) ?? '?'}${subResource ? `/${subResource}` : ''}`
  const subject = `${textOf(request['operation']) ?? '?'} ${resource}`
  return {
    ok: true,
    request: {
      apiVersion,
      uid,
      namespace: textOf(request['namespace']) ?? '',
      isPodCreation: subject === 'CREATE pods' && !valueAt(request, 'resource', 'group'),
      subject,
      object: request['object'],
      dryRun: request['dryRun'] === true,
    },
  }
}

const refuse = (problem: string): ReadReview => ({ ok: false, problem })

export interface Answer {
  readonly allowed: boolean
  readonly patch?: readonly JsonPatchOperation[]
  readonly warnings?: readonly string[]
  /** Why it is not allowed, for the person who created the pod. */
  readonly message?: string
  /** The HTTP status that goes with the message. */
  readonly code?: number
  /** Nothing was decided: the API server is to do as the operator's failurePolicy says. */
  readonly failed?: boolean
  readonly audit?: Readonly<Record<string, string>>
}

/** Member by member, because the patch is long, and the letters of base64 need no look. */
export function writeAnswer({ apiVersion, uid }: ReviewRequest, answer: Answer): string {
  const { allowed, patch = [], warnings = [], message, code = 400, audit } = answer
  let response = `"uid":${JSON.stringify(uid)},"allowed":${allowed}`
  if (patch.length > 0) {
    const base64 = Buffer.from(JSON.stringify(patch)).toString('base64')
    response += `,"patchType":"JSONPatch","patch":"${base64}"`
  }
  if (message !== undefined)
    response += `,"status":{"code":${code},"message":${JSON.stringify(shortText(message))}}`
  if (warnings.length > 0) response += `,"warnings":${JSON.stringify(boundWarnings(warnings))}`
  if (audit !== undefined) response += `,"auditAnnotations":${writeAudit(audit)}`
  return `{"apiVersion":"${apiVersion}","kind":"AdmissionReview","response":{${response}}}`
}

const writeAudit = (audit: Readonly<Record<string, string>>): string =>
  `{${Object.keys(audit)
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(shortText(audit[name]!))}`)
    .join(',')}}`

/** An annotation may hold a quarter of a megabyte, which is no text for a log. */
export const shortText = (text: string): string =>
  text.length <= 512 ? text : `${text.slice(0, 509).toWellFormed()}...`

const mostWarnings = 16

/** All together they stay below the 4096 characters from which on the API server cuts and drops them. */
export function boundWarnings(warnings: readonly string[]): readonly string[] {
  const more = warnings.length - mostWarnings + 1
  const shown = more > 1 ? [...warnings.slice(0, mostWarnings - 1), `and ${more} more warnings`] : warnings
  return shown.map(shortWarning)
}

/** Several long warnings are each cut at 256 characters, and one with a control character is dropped whole. */
export function shortWarning(text: string): string {
  const plain = text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
  return plain.length <= 250 ? plain : `${plain.slice(0, 247).toWellFormed()}...`
}
