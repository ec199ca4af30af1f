/** The CA of the operator's own AWS endpoint: a ConfigMap of the namespace or a ClusterTrustBundle, as volume, mount and variables. */
import { listOf, textOf, valueAt, type JsonObject } from '../api/index.ts'
import { mountAt, namesOfEnv } from './container-parts.ts'
import { cleanPath, onWindows } from './paths.ts'
import { caVariables, type AwsEndpoint } from './options.ts'
import type { ContainerRequest } from './plan-container.ts'
import { addVolume, volumesByName, type PlannedVolume } from './plan-volume.ts'

type Ca = NonNullable<AwsEndpoint['ca']>

/**
 * Where it is known to be there, the pod waits for it: a start without it would only fail at the first call. Where it
 * is not, the pod must not wait for ever, and has the file once somebody has published it.
 */
export function planCaVolume(
  pod: JsonObject,
  ca: Ca,
  { hasVolume, isThere }: { readonly hasVolume: boolean; readonly isThere: boolean },
): PlannedVolume {
  const volumes = valueAt(pod, 'spec', 'volumes')
  const known = volumesByName(pod)
  for (let number = 0; ; number++) {
    const name = number === 0 ? 'podpass-ca' : `podpass-ca-${number}`
    const present = known.get(name)
    const volume = { name, ...sourceOf(ca, isThere ? {} : { optional: true }) }
    if (present === undefined) return { name, patch: [addVolume(hasVolume ? [] : volumes, volume)] }
    if (holds(present, ca)) return { name, patch: [] }
  }
}

const sourceOf = (ca: Ca, more: JsonObject): JsonObject =>
  'configMap' in ca
    ? { configMap: { name: ca.configMap, items: [{ key: ca.key, path: 'ca.crt' }], ...more } }
    : { projected: { sources: [{ clusterTrustBundle: { name: ca.trustBundle, path: 'ca.crt', ...more } }] } }

const holds = (volume: unknown, ca: Ca): boolean =>
  'configMap' in ca
    ? valueAt(volume, 'configMap', 'name') === ca.configMap
    : listOf(valueAt(volume, 'projected', 'sources')).some(
        (source) => valueAt(source, 'clusterTrustBundle', 'name') === ca.trustBundle,
      )

interface PlannedCa {
  readonly env: readonly JsonObject[]
  readonly mounts: readonly JsonObject[]
  readonly warnings: readonly string[]
}

export function planCaBundle({
  container,
  name,
  options,
  caVolumeName,
  windows,
}: ContainerRequest): PlannedCa {
  const ca = options.awsEndpoint?.ca
  if (ca === undefined || caVolumeName === undefined) return { env: [], mounts: [], warnings: [] }
  const taken = mountAt(container, ca.mountPath)
  if (taken !== undefined && taken['name'] !== caVolumeName) {
    const volume = textOf(taken['name']) ?? ''
    const text = `container \`${name}\` gets no CA bundle: it mounts volume \`${volume}\` at ${ca.mountPath}`
    return { env: [], mounts: [], warnings: [text] }
  }
  const file = cleanPath(`${ca.mountPath}/ca.crt`)
  const present = namesOfEnv(container)
  return {
    env: (ca.variables ?? caVariables)
      .filter((variable) => !present.has(variable))
      .map((variable) => ({ name: variable, value: windows ? onWindows(file) : file })),
    mounts: taken === undefined ? [{ name: caVolumeName, readOnly: true, mountPath: ca.mountPath }] : [],
    warnings: [],
  }
}
