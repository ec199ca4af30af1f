/** Which identity a pod is to get: the annotations of its ServiceAccount and of itself, by precedence. */
import type { JsonObject } from '../api/index.ts'
import { textOf, valueAt } from '../api/index.ts'
import type { RoleEntry } from './sources/role-map.ts'
import type { WebhookOptions } from './options.ts'
import { chooseExpiration, type Expiration } from './expiration.ts'
import { parseGoBool } from './go-values.ts'
import { completeRole, isRoleArn, templateRole } from './role.ts'

/** The annotations of a ServiceAccount, or of a pod. */
export type Annotations = Readonly<Record<string, unknown>>

/** What is to stand in the pod's containers and among its volumes. */
export interface Identity {
  readonly mode: 'web-identity' | 'container-credentials'
  /** In web identity mode the role of all containers that have none of their own. */
  readonly roleArn?: string
  readonly audience: string
  readonly expirationSeconds: number
  readonly regionalSts: boolean
  readonly volumeName: string
  readonly mountPath: string
  /** The token's file name below the mount path. */
  readonly tokenPath: string
}

export interface IdentityRequest {
  readonly pod: JsonObject
  readonly namespace: string
  /** Of the ServiceAccount. */
  readonly name: string
  /** Undefined when the cluster does not know it. */
  readonly serviceAccount: Annotations | undefined
  /** What the operator's map says of it. */
  readonly roleEntry?: RoleEntry
  readonly options: WebhookOptions
  /** The ServiceAccount has an EKS Pod Identity association, which goes before its role annotation. */
  readonly hasPodIdentity: boolean
  /** Some container has a role of its own, so a token is needed though the ServiceAccount may have no role. */
  readonly hasContainerRoles: boolean
  /** A number from 0 up to 1, which spreads the expiry of Pod Identity tokens. */
  readonly chance: () => number
  /** Told what is not right. */
  readonly warnings: string[]
  /** Told where each value comes from. */
  readonly say?: (note: string) => void
}

/** Undefined when there is none for the pod. */
export const findIdentity = (request: IdentityRequest): Identity | undefined =>
  request.hasPodIdentity ? podIdentity(request) : webIdentity(request)

function podIdentity(request: IdentityRequest): Identity {
  const { options, roleEntry, serviceAccount, say } = request
  const { audience, volumeName, mountPath, tokenPath } = options.containerCredentials
  say?.('credentials come from the Pod Identity agent: the identities file lists the service account')
  // Upstream forgets its flags for a service account that nobody knows; it never looks at patterns here.
  const entry = serviceAccount === undefined && roleEntry?.key.includes('*') === false ? roleEntry : undefined
  const forgotten = options.upstreamCompatible && serviceAccount === undefined
  const chosen = expirationOf(request, entry, forgotten ? 86_400 : options.tokenExpiration)
  // Only the default lifetime is spread: whoever asked for another one wants exactly that.
  const expirationSeconds =
    chosen.seconds === 86_400 ? 79_200 + Math.floor(request.chance() * 7_201) : chosen.seconds
  const regionalSts = regionalStsOf(request, entry?.regionalSts ?? (!forgotten && options.regionalSts))
  const identity = { mode: 'container-credentials', audience, expirationSeconds, regionalSts } as const
  return { ...identity, volumeName, mountPath, tokenPath }
}

function webIdentity(request: IdentityRequest): Identity | undefined {
  const { options, roleEntry, hasContainerRoles, warnings, say } = request
  const { annotationPrefix: prefix, upstreamCompatible } = options
  const annotated = annotation(request, 'role-arn') || undefined
  // The whole of an entry counts or nothing of it, so the service account's own lifetime is left aside with its role.
  const entry = annotated === undefined ? roleEntry : undefined
  const text = annotated ?? entry?.roleArn
  const roleArn = text === undefined ? templateRole(request) : completeRole(text, request)
  if (roleArn === undefined && !hasContainerRoles) return undefined
  if (roleArn !== undefined) {
    const because =
      annotated !== undefined
        ? `${prefix}/role-arn of the service account`
        : entry !== undefined
          ? `entry \`${entry.key}\` of the role map`
          : '--role-arn-template'
    say?.(`role ${roleArn} (${because})`)
    // Injected all the same, as upstream does: STS names the mistake better than a pod with no role at all.
    if (!isRoleArn(roleArn)) warnings.push(`${because} is no role ARN: \`${roleArn}\``)
  }
  const audience =
    entry === undefined
      ? audienceOf(request)
      : entry.audience || (upstreamCompatible ? '' : options.tokenAudience)
  const expiration = expirationOf(request, entry, options.tokenExpiration)
  say?.(`token for audience \`${audience}\`, ${expiration.seconds} seconds (${expiration.because})`)
  const regionalByDefault = upstreamCompatible && entry !== undefined ? false : options.regionalSts
  return {
    mode: 'web-identity',
    ...(roleArn !== undefined && { roleArn }),
    audience,
    expirationSeconds: expiration.seconds,
    regionalSts:
      entry === undefined
        ? regionalStsOf(request, regionalByDefault)
        : (entry.regionalSts ?? regionalByDefault),
    volumeName: 'aws-iam-token',
    mountPath: options.tokenMountPath,
    tokenPath: 'token',
  }
}

/** Upstream takes an empty one at its word, and the token is then for the API server alone. */
function audienceOf(request: IdentityRequest): string {
  const { tokenAudience, upstreamCompatible } = request.options
  const wish = annotation(request, 'audience')
  return (upstreamCompatible ? wish : wish || undefined) ?? tokenAudience
}

const annotation = ({ serviceAccount, options }: IdentityRequest, name: string): string | undefined =>
  textOf(valueAt(serviceAccount, `${options.annotationPrefix}/${name}`))

function expirationOf(request: IdentityRequest, entry: RoleEntry | undefined, byDefault: number): Expiration {
  const name = `${request.options.annotationPrefix}/token-expiration`
  const pod = { of: 'the pod', name, text: textOf(valueAt(request.pod, 'metadata', 'annotations', name)) }
  const second =
    entry === undefined
      ? { of: 'the service account', name, text: annotation(request, 'token-expiration') }
      : {
          of: `entry \`${entry.key}\` of the role map`,
          name: 'TokenExpiration',
          text: entry.tokenExpiration?.toString(),
        }
  return chooseExpiration(
    [pod, second],
    { seconds: byDefault, because: '--token-expiration' },
    request.warnings,
  )
}

function regionalStsOf(request: IdentityRequest, byDefault: boolean): boolean {
  const text = annotation(request, 'sts-regional-endpoints')
  if (text === undefined) return byDefault
  const value = parseGoBool(text)
  if (value === undefined)
    request.warnings.push(
      `${request.options.annotationPrefix}/sts-regional-endpoints of the service account is neither true nor false and does not count: \`${text}\``,
    )
  return value ?? byDefault
}
