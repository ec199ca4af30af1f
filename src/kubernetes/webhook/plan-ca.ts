/** The CA of the operator's own AWS endpoint: a ConfigMap that each namespace has, as volume, mount and variables. */
import { textOf, valueAt, type JsonObject } from '../api/index.ts'
import { mountAt, namesOfEnv } from './container-parts.ts'
import { cleanPath, onWindows } from './paths.ts'
import type { AwsEndpoint } from './options.ts'
import type { ContainerRequest } from './plan-container.ts'
import { addVolume, volumesByName, type PlannedVolume } from './plan-volume.ts'

type CaSource = NonNullable<AwsEndpoint['ca']>

/** The pod waits for the ConfigMap: a start without it would only fail later, at the first call. */
export function planCaVolume(
  pod: JsonObject,
  { configMap, key }: CaSource,
  hasVolume: boolean,
): PlannedVolume {
  const volumes = valueAt(pod, 'spec', 'volumes')
  const known = volumesByName(pod)
  for (let number = 0; ; number++) {
    const name = number === 0 ? 'podpass-ca' : `podpass-ca-${number}`
    const present = known.get(name)
    const volume = { name, configMap: { name: configMap, items: [{ key, path: 'ca.crt' }] } }
    if (present === undefined) return { name, patch: [addVolume(hasVolume ? [] : volumes, volume)] }
    if (valueAt(present, 'configMap', 'name') === configMap) return { name, patch: [] }
  }
}

/** AWS_CA_BUNDLE is what most SDKs read; Node's trusts what NODE_EXTRA_CA_CERTS adds. */
const variables = ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS']

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
    env: variables
      .filter((variable) => !present.has(variable))
      .map((variable) => ({ name: variable, value: windows ? onWindows(file) : file })),
    mounts: taken === undefined ? [{ name: caVolumeName, readOnly: true, mountPath: ca.mountPath }] : [],
    warnings: [],
  }
}
