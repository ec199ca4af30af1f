/** GET of one object. */
import type { HttpResponse } from '../../../kit/index.ts'
import { notFound } from '../api-error.ts'
import type { Call } from '../call.ts'
import { answerObject } from '../output/answer.ts'
import { qualified } from '../resources/resource.ts'
import { findStanding } from './change.ts'
import { resourceVersionOf } from './select.ts'

export function get(call: Call): HttpResponse {
  resourceVersionOf(call)
  const standing = findStanding(call)
  if (standing === undefined) throw notFound(qualified(call.resource), call.name)
  return answerObject(call, standing)
}
