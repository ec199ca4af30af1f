/** The environment and the mounts that one container gets. */
import type { JsonObject, JsonPatchOperation } from '../api/index.ts'
import { textOf } from '../api/index.ts'
import { append, mountAt, mountsOf } from './container-parts.ts'
import type { Identity } from './identity.ts'
import type { WebhookOptions } from './options.ts'
import { planCaBundle } from './plan-ca.ts'
import { hasAllOfUpstream, planEnv } from './plan-env.ts'
import { projectsToken } from './plan-volume.ts'

export interface ContainerRequest {
  readonly pod: JsonObject
  /** Of the pod, by name. */
  readonly volumes: ReadonlyMap<unknown, unknown>
  readonly container: JsonObject
  readonly name: string
  /** Where the container stands in the pod, as a JSON Pointer. */
  readonly path: string
  readonly identity: Identity
  /** The container's own role, or the one of all. */
  readonly roleArn?: string
  /** Empty when none is to be injected. */
  readonly region: string
  readonly sessionName: boolean
  readonly options: WebhookOptions
  readonly windows: boolean
  /** The volume with the token. */
  readonly volumeName: string
  /** The volume with the CA of the operator's own endpoint. */
  readonly caVolumeName?: string
  readonly say?: (note: string) => void
}

export interface PlannedContainer {
  readonly patch: readonly JsonPatchOperation[]
  readonly warnings: readonly string[]
  /** Something else lies where the token should, so the container has no identity. */
  readonly blocked: boolean
}

/**
 * Upstream leaves a container alone, without even the mount, once it has every variable of its own;
 * here the mount is added whatever the variables are, because theirs may well point at it.
 */
export function planContainer(request: ContainerRequest): PlannedContainer {
  const { container, path, name, identity, options, say } = request
  if (options.upstreamCompatible && hasAllOfUpstream(request)) {
    say?.(`container \`${name}\` has every variable of its own (--upstream-compatible)`)
    return { patch: [], warnings: [], blocked: false }
  }
  const taken = mountAt(container, identity.mountPath)
  // A second mount on one path makes the pod invalid ("must be unique"), and a variable that points into
  // somebody else's directory breaks the SDK, so such a container stays as it is and the author is told.
  if (taken !== undefined && !bringsToken(request, taken)) {
    const volume = textOf(taken['name']) ?? ''
    const text = `container \`${name}\` gets no AWS identity: it mounts volume \`${volume}\` at ${identity.mountPath}`
    return { patch: [], warnings: [text], blocked: true }
  }
  const mounted = taken !== undefined || (options.upstreamCompatible && mountsVolume(request))
  const mount = { name: request.volumeName, readOnly: true, mountPath: identity.mountPath }
  const { missing, warnings } = planEnv(request)
  const ca = planCaBundle(request)
  for (const variable of [...missing, ...ca.env])
    say?.(`container \`${name}\` gets ${textOf(variable['name'])}`)
  return {
    patch: [
      ...append(container, path, 'env', [...missing, ...ca.env]),
      ...append(container, path, 'volumeMounts', [...(mounted ? [] : [mount]), ...ca.mounts]),
    ],
    warnings: [...warnings, ...ca.warnings],
    blocked: false,
  }
}

const mountsVolume = ({ container, volumeName }: ContainerRequest): boolean =>
  mountsOf(container).some((mount) => mount['name'] === volumeName)

function bringsToken(
  { volumes, identity, volumeName, options }: ContainerRequest,
  mount: JsonObject,
): boolean {
  if (mount['name'] === volumeName && options.upstreamCompatible) return true
  if (mount['subPath'] || mount['subPathExpr']) return false
  if (mount['name'] === volumeName) return true
  return projectsToken(volumes.get(mount['name']), identity.tokenPath)
}
