/** PATCH of an object or of a pod's status: JSON Patch, JSON Merge Patch, and strategic merge of what holds no lists. */
import type { HttpResponse } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import {
  applyJsonPatch,
  applyMergePatch,
  equalJson,
  isObject,
  isTooDeep,
  listOf,
  objectOf,
  textOf,
  valueAt,
} from '../../api/index.ts'
import {
  badRequest,
  conflict,
  forbiddenField,
  invalid,
  notFound,
  patchRefused,
  tooLarge,
  unsupportedMediaType,
  unsupportedPatchType,
} from '../api-error.ts'
import type { FieldProblem } from '../api-error.ts'
import type { Call } from '../call.ts'
import { checkFieldValidation, isDryRun } from '../write-options.ts'
import { findTypeProblem } from '../objects/go-types.ts'
import { omitEmpty } from '../objects/omit-empty.ts'
import type { KubernetesObject, Metadata } from '../objects/objects.ts'
import { findEntry, present, putObject } from '../objects/objects.ts'
import { validateMetadata } from '../objects/validate-metadata.ts'
import { validatePodSpec } from '../objects/validate-pod.ts'
import { parseJson } from '../parse-json.ts'
import { bodyLimit, mediaTypeOf, readBytes } from '../read-object.ts'
import { json } from '../respond.ts'

const jsonPatch = 'application/json-patch+json'
const mergePatch = 'application/merge-patch+json'
const strategicPatch = 'application/strategic-merge-patch+json'
const patchTypes = [jsonPatch, mergePatch, strategicPatch]

export async function patch(call: Call): Promise<HttpResponse> {
  const { needs, request, resource, namespace, name } = call
  const dryRun = isDryRun(call.query, 'PatchOptions')
  checkFieldValidation(call.query, 'PatchOptions')
  const type = mediaTypeOf(request)
  if (!patchTypes.includes(type)) throw unsupportedPatchType()
  const body = parse(await readBytes(request), type)

  const change = (
    from: Parameters<typeof findEntry>[0],
  ): { changed: KubernetesObject; same: boolean; revision: number } => {
    const entry = findEntry(from, needs, resource.plural, namespace, name)
    if (entry === undefined) throw notFound(resource.plural, name)
    const changed = changeObject(call, type, body, entry.value, entry.revision)
    return { changed, same: equalJson(changed, entry.value), revision: entry.revision }
  }
  if (dryRun) {
    const { changed, revision } = change(needs.store)
    return json(200, present(resource, changed, revision))
  }
  const { result, revision } = await needs.store.write((txn) => {
    const outcome = change(txn)
    // What changes nothing makes no new version, so that watchers are not woken for it.
    if (!outcome.same) putObject(txn, needs, resource.plural, outcome.changed)
    return outcome
  })
  return json(200, present(resource, result.changed, result.same ? result.revision : revision))
}

function parse(body: Buffer, type: string): unknown {
  const read = parseJson(body.toString('utf8'))
  if (!read.ok) throw badRequest(`error decoding patch: ${read.problem}`)
  const parsed = read.value
  if (type !== jsonPatch && !isObject(parsed)) throw badRequest('error decoding patch: expected an object')
  // How lists merge depends on each field's own key, which this server does not know; it refuses rather than guess.
  if (type === strategicPatch && holdsList(parsed)) throw unsupportedMediaType([jsonPatch, mergePatch])
  return parsed
}

function holdsList(value: unknown): boolean {
  if (Array.isArray(value)) return true
  return (
    isObject(value) && Object.entries(value).some(([key, item]) => key.startsWith('$') || holdsList(item))
  )
}

