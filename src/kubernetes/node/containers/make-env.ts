/** The environment of a container: what the node gives, then what the pod says. */
import { isObject, listOf, objectOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { expand } from '../expand.ts'
import type { Found } from '../problem.ts'
import { problem } from '../problem.ts'
import type { ObjectReader } from '../read-objects.ts'
import { readField, readResource, type PodPlace } from './read-field.ts'

export interface EnvRequest {
  readonly pod: JsonObject
  readonly container: JsonObject
  readonly given: Readonly<Record<string, string>>
  readonly objects: ObjectReader
  readonly place: PodPlace
}

export async function makeEnv(request: EnvRequest): Promise<Found<Readonly<Record<string, string>>>> {
  const env = new Map(Object.entries(request.given))
  for (const source of listOf(request.container['envFrom']).filter(isObject)) {
    const taken = await takeAll(request.objects, source)
    if (!taken.ok) return taken
    for (const [name, value] of taken.value) env.set(name, value)
  }
  for (const variable of listOf(request.container['env']).filter(isObject)) {
    const from = variable['valueFrom']
    const value: Found<string | undefined> = isObject(from)
      ? await readSource(request, variable, from)
      : { ok: true, value: expand(textOf(variable['value']) ?? '', env) }
    if (!value.ok) return value
    if (value.value !== undefined) env.set(textOf(variable['name']) ?? '', value.value)
  }
  return { ok: true, value: Object.fromEntries(env) }
}

const words = { configmap: 'ConfigMap', secret: 'Secret' } as const

async function takeAll(
  objects: ObjectReader,
  source: JsonObject,
): Promise<Found<readonly (readonly [string, string])[]>> {
  const isSecret = isObject(source['secretRef'])
  const reference = objectOf(source['secretRef'] ?? source['configMapRef'])
  const kind = isSecret ? 'secret' : 'configmap'
  const name = textOf(reference['name']) ?? ''
  const found = await objects.read(kind, name)
  if (!found.ok) return found
  if (found.value === undefined)
    return reference['optional'] === true ? { ok: true, value: [] } : problem(`${kind} "${name}" not found`)
  const prefix = textOf(source['prefix']) ?? ''
  const entries = [...found.value].map(([key, bytes]) => [prefix + key, textFrom(bytes)] as const)
  return { ok: true, value: entries.filter(([key]) => !key.includes('=')) }
}

/** An optional source that is not there sets nothing. */
async function readSource(
  { pod, container, objects, place }: EnvRequest,
  variable: JsonObject,
  source: JsonObject,
): Promise<Found<string | undefined>> {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source
  const value = isObject(fieldRef)
    ? readField(pod, textOf(fieldRef['fieldPath']) ?? '', place)
    : isObject(resourceFieldRef)
      ? readResource(pod, container, resourceFieldRef, place)
      : undefined
  if (value !== undefined) return { ok: true, value }
  if (isObject(configMapKeyRef)) return readKey(objects, 'configmap', configMapKeyRef)
  if (isObject(secretKeyRef)) return readKey(objects, 'secret', secretKeyRef)
  return problem(
    `variable \`${textOf(variable['name']) ?? ''}\` of container \`${textOf(container['name']) ?? ''}\` comes from ${Object.keys(source).join(', ')} \`${describe(source)}\`, which this node does not support`,
  )
}

async function readKey(
  objects: ObjectReader,
  kind: 'configmap' | 'secret',
  reference: JsonObject,
): Promise<Found<string | undefined>> {
  const [name, key] = [textOf(reference['name']) ?? '', textOf(reference['key']) ?? '']
  const isOptional = reference['optional'] === true
  const found = await objects.read(kind, name)
  if (!found.ok) return found
  if (found.value === undefined)
    return isOptional ? { ok: true, value: undefined } : problem(`${kind} "${name}" not found`)
  const bytes = found.value.get(key)
  if (bytes !== undefined) return { ok: true, value: textFrom(bytes) }
  return isOptional
    ? { ok: true, value: undefined }
    : problem(`couldn't find key ${key} in ${words[kind]} ${objects.namespace}/${name}`)
}

/** No variable can hold a NUL. */
const textFrom = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8').replaceAll('\0', '')

const describe = (source: JsonObject): string =>
  textOf(valueAt(source, 'fieldRef', 'fieldPath')) ??
  textOf(valueAt(source, 'resourceFieldRef', 'resource')) ??
  ''
