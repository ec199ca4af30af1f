/** PATCH of an object or of its status: JSON Patch, JSON Merge Patch, strategic merge patch. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { applyJsonPatch, applyMergePatch, isObject, isTooDeep } from '../../api/index.ts'
import {
  badRequest,
  invalid,
  invalidField,
  patchRefused,
  tooLarge,
  unsupportedPatchType,
} from '../api-error.ts'
import type { Call } from '../call.ts'
import { parseJson } from '../parse-json.ts'
import { BadPatch, applyStrategicMerge } from '../patch/strategic-merge.ts'
import { bodyLimit, mediaTypeOf, readBytes, strictProblems } from '../read-object.ts'
import { apiVersionOf, goTypeOf } from '../resources/resource.ts'
import { decode } from '../schema/decode.ts'
import { findDuplicateFields } from '../schema/duplicate-fields.ts'
import { hasTooManyValues, valueLimit } from '../value-limit.ts'
import type { FieldValidation } from '../write-options.ts'
import { fieldValidationOf, isDryRun } from '../write-options.ts'
import { changeObject } from './change.ts'

const jsonPatch = 'application/json-patch+json'
const mergePatch = 'application/merge-patch+json'
const strategicPatch = 'application/strategic-merge-patch+json'
const patchTypes = [jsonPatch, mergePatch, strategicPatch]

const operationLimit = 10_000

/** One that was read; `text` is what arrived. */
export interface Patch {
  readonly type: string
  readonly body: unknown
  readonly text: string
}

export async function patch(call: Call): Promise<HttpResponse> {
  const dryRun = isDryRun(call.query, 'PatchOptions')
  const validation = fieldValidationOf(call.query, 'PatchOptions')
  const read = await readPatch(call)
  const duplicates = findDuplicateFields(read.text)
  return changeObject(call, {
    next: (before) => {
      const patched = applyPatch(goTypeOf(call.resource), read, before)
      return readPatched(call, patched, { ...read, duplicates, validation })
    },
    dryRun,
    options: 'PatchOptions',
    retries: true,
  })
}

export async function readPatch({ request }: Pick<Call, 'request'>): Promise<Patch> {
  const type = mediaTypeOf(request)
  if (!patchTypes.includes(type)) throw unsupportedPatchType()
  const text = (await readBytes(request)).toString('utf8')
  const read = parseJson(text)
  if (!read.ok) throw badRequest(`error decoding patch: ${read.problem}`)
  const body = read.value
  if (type === jsonPatch && !Array.isArray(body))
    throw badRequest('error decoding patch: a JSON patch is a list')
  if (Array.isArray(body) && body.length > operationLimit)
    throw tooLarge(`The allowed maximum operations in a JSON patch is ${operationLimit}, got ${body.length}`)
  if (type !== jsonPatch && !isObject(body)) throw badRequest('error decoding patch: the patch is no object')
  return { type, body, text }
}

/** `before` and the result are as clients see them. */
export function applyPatch(goType: string, { type, body }: Patch, before: JsonObject): JsonObject {
  const after =
    type === jsonPatch
      ? applyOrRefuse(before, body)
      : type === mergePatch
        ? applyMergePatch(before, body)
        : mergeStrategically(goType, before, body as JsonObject)
  if (!isObject(after) || !isObject(after['metadata'])) throw badRequest('the patch leaves no object')
  checkSize(after)
  return after
}

function applyOrRefuse(document: JsonObject, body: unknown): unknown {
  const patched = applyJsonPatch(document, body)
  if (!patched.ok) throw patchRefused()
  return patched.value
}

function mergeStrategically(goType: string, before: JsonObject, body: JsonObject): JsonObject {
  try {
    return applyStrategicMerge(goType, before, body)
  } catch (error) {
    if (error instanceof BadPatch) throw badRequest(error.message)
    throw error
  }
}

interface Strictness extends Patch {
  readonly duplicates: readonly string[]
  readonly validation: FieldValidation
}

/** What is left must still be an object of its kind. */
function readPatched(
  { resource }: Call,
  patched: JsonObject,
  { duplicates, validation, text }: Strictness,
): { readonly object: JsonObject; readonly warnings: readonly string[] } {
  const { kind, apiVersion, ...rest } = patched
  if (kind !== resource.kind || apiVersion !== apiVersionOf(resource))
    throw badRequest(`the patch makes a ${String(apiVersion)} ${String(kind)} of a ${resource.kind}`)
  const decoded = decode(goTypeOf(resource), rest)
  const patchRefusal = (problem: string): Error => invalid('', '', [invalidField('patch', text, problem)])
  if (!decoded.ok) throw badRequest(decoded.problem)
  const warnings = strictProblems(duplicates, decoded.unknown, validation)
  if (validation === 'Strict' && warnings.length > 0)
    throw patchRefusal(`strict decoding error: ${warnings.join(', ')}`)
  return { object: { kind, apiVersion, ...decoded.value }, warnings }
}

/** Small patches must not add up to what no single request could have brought. */
function checkSize(object: JsonObject): void {
  const text = JSON.stringify(object)
  if (text.length > bodyLimit) throw tooLarge(`limit is ${bodyLimit}`)
  if (isTooDeep(text)) throw badRequest('error decoding patch: exceeded max depth')
  if (hasTooManyValues(text)) throw badRequest(`error decoding patch: more than ${valueLimit} values`)
}
