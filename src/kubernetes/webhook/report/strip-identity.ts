/** A running pod as it would be had nobody given it an identity, so that it can be planned anew. */
import { isObject, listOf, textOf, valueAt, type JsonObject } from '../../api/index.ts'
import { mountsOf } from '../container-parts.ts'
import { cleanPath } from '../paths.ts'
import { projectsToken } from '../plan-volume.ts'
import type { WebhookOptions } from '../options.ts'
import type { Authored } from './authored.ts'

export const credentialVariables: readonly string[] = [
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
]

export interface Stripped {
  readonly pod: JsonObject
  /** Names of the containers that had credentials which nobody had written. */
  readonly containers: readonly string[]
  /** The volumes with tokens that were taken out. */
  readonly volumes: readonly JsonObject[]
}

/** Where the author's own pod is not known, what has all the marks of an injection counts as one. */
export function stripIdentity(
  pod: JsonObject,
  authored: Authored | undefined,
  options: WebhookOptions,
): Stripped {
  const all = listOf(valueAt(pod, 'spec', 'volumes')).filter(isObject)
  const volumes = all.filter(
    (volume) => !(authored?.volumes.has(volume['name']) ?? false) && isTokenVolume(volume, options),
  )
  const names = new Set(volumes.map((volume) => volume['name']))
  const containers: string[] = []
  const stripList = (member: string): JsonObject => {
    const list = valueAt(pod, 'spec', member)
    if (!Array.isArray(list)) return {}
    return { [member]: list.map((each) => (isObject(each) ? strip(each) : each)) }
  }
  const strip = (container: JsonObject): JsonObject => {
    const name = textOf(container['name']) ?? ''
    const variables = authored?.variables.get(name)
    const mounts = mountsOf(container)
    const injected = (variable: unknown): boolean => {
      const each = textOf(valueAt(variable, 'name')) ?? ''
      if (!credentialVariables.includes(each)) return false
      return variables === undefined ? looksInjected(container, mounts, names) : !variables.has(each)
    }
    const env = listOf(container['env'])
    const kept = env.filter((variable) => !injected(variable))
    if (kept.length < env.length) containers.push(name)
    return { ...container, env: kept, volumeMounts: mounts.filter((mount) => !names.has(mount['name'])) }
  }
  const spec = {
    ...(isObject(pod['spec']) ? pod['spec'] : {}),
    ...stripList('containers'),
    ...stripList('initContainers'),
    volumes: all.filter((volume) => !volumes.includes(volume)),
  }
  return { pod: { ...pod, spec }, containers, volumes }
}

function isTokenVolume(volume: JsonObject, { containerCredentials }: WebhookOptions): boolean {
  const name = (textOf(volume['name']) ?? '').replace(/-\d+$/, '')
  const isOurs = name === 'aws-iam-token' || name === containerCredentials.volumeName.replace(/-\d+$/, '')
  const sources = listOf(valueAt(volume, 'projected', 'sources'))
  return (
    isOurs &&
    sources.length === 1 &&
    ['token', containerCredentials.tokenPath].some((path) => projectsToken(volume, path))
  )
}

/** Its variables name a file on a mount of a volume that was taken out. */
function looksInjected(
  container: JsonObject,
  mounts: readonly JsonObject[],
  volumes: ReadonlySet<unknown>,
): boolean {
  const files = listOf(container['env']).flatMap((variable) =>
    ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'].includes(
      String(valueAt(variable, 'name')),
    )
      ? [textOf(valueAt(variable, 'value')) ?? '']
      : [],
  )
  return mounts.some((mount) => {
    const path = cleanPath(textOf(mount['mountPath']) ?? '')
    return volumes.has(mount['name']) && files.some((file) => unixOf(file).startsWith(`${path}/`))
  })
}

const unixOf = (file: string): string => file.replace(/^[A-Za-z]:/, '').replaceAll('\\', '/')
