/** The environment and the mount that one container gets. */
import type { JsonObject, JsonPatchOperation } from '../api/index.ts'
import { listOf, memberOf, textOf, valueAt } from '../api/index.ts'
import type { Identity } from './identity.ts'
import type { WebhookOptions } from './options.ts'
import { projectsToken } from './plan-volume.ts'

export interface ContainerRequest {
  readonly pod: JsonObject
  readonly container: JsonObject
  /** Where the container stands in the pod, as a JSON Pointer. */
  readonly path: string
  readonly identity: Identity
  readonly options: WebhookOptions
  readonly windows: boolean
  /** The volume to mount. */
  readonly volumeName: string
}

interface Planned {
  readonly patch: readonly JsonPatchOperation[]
  readonly warnings: readonly string[]
}

/**
 * Upstream leaves a container alone, without even the mount, once it has every variable of its own;
 * here the mount is added whatever the variables are, because theirs may well point at it.
 */
export function planContainer(request: ContainerRequest): Planned {
  const { container, path, identity } = request
  const name = textOf(container['name']) ?? path
  const taken = mountAt(container, identity.mountPath)
  // A second mount on one path makes the pod invalid ("must be unique"), and a variable that points into
  // somebody else's directory breaks the SDK, so such a container stays as it is and the author is told.
  if (taken !== undefined && !bringsToken(request, taken)) {
    const volume = textOf(taken['name']) ?? ''
    return {
      patch: [],
      warnings: [
        `container \`${name}\` gets no AWS identity: it mounts volume \`${volume}\` at ${identity.mountPath}`,
      ],
    }
  }
  const present = namesOfEnv(container)
  const mount = { name: request.volumeName, readOnly: true, mountPath: identity.mountPath }
  return {
    patch: [
      ...append(container, path, 'env', missingEnv(request, present)),
      ...(taken === undefined ? append(container, path, 'volumeMounts', [mount]) : []),
    ],
    warnings: envWarnings(request, name, present),
  }
}

function append(
  container: JsonObject,
  path: string,
  member: string,
  values: readonly unknown[],
): readonly JsonPatchOperation[] {
  if (values.length === 0) return []
  if (!Array.isArray(container[member])) return [{ op: 'add', path: `${path}/${member}`, value: values }]
  return values.map((value) => ({ op: 'add', path: `${path}/${member}/-`, value }))
}

function mountAt(container: JsonObject, mountPath: string): JsonObject | undefined {
  const mounts = listOf(container['volumeMounts']) as readonly JsonObject[]
  return mounts.find((mount) => clean(textOf(mount['mountPath']) ?? '') === clean(mountPath))
}

const clean = (path: string): string => path.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '')

function bringsToken({ pod, identity, volumeName }: ContainerRequest, mount: JsonObject): boolean {
  if (mount['subPath'] || mount['subPathExpr']) return false
  if (mount['name'] === volumeName) return true
  const volume = listOf(valueAt(pod, 'spec', 'volumes')).find(
    (each) => valueAt(each, 'name') === mount['name'],
  )
  return projectsToken(volume, identity.tokenPath)
}

interface Variable {
  readonly name: string
  readonly value: string
}

const credentialVariables = {
  'web-identity': ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
  'container-credentials': ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
} as const

/** Appended in upstream's order; one variable of a pair that the author set keeps both of the pair away. */
function missingEnv(
  { identity, options, windows }: ContainerRequest,
  present: ReadonlySet<unknown>,
): readonly Variable[] {
  const hasAny = (...names: readonly string[]): boolean => names.some((name) => present.has(name))
  const [first, second] = credentialVariables[identity.mode]
  const missing: Variable[] = []
  if (identity.regionalSts && !hasAny('AWS_STS_REGIONAL_ENDPOINTS'))
    missing.push({ name: 'AWS_STS_REGIONAL_ENDPOINTS', value: 'regional' })
  if (options.defaultRegion !== '' && !hasAny('AWS_REGION', 'AWS_DEFAULT_REGION'))
    missing.push(
      { name: 'AWS_DEFAULT_REGION', value: options.defaultRegion },
      { name: 'AWS_REGION', value: options.defaultRegion },
    )
  if (!hasAny(first, second))
    missing.push(
      { name: first, value: identity.roleArn ?? options.containerCredentials.fullUri },
      { name: second, value: tokenFile(identity, windows) },
    )
  return missing
}

const namesOfEnv = (container: JsonObject): ReadonlySet<unknown> =>
  new Set(listOf(container['env']).map((variable) => memberOf(variable, 'name')))

function tokenFile({ mountPath, tokenPath }: Identity, windows: boolean): string {
  const path = clean(`${mountPath}/${tokenPath}`)
  return windows ? `C:${path.replaceAll('/', '\\')}` : path
}

/** Half a pair set by the author leaves the SDK without a web identity. */
function envWarnings(
  { identity }: ContainerRequest,
  name: string,
  present: ReadonlySet<unknown>,
): readonly string[] {
  const [first, second] = credentialVariables[identity.mode]
  if (present.has(first) === present.has(second)) return []
  const [set, unset] = present.has(first) ? [first, second] : [second, first]
  return [`container \`${name}\` sets ${set} itself but not ${unset}, so neither is injected`]
}
