/** A pod's volumes as directories on this machine: projected ones with their tokens, configuration maps, empty ones. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { JsonObject, KubernetesClient } from '../api/index.ts'
import { isObject, listOf, objectOf, pathOf, textOf, valueAt } from '../api/index.ts'
import { readField } from './container-env.ts'
import type { Found } from './problem.ts'
import { problem } from './problem.ts'
import type { TokenFile } from './token-file.ts'
import { keepTokenFile, replaceFile } from './token-file.ts'

export interface PodVolumes {
  /** The directory of a volume, by its name. */
  readonly directories: ReadonlyMap<string, string>
  /** Ends the renewal of tokens. */
  readonly stop: () => void
}

export interface VolumesRequest extends Pick<TokenFile, 'after' | 'client' | 'now' | 'say'> {
  readonly pod: JsonObject
  /** An empty directory of ours, for nobody else to read. */
  readonly directory: string
}

/** Makes the volumes that some container mounts; one that this node cannot make is refused by name. */
export async function makeVolumes(request: VolumesRequest): Promise<Found<PodVolumes>> {
  const directories = new Map<string, string>()
  const stops: (() => void)[] = []
  const stop = (): void => stops.forEach((each) => each())
  const mounted = mountedNames(request.pod)
  for (const volume of listOf(valueAt(request.pod, 'spec', 'volumes')).filter(isObject)) {
    const name = textOf(volume['name']) ?? ''
    if (!mounted.has(name)) continue
    const directory = join(request.directory, String(directories.size))
    mkdirSync(directory, { mode: 0o700 })
    directories.set(name, directory)
    const failure = await fill(request, volume, directory, stops)
    if (failure === undefined) continue
    stop()
    return problem(`volume \`${name}\`: ${failure}`)
  }
  return { ok: true, value: { directories, stop } }
}

function mountedNames(pod: JsonObject): ReadonlySet<unknown> {
  const containers = ['initContainers', 'containers'].flatMap((list) => listOf(valueAt(pod, 'spec', list)))
  return new Set(
    containers.flatMap((container) =>
      listOf(valueAt(container, 'volumeMounts')).map((mount) => valueAt(mount, 'name')),
    ),
  )
}

async function fill(
  request: VolumesRequest,
  volume: JsonObject,
  directory: string,
  stops: (() => void)[],
): Promise<string | undefined> {
  const { name: _, ...source } = volume
  if (isObject(source['emptyDir'])) return undefined
  if (isObject(source['projected'])) {
    for (const each of listOf(source['projected']['sources'])) {
      const failure = await project(request, objectOf(each), directory, stops)
      if (failure !== undefined) return failure
    }
    return undefined
  }
  return project(request, source, directory, stops)
}

async function project(
  request: VolumesRequest,
  source: JsonObject,
  directory: string,
  stops: (() => void)[],
): Promise<string | undefined> {
  const { serviceAccountToken: token, configMap, downwardAPI } = source
  if (isObject(token)) return projectToken(request, token, directory, stops)
  if (isObject(configMap)) return projectConfigMap(request, configMap, directory)
  if (isObject(downwardAPI)) return projectFields(request, downwardAPI, directory)
  return `this node does not support volumes of ${Object.keys(source).join(', ') || 'no kind'}`
}

async function projectToken(
  { pod, ...rest }: VolumesRequest,
  token: JsonObject,
  directory: string,
  stops: (() => void)[],
): Promise<string | undefined> {
  const path = fileIn(directory, textOf(token['path']) ?? '')
  if (path === undefined) return 'the path of its token leads out of it'
  const audience = textOf(token['audience'])
  const [name, uid] = [textOf(valueAt(pod, 'metadata', 'name')), textOf(valueAt(pod, 'metadata', 'uid'))]
  const kept = await keepTokenFile({
    ...rest,
    path,
    wish: {
      namespace: textOf(valueAt(pod, 'metadata', 'namespace')) ?? '',
      serviceAccount: textOf(valueAt(pod, 'spec', 'serviceAccountName')) ?? 'default',
      ...(audience ? { audiences: [audience] } : {}),
      expirationSeconds: Number(token['expirationSeconds'] ?? 3600),
      pod: { name: name ?? '', uid: uid ?? '' },
    },
  })
  if (!kept.ok) return kept.problem
  stops.push(kept.value)
  return undefined
}

async function projectConfigMap(
  { client, pod }: VolumesRequest,
  configMap: JsonObject,
  directory: string,
): Promise<string | undefined> {
  const name = textOf(configMap['name']) ?? ''
  const data = await readConfigMap(client, textOf(valueAt(pod, 'metadata', 'namespace')) ?? '', name)
  if (data === undefined)
    return configMap['optional'] === true
      ? undefined
      : `configmap \`${name}\` cannot be had from the API server`
  const items = Array.isArray(configMap['items'])
    ? listOf(configMap['items']).map((item) => [textOf(valueAt(item, 'key')), textOf(valueAt(item, 'path'))])
    : Object.keys(data).map((key) => [key, key])
  for (const [key = '', to = ''] of items) {
    const path = fileIn(directory, to)
    const value = textOf(data[key])
    if (path === undefined || value === undefined) return `configmap \`${name}\` has no key \`${key}\``
    replaceFile(path, value)
  }
  return undefined
}

/** A server without configuration maps still has its CA, and its clients know it. */
async function readConfigMap(
  client: KubernetesClient,
  namespace: string,
  name: string,
): Promise<JsonObject | undefined> {
  const answer = await client.get(pathOf('configmaps', namespace, name))
  if (answer.ok) return objectOf(answer.value['data'])
  return name === 'kube-root-ca.crt' && client.ca !== undefined ? { 'ca.crt': client.ca } : undefined
}

function projectFields({ pod }: VolumesRequest, source: JsonObject, directory: string): string | undefined {
  for (const item of listOf(source['items'])) {
    const path = fileIn(directory, textOf(valueAt(item, 'path')) ?? '')
    const field = textOf(valueAt(item, 'fieldRef', 'fieldPath')) ?? ''
    const value = readField(pod, field)
    if (path === undefined || value === undefined) return `this node does not support the field \`${field}\``
    replaceFile(path, value)
  }
  return undefined
}

/** A file below the directory, whose own directories are made; undefined for a path that leads elsewhere. */
function fileIn(directory: string, path: string): string | undefined {
  if (path === '' || path.startsWith('/') || path.split('/').includes('..')) return undefined
  const file = join(directory, path)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  return file
}
