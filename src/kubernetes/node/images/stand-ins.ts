/** Containers of the cluster's own machinery, such as its network plugin: there is nothing for them to do here, so a process that says so stands in for each. */
import { isObject, listOf, objectOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { findImage, type ImageTable } from './images.ts'

const lists = ['initContainers', 'containers'] as const

/** What a stand-in could not do is taken out of its container: its command, its probes and hooks, its rights, the machine's directories. */
export function plainStandIns(pod: JsonObject, images: ImageTable): JsonObject {
  const spec = objectOf(pod['spec'])
  const isOfHost = hostVolumesOf(spec)
  const plain = (container: unknown, isInit: boolean): unknown =>
    isObject(container) && findImage(images, textOf(container['image']) ?? '')?.standsIn === true
      ? standIn(container, isInit, isOfHost)
      : container
  const changed = lists
    .filter((name) => spec[name] !== undefined)
    .map((name) => [name, listOf(spec[name]).map((each) => plain(each, name === 'initContainers'))] as const)
  return { ...pod, spec: { ...spec, ...Object.fromEntries(changed) } }
}

export const standInMessage = (image: string): string =>
  `Container image "${image}" is not pulled: a process that does nothing stands in for it, without its command, probes, rights and host directories`

const left = [
  'args',
  'command',
  'lifecycle',
  'livenessProbe',
  'readinessProbe',
  'securityContext',
  'startupProbe',
  'workingDir',
]

function standIn(container: JsonObject, isInit: boolean, isOfHost: (volume: unknown) => boolean): JsonObject {
  const isBefore = isInit && container['restartPolicy'] !== 'Always'
  return {
    ...Object.fromEntries(Object.entries(container).filter(([name]) => !left.includes(name))),
    volumeMounts: listOf(container['volumeMounts']).filter((mount) => !isOfHost(valueAt(mount, 'name'))),
    command: ['sh', '-c', isBefore ? say : `${say}; ${stay}`, textOf(container['image']) ?? ''],
  }
}

const say = 'echo "podpass: $0 is not run here; this process stands in for it and does nothing"'
/** The first process of a namespace hears of its end only where it has asked to. */
const stay = "trap 'kill $!; exit 0' TERM INT; sleep infinity & wait"

function hostVolumesOf(spec: JsonObject): (volume: unknown) => boolean {
  const names = new Set(
    listOf(spec['volumes'])
      .filter((volume) => valueAt(volume, 'hostPath') !== undefined)
      .map((volume) => valueAt(volume, 'name')),
  )
  return (volume) => names.has(volume)
}