function changeObject(
  call: Call,
  type: string,
  body: unknown,
  object: KubernetesObject,
  revision: number,
): KubernetesObject {
  const { resource, subresource, name } = call
  const before = present(resource, object, revision)
  const after = type === jsonPatch ? applyOrRefuse(before, body) : applyMergePatch(before, body)
  if (!isObject(after) || !isObject(after['metadata'])) throw badRequest('the patch leaves no object')
  checkSize(after)
  const problem = findTypeProblem(resource.kind, after)
  if (problem !== undefined) throw badRequest(problem)
  const { kind, apiVersion, ...rest } = omitEmpty(after)
  if (kind !== resource.kind || apiVersion !== 'v1')
    throw badRequest(`the patch makes a ${String(apiVersion)} ${String(kind)} of a ${resource.kind}`)
  const metadata = keepIdentity(call, object, revision, objectOf(rest['metadata']))
  // The status is changed through its own path only, and that path changes nothing else.
  const changed: KubernetesObject =
    subresource?.name === 'status'
      ? { ...object, status: completeStatus(objectOf(rest['status'])) }
      : {
          ...rest,
          metadata: nextGeneration(metadata, object['spec'], rest['spec']),
          ...(Object.hasOwn(object, 'status') && { status: object['status'] }),
        }
  const problems = validate(call, object, changed)
  if (problems.length > 0) throw invalid(resource.kind, name, problems)
  return changed
}

function applyOrRefuse(document: JsonObject, body: unknown): unknown {
  const patched = applyJsonPatch(document, body)
  if (!patched.ok) throw patchRefused()
  return patched.value
}

/** The first of all addresses has a field of its own. */
function completeStatus(status: JsonObject): JsonObject {
  const { podIP, podIPs } = status
  return podIP && podIPs === undefined ? { ...status, podIPs: [{ ip: podIP }] } : status
}

/** Counts the states that were wanted of an object. */
function nextGeneration(metadata: Metadata, before: unknown, after: unknown): Metadata {
  const { generation } = metadata
  return typeof generation !== 'number' || equalJson(before, after)
    ? metadata
    : { ...metadata, generation: generation + 1 }
}

/** Small patches must not add up to what no single request could have brought. */
function checkSize(object: JsonObject): void {
  const text = JSON.stringify(object)
  if (text.length > bodyLimit) throw tooLarge(bodyLimit)
  if (isTooDeep(text)) throw badRequest('error decoding patch: exceeded max depth')
}

function keepIdentity(
  { resource, name }: Call,
  object: KubernetesObject,
  revision: number,
  given: JsonObject,
): Metadata {
  const theirName = textOf(given['name']) ?? ''
  if (theirName !== name)
    throw badRequest(`the name of the object (${theirName}) does not match the name on the URL (${name})`)
  const { resourceVersion: version, ...kept } = given
  if (version !== undefined && version !== null && version !== '' && version !== String(revision))
    throw conflict(
      resource.plural,
      name,
      'the object has been modified; please apply your changes to the latest version and try again',
    )
  const { namespace, uid, creationTimestamp, generation } = object.metadata
  return {
    ...kept,
    name,
    ...(namespace !== undefined && { namespace }),
    uid,
    creationTimestamp,
    ...(generation !== undefined && { generation }),
  }
}

function validate(
  { resource }: Call,
  before: KubernetesObject,
  after: KubernetesObject,
): readonly FieldProblem[] {
  const problems = validateMetadata(resource, after.metadata)
  if (resource.kind !== 'Pod') return problems
  const spec = objectOf(after['spec'])
  if (!equalJson(withoutImages(before['spec']), withoutImages(spec)))
    return [...problems, forbiddenField('spec', unchangeable)]
  return [...problems, ...validatePodSpec(spec)]
}

const unchangeable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

function withoutImages(spec: unknown): JsonObject {
  const strip = (list: unknown): readonly unknown[] =>
    listOf(list).map((container) => ({ ...objectOf(container), image: null }))
  return {
    ...objectOf(spec),
    containers: strip(valueAt(spec, 'containers')),
    initContainers: strip(valueAt(spec, 'initContainers')),
  }
}
