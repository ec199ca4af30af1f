/** A pod's volumes as directories on this machine: projected ones with their tokens, ConfigMaps, Secrets, the downward API, empty ones. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isObject, listOf, objectOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import type { PodPlace } from '../containers/read-field.ts'
import type { Found } from '../problem.ts'
import { problem } from '../problem.ts'
import { createObjectReader, type ObjectReader } from '../read-objects.ts'
import { ownDirectory, ownershipOf, type Ownership } from './ownership.ts'
import { readPayload, type Payload } from './read-payload.ts'
import type { TokenFile } from './token-file.ts'
import { keepTokenFile } from './token-file.ts'
import { fileIn, writePayload } from './write-payload.ts'

export interface PodVolumes {
  /** The directory of a volume, by its name. */
  readonly directories: ReadonlyMap<string, string>
  /** Reads the ConfigMaps and Secrets anew; what has changed is replaced. */
  readonly refresh: () => Promise<void>
  /** Ends the renewal of tokens. */
  readonly stop: () => void
}

export interface VolumesRequest extends Pick<TokenFile, 'after' | 'client' | 'now' | 'say'> {
  readonly pod: JsonObject
  /** A directory of ours, for nobody else to read. */
  readonly directory: string
  readonly place: PodPlace
  /** The machine's number of one of the pod's users; everything is ours where it is left out. */
  readonly outside?: (inside: number) => number
}

/** The name of the volume that cannot be made, and why. */
export interface VolumeFailure {
  readonly volume: string
  readonly reason: string
}

export type MadeVolumes =
  | { readonly ok: true; readonly value: PodVolumes }
  | { readonly ok: false; readonly failure: VolumeFailure }

/** Makes the volumes that some container mounts; one that this node cannot make is refused by name. */
export async function makeVolumes(request: VolumesRequest): Promise<MadeVolumes> {
  const directories = new Map<string, string>()
  const stops: (() => void)[] = []
  const stop = (): void => stops.forEach((each) => each())
  const namespace = textOf(valueAt(request.pod, 'metadata', 'namespace')) ?? ''
  const wanted = volumesOf(request.pod)
  const ownership = ownershipOf(request.pod, request.outside)
  const fillAll = async (isRefresh: boolean): Promise<VolumeFailure | undefined> => {
    const objects = createObjectReader(request.client, namespace)
    for (const { name, volume } of wanted) {
      const directory = join(request.directory, encodeURIComponent(name))
      mkdirSync(directory, { mode: 0o755, recursive: true })
      directories.set(name, directory)
      const reason = await fill({ request, ownership, objects, directory, stops, isRefresh }, volume)
      if (reason !== undefined) return { volume: name, reason }
    }
    return undefined
  }
  const failure = await fillAll(false)
  if (failure !== undefined) {
    stop()
    return { ok: false, failure }
  }
  const refresh = async (): Promise<void> => {
    const failed = await fillAll(true)
    if (failed !== undefined)
      request.say(`volume \`${failed.volume}\` is not brought up to date: ${failed.reason}`)
  }
  return { ok: true, value: { directories, refresh, stop } }
}

interface Mountable {
  readonly name: string
  readonly volume: JsonObject
}

function volumesOf(pod: JsonObject): readonly Mountable[] {
  const containers = ['initContainers', 'containers'].flatMap((list) => listOf(valueAt(pod, 'spec', list)))
  const mounted = new Set(
    containers.flatMap((container) =>
      listOf(valueAt(container, 'volumeMounts')).map((mount) => valueAt(mount, 'name')),
    ),
  )
  return listOf(valueAt(pod, 'spec', 'volumes'))
    .filter(isObject)
    .map((volume) => ({ name: textOf(volume['name']) ?? '', volume }))
    .filter(({ name }) => mounted.has(name))
}

interface Filling {
  readonly request: VolumesRequest
  readonly ownership: Ownership
  readonly objects: ObjectReader
  readonly directory: string
  readonly stops: (() => void)[]
  readonly isRefresh: boolean
}

async function fill(filling: Filling, volume: JsonObject): Promise<string | undefined> {
  const { name: _, ...source } = volume
  if (isObject(source['emptyDir'])) {
    if (!filling.isRefresh) ownDirectory(filling.directory, filling.ownership, true)
    return undefined
  }
  if (!filling.isRefresh) ownDirectory(filling.directory, filling.ownership, false)
  const projected = source['projected']
  const sources = isObject(projected) ? listOf(projected['sources']).map(objectOf) : [source]
  const holder = isObject(projected) ? projected : objectOf(Object.values(source).find(isObject))
  const mode = typeof holder['defaultMode'] === 'number' ? holder['defaultMode'] : 0o644
  const payload: Payload = new Map()
  for (const each of sources) {
    const token = each['serviceAccountToken']
    const read = isObject(token)
      ? await projectToken(filling, token, mode)
      : await readPayload({
          source: each,
          mode,
          payload,
          objects: filling.objects,
          pod: filling.request.pod,
          place: filling.request.place,
        })
    if (read !== undefined) return read
  }
  return writePayload(filling.directory, payload, filling.ownership)
}

async function projectToken(
  { request: { pod, client, now, after, say }, ownership, directory, stops, isRefresh }: Filling,
  token: JsonObject,
  mode: number,
): Promise<string | undefined> {
  if (isRefresh) return undefined
  const path = fileIn(directory, textOf(token['path']) ?? '')
  if (path === undefined) return 'the path of its token leads out of it'
  const audience = textOf(token['audience'])
  const [name, uid] = [textOf(valueAt(pod, 'metadata', 'name')), textOf(valueAt(pod, 'metadata', 'uid'))]
  const kept: Found<() => void> = await keepTokenFile({
    client,
    now,
    after,
    say,
    mode: ownership.tokenMode(mode),
    ...(ownership.ids !== undefined && {
      owner: { uid: ownership.ids.tokenUid, gid: ownership.ids.gid },
    }),
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

/** For those to whom the volume is a detail of the reason. */
export const describeFailure = ({ volume, reason }: VolumeFailure): ReturnType<typeof problem> =>
  problem(`volume \`${volume}\`: ${reason}`)
