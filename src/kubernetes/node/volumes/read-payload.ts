/** What the files of one source of a volume are to hold. */
import { isObject, listOf, objectOf, textOf, type JsonObject } from '../../api/index.ts'
import { readField, readResource, type PodPlace } from '../containers/read-field.ts'
import type { ObjectReader } from '../read-objects.ts'

export interface FileContent {
  readonly bytes: Uint8Array
  readonly mode: number
}

/** By path below the volume. */
export type Payload = Map<string, FileContent>

export interface PayloadRequest {
  readonly source: JsonObject
  readonly mode: number
  readonly payload: Payload
  readonly objects: ObjectReader
  readonly pod: JsonObject
  readonly place: PodPlace
}

/** Adds to the payload; says what is in the way. */
export async function readPayload(request: PayloadRequest): Promise<string | undefined> {
  const { configMap, secret, downwardAPI } = request.source
  if (isObject(configMap)) return readKeys(request, 'configmap', textOf(configMap['name']) ?? '', configMap)
  if (isObject(secret))
    return readKeys(request, 'secret', textOf(secret['secretName'] ?? secret['name']) ?? '', secret)
  if (isObject(downwardAPI)) return readFields(request, downwardAPI)
  return `this node does not support volumes of ${Object.keys(request.source).join(', ') || 'no kind'}`
}

async function readKeys(
  { objects, payload, mode }: PayloadRequest,
  kind: 'configmap' | 'secret',
  name: string,
  source: JsonObject,
): Promise<string | undefined> {
  const isOptional = source['optional'] === true
  const found = await objects.read(kind, name)
  if (!found.ok) return `${kind} "${name}" cannot be had from the API server: ${found.problem}`
  if (found.value === undefined) return isOptional ? undefined : `${kind} "${name}" not found`
  if (!Array.isArray(source['items'])) {
    for (const [key, bytes] of found.value) payload.set(key, { bytes, mode })
    return undefined
  }
  for (const item of listOf(source['items']).map(objectOf)) {
    const key = textOf(item['key']) ?? ''
    const bytes = found.value.get(key)
    if (bytes !== undefined) payload.set(textOf(item['path']) ?? '', { bytes, mode: modeOf(item, mode) })
    else if (!isOptional)
      return `references non-existent ${kind === 'secret' ? 'secret' : 'config'} key: ${key}`
  }
  return undefined
}

function readFields({ pod, place, payload, mode }: PayloadRequest, source: JsonObject): string | undefined {
  for (const item of listOf(source['items']).map(objectOf)) {
    const [field, resource] = [objectOf(item['fieldRef']), item['resourceFieldRef']]
    const value = isObject(resource)
      ? readResource(pod, undefined, resource, place)
      : readField(pod, textOf(field['fieldPath']) ?? '', place)
    if (value === undefined)
      return `this node does not support the field \`${textOf(field['fieldPath'] ?? objectOf(resource)['resource']) ?? ''}\``
    payload.set(textOf(item['path']) ?? '', { bytes: Buffer.from(value), mode: modeOf(item, mode) })
  }
  return undefined
}

const modeOf = (item: JsonObject, otherwise: number): number =>
  typeof item['mode'] === 'number' ? item['mode'] : otherwise
