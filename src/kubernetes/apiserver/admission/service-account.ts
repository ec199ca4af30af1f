/** The ServiceAccount admission plugin: every pod runs as an account that exists, and gets its token for the API. */
import type { Random } from '../../../kit/index.ts'
import type { JsonObject } from '../../api/index.ts'
import { isObject, listOf, objectOf, textOf, valueAt } from '../../api/index.ts'
import { forbidden } from '../api-error.ts'
import type { ApiServerNeeds } from '../needs.ts'
import { newSuffix } from '../objects/names.ts'
import { findObject } from '../objects/objects.ts'

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Runs again after webhooks, so that a container which one of them added gets its mount too. */
export function admitServiceAccount(needs: ApiServerNeeds, namespace: string, pod: JsonObject): JsonObject {
  const spec = objectOf(pod['spec'])
  const name = textOf(spec['serviceAccountName']) ?? 'default'
  const account = findObject(needs, 'serviceaccounts', namespace, name)
  if (account === undefined)
    throw forbidden(
      'pods',
      nameOf(pod),
      `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
    )
  const pullSecrets = listOf(account['imagePullSecrets'])
  const withSecrets =
    listOf(spec['imagePullSecrets']).length === 0 && pullSecrets.length > 0
      ? { ...spec, imagePullSecrets: pullSecrets }
      : spec
  const wantsToken = spec['automountServiceAccountToken'] ?? account['automountServiceAccountToken'] ?? true
  return { ...pod, spec: wantsToken === false ? withSecrets : mountToken(withSecrets, needs.random) }
}

/** A name is not made yet when admission runs. */
const nameOf = (pod: JsonObject): string =>
  textOf(valueAt(pod, 'metadata', 'name')) ?? textOf(valueAt(pod, 'metadata', 'generateName')) ?? 'Unknown'

function mountToken(spec: JsonObject, random: Random): JsonObject {
  const volumes = listOf(spec['volumes'])
  const present = volumes.find((volume) => textOf(valueAt(volume, 'name'))?.startsWith('kube-api-access-'))
  const lacksMount = (container: unknown): boolean =>
    !listOf(valueAt(container, 'volumeMounts')).some((mount) => valueAt(mount, 'mountPath') === mountPath)
  const containers = [...listOf(spec['initContainers']), ...listOf(spec['containers'])]
  if (!containers.some(lacksMount)) return spec
  const volumeName = textOf(valueAt(present, 'name')) ?? `kube-api-access-${newSuffix(random)}`
  const mount = (container: unknown): unknown =>
    isObject(container) && lacksMount(container)
      ? {
          ...container,
          volumeMounts: [
            ...listOf(container['volumeMounts']),
            { name: volumeName, readOnly: true, mountPath },
          ],
        }
      : container
  return {
    ...spec,
    volumes: present === undefined ? [...volumes, tokenVolume(volumeName)] : volumes,
    ...(Array.isArray(spec['initContainers']) && {
      initContainers: listOf(spec['initContainers']).map(mount),
    }),
    ...(Array.isArray(spec['containers']) && { containers: listOf(spec['containers']).map(mount) }),
  }
}

const tokenVolume = (name: string): JsonObject => ({
  name,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
    defaultMode: 420,
  },
})
