/** Which identity a pod is to get: the annotations of its ServiceAccount and of itself, by precedence. */
import type { JsonObject } from '../api/index.ts'
import { textOf, valueAt } from '../api/index.ts'
import type { WebhookOptions } from './options.ts'
import { parseGoBool, parseGoInt } from './go-values.ts'

/** The annotations of a ServiceAccount, or of a pod. */
export type Annotations = Readonly<Record<string, unknown>>

/** What is to stand in the pod's containers and among its volumes. */
export interface Identity {
  readonly mode: 'web-identity' | 'container-credentials'
  /** Set in web identity mode only. */
  readonly roleArn?: string
  readonly audience: string
  readonly expirationSeconds: number
  readonly regionalSts: boolean
  readonly volumeName: string
  readonly mountPath: string
  /** The token's file name below the mount path. */
  readonly tokenPath: string
}

export type Found =
  | { readonly kind: 'identity'; readonly identity: Identity; readonly warnings: readonly string[] }
  | { readonly kind: 'none'; readonly reason: string }

const minimumExpiration = 600
/** What the API server accepts at most; a longer one would have the pod refused and its author blamed. */
const maximumExpiration = 2 ** 32
const roleArnShape = /^arn:aws[a-z0-9-]*:iam::\d{12}:role\/[\w\-/.@+=,]+$/

export interface IdentityRequest {
  readonly pod: JsonObject
  readonly serviceAccount: Annotations
  readonly options: WebhookOptions
  /** The ServiceAccount has an EKS Pod Identity association, which goes before its role annotation. */
  readonly hasPodIdentity: boolean
  /** A number from 0 up to 1, which spreads the expiry of Pod Identity tokens. */
  readonly chance: () => number
}

export function findIdentity(request: IdentityRequest): Found {
  const { options, hasPodIdentity } = request
  const warnings: string[] = []
  const expiration = expirationOf(request, warnings)
  const regionalSts = regionalStsOf(request, warnings)
  if (hasPodIdentity) {
    const { audience, volumeName, mountPath, tokenPath } = options.containerCredentials
    // Only the default lifetime is spread: whoever asked for another one wants exactly that.
    const expirationSeconds =
      expiration === 86_400 ? 79_200 + Math.floor(request.chance() * 7_201) : expiration
    const identity = { mode: 'container-credentials', audience, expirationSeconds, regionalSts } as const
    return { kind: 'identity', identity: { ...identity, volumeName, mountPath, tokenPath }, warnings }
  }
  const roleArn = roleOf(request, warnings)
  if (roleArn === undefined)
    return {
      kind: 'none',
      reason: `the service account has no annotation ${options.annotationPrefix}/role-arn`,
    }
  return {
    kind: 'identity',
    identity: {
      mode: 'web-identity',
      roleArn,
      audience: annotation(request, 'audience') || options.tokenAudience,
      expirationSeconds: expiration,
      regionalSts,
      volumeName: 'aws-iam-token',
      mountPath: options.tokenMountPath,
      tokenPath: 'token',
    },
    warnings,
  }
}

const annotation = ({ serviceAccount, options }: IdentityRequest, name: string): string | undefined =>
  textOf(valueAt(serviceAccount, `${options.annotationPrefix}/${name}`))

function roleOf(request: IdentityRequest, warnings: string[]): string | undefined {
  const { options } = request
  const value = annotation(request, 'role-arn')
  if (value === undefined || value === '') return undefined
  const { composeRoleArn } = options
  const roleArn =
    composeRoleArn !== undefined && !value.includes('arn:')
      ? `arn:${composeRoleArn.partition}:iam::${composeRoleArn.account}:role/${value}`
      : value
  // Injected all the same, as upstream does: STS names the mistake better than a pod with no role at all.
  if (!roleArnShape.test(roleArn))
    warnings.push(
      `${options.annotationPrefix}/role-arn of the service account is no role ARN: \`${roleArn}\``,
    )
  return roleArn
}

function expirationOf(request: IdentityRequest, warnings: string[]): number {
  const { pod, options } = request
  const name = `${options.annotationPrefix}/token-expiration`
  const candidates = [
    { of: 'the pod', text: textOf(valueAt(pod, 'metadata', 'annotations', name)) },
    { of: 'the service account', text: annotation(request, 'token-expiration') },
  ]
  for (const { of, text } of candidates) {
    if (text === undefined) continue
    const seconds = parseGoInt(text)
    if (seconds === undefined) {
      warnings.push(`${name} of ${of} is no whole number of seconds and does not count: \`${text}\``)
      continue
    }
    if (seconds < minimumExpiration || seconds > maximumExpiration)
      warnings.push(
        `${name} of ${of} is not between 600 and 2^32 seconds and is taken to the nearest: \`${text}\``,
      )
    return clamp(seconds)
  }
  return clamp(options.tokenExpiration)
}

const clamp = (seconds: number): number => Math.min(maximumExpiration, Math.max(minimumExpiration, seconds))

function regionalStsOf(request: IdentityRequest, warnings: string[]): boolean {
  const text = annotation(request, 'sts-regional-endpoints')
  if (text === undefined) return request.options.regionalSts
  const value = parseGoBool(text)
  if (value === undefined)
    warnings.push(
      `${request.options.annotationPrefix}/sts-regional-endpoints of the service account is neither true nor false and does not count: \`${text}\``,
    )
  return value ?? request.options.regionalSts
}
