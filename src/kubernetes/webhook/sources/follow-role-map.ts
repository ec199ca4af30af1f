/** Follows the ConfigMap that maps ServiceAccounts to roles, and keeps what it said last when it says nonsense. */
import { follow, pathOf, textOf, valueAt, type JsonObject, type KubernetesClient } from '../../api/index.ts'
import { emptyRoleMap, findRoleEntry, readRoleMap, type RoleEntry } from './role-map.ts'

export interface RoleMapSource {
  readonly find: (namespace: string, name: string) => RoleEntry | undefined
  /** How many entries count. */
  readonly size: () => number
  /** Undefined when the map is known. */
  readonly notReadyBecause: () => string | undefined
}

export interface RoleMapNeeds {
  readonly client: KubernetesClient
  readonly namespace: string
  readonly signal: AbortSignal
  /** A map that is deleted goes on to count, and one that was never good is taken for an empty one. */
  readonly upstreamCompatible: boolean
  readonly onProblem: (message: string) => void
}

const configMapName = 'pod-identity-webhook'
const configMapKey = 'config'

export function followRoleMap(needs: RoleMapNeeds): RoleMapSource {
  const { client, namespace, signal, upstreamCompatible, onProblem } = needs
  const where = `the role map (ConfigMap ${namespace}/${configMapName}, key ${configMapKey})`
  let map = emptyRoleMap
  let pending: string | undefined = `${where} is not known yet`

  const use = (configMap: JsonObject): void => {
    const text = textOf(valueAt(configMap, 'data', configMapKey))
    const read =
      text === undefined
        ? ({ ok: false, problem: `it has no key ${configMapKey}` } as const)
        : readRoleMap(text)
    if (!read.ok) {
      onProblem(`${where} is left as it was: ${read.problem}`)
      // A replica that never knew a good map would leave pods without their role.
      if (pending !== undefined)
        pending = upstreamCompatible ? undefined : `${where} cannot be read: ${read.problem}`
      return
    }
    for (const problem of read.problems) onProblem(`${where}, ${problem}`)
    map = read.map
    pending = undefined
  }
  const forget = (): void => {
    if (!upstreamCompatible) map = emptyRoleMap
    pending = undefined
  }

  void follow(client, {
    path: pathOf('configmaps', namespace),
    query: { fieldSelector: `metadata.name=${configMapName}` },
    signal,
    onList: ([configMap]) => (configMap === undefined ? forget() : use(configMap)),
    onChange: (type, configMap) => (type === 'DELETED' ? forget() : use(configMap)),
    onProblem: (problem) => onProblem(`${where}: ${problem.message}`),
  })
  return {
    find: (space, name) => findRoleEntry(map, space, name, upstreamCompatible),
    size: () => map.entries.size,
    notReadyBecause: () => pending,
  }
}
