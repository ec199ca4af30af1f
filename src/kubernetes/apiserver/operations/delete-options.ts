/** What a DELETE wishes: conditions on the object, how long it may take to end, what becomes of what it owns. */
import type { HttpRequest } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, objectOf, textOf } from '../../api/index.ts'
import { badRequest, conflict, invalid, invalidField, unsupportedField } from '../api-error.ts'
import { parseJson } from '../parse-json.ts'
import { openEnvelope } from '../protobuf/open-envelope.ts'
import { MalformedMessage } from '../protobuf/read-fields.ts'
import { readMessage } from '../protobuf/read-message.ts'
import { mediaTypeOf, readBytes, unmarshalProblem, unregisteredKind } from '../read-object.ts'
import { decode } from '../schema/decode.ts'
import { isDryRun } from '../write-options.ts'
import { numberOf } from './select.ts'
import type { KubernetesObject } from '../objects/objects.ts'

export interface DeleteOptions {
  readonly dryRun: boolean
  /** Seconds. */
  readonly gracePeriod?: number
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan'
  readonly uid?: string
  readonly resourceVersion?: string
}

export async function readDeleteOptions(
  request: HttpRequest,
  query: URLSearchParams,
): Promise<DeleteOptions> {
  return deleteOptionsOf(await readBody(request), query)
}

/** Of a body that was read, or of what another object says of a deletion. */
export function deleteOptionsOf(given: JsonObject, query: URLSearchParams): DeleteOptions {
  const dryRun = isDryRun(query, 'DeleteOptions', listOf(given['dryRun']))
  const asked = given['gracePeriodSeconds'] ?? numberOf(query, 'gracePeriodSeconds')
  // Less than nothing is taken for the least that there is.
  const gracePeriod = typeof asked === 'number' && asked < 0 ? 1 : asked
  const propagation = propagationOf(given['propagationPolicy'] ?? query.get('propagationPolicy'))
  const orphans = given['orphanDependents'] ?? query.get('orphanDependents')
  if (propagation !== undefined && orphans !== undefined && orphans !== null)
    throw invalid('DeleteOptions.meta.k8s.io', '', [
      invalidField(
        'propagationPolicy',
        propagation,
        'orphanDependents and deletionPropagation cannot be both set',
      ),
    ])
  const wanted = objectOf(given['preconditions'])
  const [uid, resourceVersion] = [textOf(wanted['uid']), textOf(wanted['resourceVersion'])]
  return {
    dryRun,
    ...(typeof gracePeriod === 'number' && { gracePeriod }),
    ...(propagation !== undefined && { propagation }),
    ...((orphans === true || orphans === 'true') && { propagation: 'Orphan' }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
  }
}

function propagationOf(policy: unknown): DeleteOptions['propagation'] {
  if (policy === null || policy === undefined) return undefined
  if (policy === 'Foreground' || policy === 'Background' || policy === 'Orphan') return policy
  const supported = ['Foreground', 'Background', 'Orphan', 'nil']
  throw invalid('DeleteOptions.meta.k8s.io', '', [unsupportedField('propagationPolicy', policy, supported)])
}

const type = 'meta/v1.DeleteOptions'

async function readBody(request: HttpRequest): Promise<JsonObject> {
  const body = await readBytes(request)
  if (body.length === 0) return {}
  if (mediaTypeOf(request) === 'application/vnd.kubernetes.protobuf') return readProtobuf(body)
  const read = parseJson(body.toString('utf8'))
  if (!read.ok) throw badRequest(`couldn't get version/kind; json parse error: ${read.problem}`)
  const options = read.value ?? {}
  if (!isObject(options))
    throw badRequest(`couldn't get version/kind; json parse error: ${unmarshalProblem(options)}`)
  const { kind = 'DeleteOptions', apiVersion = 'v1', ...fields } = options
  if (kind !== 'DeleteOptions')
    throw badRequest(unregisteredKind(textOf(kind) ?? '', textOf(apiVersion) ?? ''))
  const decoded = decode(type, fields)
  if (!decoded.ok) throw badRequest(decoded.problem)
  return decoded.value
}

function readProtobuf(body: Buffer): JsonObject {
  try {
    return readMessage(type, openEnvelope(body).raw)
  } catch (error) {
    if (error instanceof MalformedMessage) throw badRequest(error.message)
    throw error
  }
}

/** Refuses where the object is not the one that is meant. */
export function checkPreconditions(
  kind: string,
  { metadata }: KubernetesObject,
  revision: number,
  { uid, resourceVersion }: DeleteOptions,
): void {
  if (uid !== undefined && uid !== metadata.uid)
    throw conflict(
      kind,
      metadata.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    )
  if (resourceVersion !== undefined && resourceVersion !== String(revision))
    throw conflict(
      kind,
      metadata.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${revision}). The object might have been modified`,
    )
}
