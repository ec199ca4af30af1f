/** The ConfigMaps that the webhook reads: roles by ServiceAccount, and ServiceAccounts with an association. */
import { isObject, type JsonObject } from '../../api/index.ts'
import { hasMembers, metadata, sorted, type Wish } from './common.ts'

/** The name that the webhook looks for. */
export const roleMapName = 'pod-identity-webhook'

export function configMapsOf(wish: Wish): readonly JsonObject[] {
  const { roleMap, podIdentities, name } = wish.values
  const configMap = (own: string, key: string, value: unknown): JsonObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(wish, own),
    data: { [key]: toGoJson(value) },
  })
  const { identities } = podIdentities
  return [
    ...(roleMap.enabled && hasMembers(roleMap.entries)
      ? [configMap(roleMapName, 'config', roleMap.entries)]
      : []),
    ...(podIdentities.enabled
      ? [configMap(`${name}-pod-identities`, 'identities.json', { identities })]
      : []),
  ]
}

/** As Helm writes it, so that whoever goes from one to the other changes nothing. */
function toGoJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toGoJson).join(',')}]`
  if (isObject(value))
    return `{${sorted(value)
      .map(([name, member]) => `${toGoJson(name)}:${toGoJson(member)}`)
      .join(',')}}`
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
