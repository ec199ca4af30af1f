/** The API server's refusals: a Status object with the code, reason and words that kube-apiserver uses. */
import type { JsonObject } from '../api/index.ts'

/** Ends the handling of a request; the edge writes its Status as the answer. */
export class ApiError extends Error {
  readonly code: number
  readonly status: JsonObject
  /** What the client is told besides. */
  warnings: readonly string[] = []
  constructor(code: number, reason: string | undefined, message: string, details?: JsonObject) {
    super(message)
    this.code = code
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason !== undefined && { reason }),
      ...(details !== undefined && { details }),
      code,
    }
  }
}

/** Whatever refuses the request says these too. */
export async function withWarnings<Result>(
  warnings: readonly string[],
  act: () => Promise<Result>,
): Promise<Result> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof ApiError) error.warnings = [...warnings, ...error.warnings]
    throw error
  }
}

/** A Status that somebody else worded. */
export class ForeignStatus extends ApiError {
  override readonly status: JsonObject
  constructor(code: number, message: string, status: JsonObject) {
    super(code, undefined, message)
    this.status = status
  }
}

/** `resource` is the plural name with its group, as `deployments.apps`. */
export const notFound = (resource: string, name: string): ApiError =>
  new ApiError(404, 'NotFound', `${resource} "${name}" not found`, { name, ...splitKind(resource) })

export const alreadyExists = (resource: string, name: string): ApiError =>
  new ApiError(409, 'AlreadyExists', `${resource} "${name}" already exists`, { name, ...splitKind(resource) })

export const conflict = (resource: string, name: string, problem: string): ApiError =>
  new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${resource} "${name}": ${problem}`, {
    name,
    ...splitKind(resource),
  })

/** `TokenRequest.authentication.k8s.io` is a kind and its group. */
function splitKind(text: string): JsonObject {
  const [kind = '', ...group] = text.split('.')
  return { ...(group.length > 0 && { group: group.join('.') }), kind }
}

export const forbidden = (resource: string, name: string, problem: string): ApiError =>
  new ApiError(403, 'Forbidden', `${resource}${name === '' ? '' : ` "${name}"`} is forbidden: ${problem}`, {
    ...(name !== '' && { name }),
    ...splitKind(resource),
  })

export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message)

export const unauthorized = (): ApiError => new ApiError(401, 'Unauthorized', 'Unauthorized')

export const internalError = (problem: string): ApiError =>
  new ApiError(500, 'InternalError', `Internal error occurred: ${problem}`, {
    causes: [{ message: problem }],
  })

export const patchRefused = (): ApiError =>
  new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

/** For paths below /api/v1 that lead nowhere. */
export const noSuchPath = (): ApiError =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource', {})

export const methodNotAllowed = (): ApiError =>
  new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

export const unsupportedMediaType = (accepted: readonly string[]): ApiError =>
  new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  )

export const unsupportedPatchType = (): ApiError =>
  new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})

export const notAcceptable = (offered: readonly string[]): ApiError =>
  new ApiError(406, 'NotAcceptable', `only the following media types are accepted: ${offered.join(', ')}`)

export const tooLarge = (problem: string): ApiError =>
  new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: ${problem}`)

/** The changes asked for are no longer kept: the client has to list anew. */
export const expired = (resourceVersion: string, oldest: number): ApiError =>
  new ApiError(410, 'Expired', `too old resource version: ${resourceVersion} (${oldest})`)

export const noLongerKept = (): ApiError =>
  new ApiError(410, 'Expired', 'The resourceVersion for the provided list is too old.')

export const notReached = (resourceVersion: string, current: number): ApiError =>
  new ApiError(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${resourceVersion}, current: ${current}`,
    {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  )

/** One field of an object that is not as it must be. */
export interface FieldProblem {
  readonly type:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueDuplicate'
    | 'FieldValueNotFound'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
  readonly field: string
  readonly message: string
}

const quote = (value: unknown): string => JSON.stringify(value) ?? 'null'

export const invalidField = (field: string, value: unknown, problem: string): FieldProblem => ({
  type: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${quote(value)}: ${problem}`,
})
export const requiredField = (field: string, detail = ''): FieldProblem => ({
  type: 'FieldValueRequired',
  field,
  message: `Required value${detail === '' ? '' : `: ${detail}`}`,
})
export const duplicateField = (field: string, value: unknown): FieldProblem => ({
  type: 'FieldValueDuplicate',
  field,
  message: `Duplicate value: ${quote(value)}`,
})
export const missingField = (field: string, value: unknown): FieldProblem => ({
  type: 'FieldValueNotFound',
  field,
  message: `Not found: ${quote(value)}`,
})
export const unsupportedField = (
  field: string,
  value: unknown,
  supported: readonly string[],
): FieldProblem => ({
  type: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${quote(value)}: supported values: ${supported.map(quote).join(', ')}`,
})
export const forbiddenField = (field: string, problem: string): FieldProblem => ({
  type: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${problem}`,
})

/** `kind` is the kind with its group, as `TokenRequest.authentication.k8s.io`. */
export function invalid(kind: string, name: string, problems: readonly FieldProblem[]): ApiError {
  const texts = problems.map((problem) => `${problem.field}: ${problem.message}`)
  return new ApiError(
    422,
    'Invalid',
    `${kind} "${name}" is invalid: ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}`,
    {
      ...(name !== '' && { name }),
      ...splitKind(kind),
      causes: problems.map(({ type, message, field }) => ({ reason: type, message, field })),
    },
  )
}
