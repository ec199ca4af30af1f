/** Writes answers: JSON objects, Status errors, plain text. */
import type { HttpResponse } from '../../kit/index.ts'
import type { JsonObject } from '../api/index.ts'
import type { ApiError } from './api-error.ts'
import { warningHeaders } from './admission/warnings.ts'

export const json = (status: number, value: JsonObject, warnings: readonly string[] = []): HttpResponse => ({
  status,
  headers: {
    'cache-control': 'no-cache, private',
    'content-type': 'application/json',
    ...(warnings.length > 0 && { warning: warningHeaders(warnings) }),
  },
  body: `${JSON.stringify(value)}\n`,
})

export const refusal = (error: ApiError): HttpResponse => {
  const response = json(error.code, error.status, error.warnings)
  if (error.code !== 504) return response
  return { ...response, headers: { ...response.headers, 'retry-after': '1' } }
}

export const text = (status: number, body: string): HttpResponse => ({
  status,
  headers: {
    'cache-control': 'no-cache, private',
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  },
  body,
})
